import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const labels = { target: 'prometheus', anomaly: 'latency', route: '/checkout' };
const score = 'presage_anomaly_score';
const incidents = 'presage_anomaly_incidents';
const incidentSeries = 'presage_anomaly_incident_series';
const info = 'presage_anomaly_incident_info';
const incident = { incident: '2026-01-31T09:30Z' };
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
          expr: `last_over_time(${select(info)}[5m]) * ignoring (incident) group_left max_over_time(${select(score)}[1h])`,
          for: '1m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(score, labels)]: '0.2x10 2.5x2 0.4x47',
            [scraped(info, { ...labels, ...incident })]: '_x11 1x18 stale',
          },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { ...labels, ...incident, ...SCRAPED },
              description:
                'The series of rule latency on prometheus was up to 2.5 times as far from normal as its edge.',
            },
          ],
          quiet: ['10m', '50m'],
        },
        {
          series: { [scraped(score, labels)]: '1.4x30', [scraped(incidents, { target: 'prometheus' })]: '0x30' },
          fires: [],
          quiet: ['20m'],
        },
      ],
    },
    {
      name: 'PresageAnomalyIncident',
      summary: 'Several series left normal together.',
      description:
        'Incident {{ $labels.incident }} on {{ $labels.target }} has {{ $value | humanize }} series that behave unlike their past.',
      rules: [
        {
          severity: 'warning',
          expr: `last_over_time(${select(incidentSeries)}[5m]) >= ${LIMITS.incidentSeries}`,
          for: '1m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(incidentSeries, { target: 'prometheus', ...incident })]: '1x10 4x19 stale',
          },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { target: 'prometheus', ...incident, ...SCRAPED },
              description: 'Incident 2026-01-31T09:30Z on prometheus has 4 series that behave unlike their past.',
            },
          ],
          quiet: ['10m', '50m'],
        },
        {
          series: { [scraped(incidentSeries, { target: 'prometheus', ...incident })]: '2x30' },
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
