import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const labels = { target: 'prometheus', forecast: 'disk', mountpoint: '/data' };
const crossing = { ...labels, threshold: 'full' };
const secondsUntil = 'presage_forecast_seconds_until_threshold';
const confidence = 'presage_forecast_confidence_ratio';

/** Series that cross within `within` seconds by a forecast of at least `confidence`; last_over_time bridges a failed scrape. */
function crossingWithin(limit: { within: number; confidence: number }): string {
  return (
    `last_over_time(${select(secondsUntil)}[5m]) <= ${limit.within}` +
    ` and ignoring (threshold) last_over_time(${select(confidence)}[5m]) >= ${limit.confidence}`
  );
}

const says = (duration: string) =>
  `The forecast disk on prometheus is predicted to cross its threshold full in ${duration}.`;

export const forecastAlerts: AlertGroup = {
  name: 'presage-forecasts',
  about: 'Configured forecasts that are predicted to cross a threshold.',
  alerts: [
    {
      name: 'PresageForecastThresholdNear',
      summary: 'A forecast is about to cross its threshold.',
      description:
        'The forecast {{ $labels.forecast }} on {{ $labels.target }} is predicted to cross its threshold {{ $labels.threshold }} in {{ $value | humanizeDuration }}.',
      // 15 minutes span two runs of the advisor: one odd fit does not notify
      rules: [
        { severity: 'warning', expr: crossingWithin(LIMITS.forecastWarning), for: '15m', keepFiringFor: '30m' },
        { severity: 'critical', expr: crossingWithin(LIMITS.forecastCritical), for: '15m', keepFiringFor: '30m' },
      ],
      cases: [
        {
          series: { [scraped(secondsUntil, crossing)]: '700000x5 345600x60', [scraped(confidence, labels)]: '0.6x70' },
          fires: [
            {
              at: '30m',
              severity: 'warning',
              labels: { ...crossing, ...SCRAPED },
              description: says('4d 0h 0m 0s'),
            },
          ],
          quiet: ['5m', '15m'],
        },
        {
          series: { [scraped(secondsUntil, crossing)]: '7200x60', [scraped(confidence, labels)]: '0.6x60' },
          fires: (['warning', 'critical'] as const).map((severity) => ({
            at: '20m',
            severity,
            labels: { ...crossing, ...SCRAPED },
            description: says('2h 0m 0s'),
          })),
          quiet: ['10m'],
        },
        {
          series: { [scraped(secondsUntil, crossing)]: '7200x60', [scraped(confidence, labels)]: '0.1x60' },
          fires: [],
          quiet: ['30m'],
        },
      ],
    },
  ],
};
