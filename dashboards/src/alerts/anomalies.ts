import { select } from '../promql.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const labels = { target: 'prometheus', anomaly: 'latency', route: '/checkout' };
const score = 'presage_anomaly_score';
const active = 'presage_anomaly_active';

export const anomalyAlerts: AlertGroup = {
  name: 'presage-anomalies',
  about: 'Configured series that behave unlike their past.',
  alerts: [
    {
      name: 'PresageAnomalyActive',
      summary: 'A series behaves unlike its past.',
      description:
        'The series of rule {{ $labels.anomaly }} on {{ $labels.target }} is {{ $value | humanize }} times as far from its expected value as the edge of normal.',
      // the advisor itself has hysteresis, so that a short wait is enough
      rules: [
        {
          severity: 'warning',
          expr: `last_over_time(${select(score)}[5m]) and last_over_time(${select(active)}[5m]) == 1`,
          for: '1m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(score, labels)]: '0.2x10 2.5x20 0.3x30',
            [scraped(active, labels)]: '0x10 1x20 0x30',
          },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { ...labels, ...SCRAPED },
              description:
                'The series of rule latency on prometheus is 2.5 times as far from its expected value as the edge of normal.',
            },
          ],
          quiet: ['10m', '50m'],
        },
        {
          series: { [scraped(score, labels)]: '1.4x30', [scraped(active, labels)]: '0x30' },
          fires: [],
          quiet: ['20m'],
        },
      ],
    },
  ],
};
