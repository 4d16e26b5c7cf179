import { select } from '../promql.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const labels = { target: 'prometheus', anomaly: 'latency', route: '/checkout' };
const score = 'presage_anomaly_score';
const active = 'presage_anomaly_active';
const groupActive = 'presage_anomaly_group_active';
const oddSeries = 'presage_anomaly_group_odd_series';

export const anomalyAlerts: AlertGroup = {
  name: 'presage-anomalies',
  about: 'Configured series that behave unlike their past.',
  alerts: [
    {
      name: 'PresageAnomalyActive',
      summary: 'A series behaves unlike its past.',
      description:
        'The series of rule {{ $labels.anomaly }} on {{ $labels.target }} was up to {{ $value | humanize }} times as far from normal as its edge.',
      // the advisor itself has hysteresis, so that a short wait is enough; its score falls back while the alarm stays
      rules: [
        {
          severity: 'warning',
          expr: `max_over_time(${select(score)}[1h]) and last_over_time(${select(active)}[5m]) == 1`,
          for: '1m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(score, labels)]: '0.2x10 2.5x2 0.4x47',
            [scraped(active, labels)]: '0x10 1x20 0x30',
          },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { ...labels, ...SCRAPED },
              description:
                'The series of rule latency on prometheus was up to 2.5 times as far from normal as its edge.',
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
    {
      name: 'PresageAnomalyGroupActive',
      summary: 'Several series of a group are anomalous together.',
      description:
        'The group of rule {{ $labels.anomaly }} on {{ $labels.target }} is anomalous: {{ $value | humanize }} of its series were odd at once.',
      rules: [
        {
          severity: 'warning',
          expr: `max_over_time(${select(oddSeries)}[1h]) and last_over_time(${select(groupActive)}[5m]) == 1`,
          for: '1m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(oddSeries, labels)]: '0x10 3x3 1x47',
            [scraped(groupActive, labels)]: '0x10 1x20 0x30',
          },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { ...labels, ...SCRAPED },
              description: 'The group of rule latency on prometheus is anomalous: 3 of its series were odd at once.',
            },
          ],
          quiet: ['10m', '50m'],
        },
        {
          series: { [scraped(oddSeries, labels)]: '3x30', [scraped(groupActive, labels)]: '0x30' },
          fires: [],
          quiet: ['20m'],
        },
      ],
    },
  ],
};
