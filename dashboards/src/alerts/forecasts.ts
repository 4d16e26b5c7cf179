import type { ForecastProblem } from '@presage/contract/kinds';
import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const labels = { target: 'prometheus', forecast: 'disk', mountpoint: '/data' };
const crossing = { ...labels, threshold: 'full' };
const secondsUntil = 'presage_forecast_seconds_until_threshold';
const confidence = 'presage_forecast_confidence_ratio';
const valid = 'presage_forecast_valid';
const binding = {
  target: 'prometheus',
  resource: 'disk',
  forecast: 'capacity-disk',
  threshold: 'exhausted',
  mountpoint: '/data',
};
const bindingSeconds = 'presage_capacity_binding_seconds';
const bindingRisk = 'presage_capacity_binding_risk_ratio';
const invalid = 'presage_forecast_invalid_info';

/**
 * Series that cross within `within` seconds by a valid forecast of at least `confidence`; last_over_time bridges a failed
 * scrape.
 */
function crossingWithin(limit: { within: number; confidence: number }): string {
  return (
    `last_over_time(${select(secondsUntil)}[5m]) <= ${limit.within}` +
    ` and ignoring (threshold) last_over_time(${select(confidence)}[5m]) >= ${limit.confidence}` +
    ` unless ignoring (threshold) last_over_time(${select(valid)}[5m]) == 0`
  );
}

/** The resource that runs out first, where it does within `within` seconds and surely enough. */
function exhaustedWithin(limit: { within: number; risk: number }): string {
  return (
    `last_over_time(${select(bindingSeconds)}[5m]) <= ${limit.within}` +
    ` and last_over_time(${select(bindingRisk)}[5m]) >= ${limit.risk}`
  );
}

/** Forecasts that should not be used for one reason. */
function invalidBecause(reason: ForecastProblem): string {
  return `last_over_time(${select(invalid, `reason="${reason}"`)}[5m]) == 1`;
}

const says = (duration: string) =>
  `The forecast disk on prometheus is predicted to cross its threshold full in ${duration}.`;

const runsOut = (duration: string) =>
  `The resource disk of prometheus runs out first: in ${duration} by the forecast capacity-disk.`;

export const forecastAlerts: AlertGroup = {
  name: 'presage-forecasts',
  about:
    'Forecasts that are predicted to cross a threshold, resources that run out, and forecasts that should not be used.',
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
        {
          series: {
            [scraped(secondsUntil, crossing)]: '7200x60',
            [scraped(confidence, labels)]: '0.6x60',
            [scraped(valid, labels)]: '0x60',
          },
          fires: [],
          quiet: ['30m'],
        },
      ],
    },
    {
      name: 'PresageCapacityExhaustionNear',
      summary: 'A resource is likely to run out soon.',
      description:
        'The resource {{ $labels.resource }} of {{ $labels.target }} runs out first: in {{ $value | humanizeDuration }} by the forecast {{ $labels.forecast }}.',
      rules: [
        { severity: 'warning', expr: exhaustedWithin(LIMITS.capacityWarning), for: '30m', keepFiringFor: '1h' },
        { severity: 'critical', expr: exhaustedWithin(LIMITS.capacityCritical), for: '30m', keepFiringFor: '1h' },
      ],
      cases: [
        {
          series: {
            [scraped(bindingSeconds, binding)]: '2000000x9 864000x110',
            [scraped(bindingRisk, binding)]: '0.85x120',
          },
          fires: [
            {
              at: '45m',
              severity: 'warning',
              labels: { ...binding, ...SCRAPED },
              description: runsOut('10d 0h 0m 0s'),
            },
          ],
          quiet: ['5m', '30m'],
        },
        {
          series: { [scraped(bindingSeconds, binding)]: '43200x120', [scraped(bindingRisk, binding)]: '0.95x120' },
          fires: (['warning', 'critical'] as const).map((severity) => ({
            at: '45m',
            severity,
            labels: { ...binding, ...SCRAPED },
            description: runsOut('12h 0m 0s'),
          })),
          quiet: ['20m'],
        },
        {
          series: { [scraped(bindingSeconds, binding)]: '43200x120', [scraped(bindingRisk, binding)]: '0.55x120' },
          fires: [],
          quiet: ['60m'],
        },
      ],
    },
    {
      name: 'PresageForecastStale',
      summary: 'A series that is forecast has no new points.',
      description:
        'The forecast {{ $labels.forecast }} on {{ $labels.target }} rests on a series without new points; what it says is old.',
      rules: [{ severity: 'warning', expr: invalidBecause('stale'), for: '30m', keepFiringFor: '15m' }],
      cases: [
        {
          series: { [scraped(invalid, { ...labels, reason: 'stale' })]: '_x9 1x110' },
          fires: [
            {
              at: '50m',
              severity: 'warning',
              labels: { ...labels, reason: 'stale', ...SCRAPED },
              description: 'The forecast disk on prometheus rests on a series without new points; what it says is old.',
            },
          ],
          quiet: ['5m', '30m'],
        },
        {
          series: { [scraped(invalid, { ...labels, reason: 'too-short' })]: '1x120' },
          fires: [],
          quiet: ['60m'],
        },
      ],
    },
    {
      name: 'PresageForecastWrong',
      summary: 'What came lies outside of the published intervals too often.',
      description:
        'The forecast {{ $labels.forecast }} on {{ $labels.target }} misses its interval far more often than it promises; do not rely on it.',
      rules: [{ severity: 'warning', expr: invalidBecause('misses-interval'), for: '1h', keepFiringFor: '1h' }],
      cases: [
        {
          series: { [scraped(invalid, { ...labels, reason: 'misses-interval' })]: '_x9 1x180' },
          fires: [
            {
              at: '90m',
              severity: 'warning',
              labels: { ...labels, reason: 'misses-interval', ...SCRAPED },
              description:
                'The forecast disk on prometheus misses its interval far more often than it promises; do not rely on it.',
            },
          ],
          quiet: ['5m', '60m'],
        },
      ],
    },
  ],
};
