import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const target = { source: 'postgres', target: 'shop' };
const requests = 'presage_source_requests_total';

export const sourceAlerts: AlertGroup = {
  name: 'presage-sources',
  about: 'What Presage reads: PostgreSQL, Redis and Prometheus-compatible servers.',
  alerts: [
    {
      name: 'PresageSourceDown',
      summary: 'Presage cannot reach a target.',
      description:
        'Every request to the {{ $labels.source }} target {{ $labels.target }} has failed for 5 minutes; what Presage says about it is old.',
      rules: [
        {
          severity: 'critical',
          expr: `max_over_time(${select('presage_source_up')}[5m]) == 0`,
          for: '1m',
          keepFiringFor: '2m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_source_up', target)]: '1 1 0x30' },
          fires: [
            {
              at: '15m',
              severity: 'critical',
              labels: { ...target, ...SCRAPED },
              description:
                'Every request to the postgres target shop has failed for 5 minutes; what Presage says about it is old.',
            },
          ],
          quiet: ['5m'],
        },
        {
          series: { [scraped('presage_source_up', target)]: '0 0 0 1 0 0 0 1 0 0 0 1' },
          fires: [],
          quiet: ['6m', '11m'],
        },
      ],
    },
    {
      name: 'PresageSourceErrors',
      summary: 'Many requests of Presage to a target fail.',
      description:
        '{{ $value | humanizePercentage }} of the requests to the {{ $labels.source }} target {{ $labels.target }} failed in the last 15 minutes.',
      rules: [
        {
          severity: 'warning',
          expr:
            `sum without (outcome) (rate(${select(requests, 'outcome!="ok"')}[15m]))` +
            ` / sum without (outcome) (rate(${select(requests)}[15m])) > ${LIMITS.sourceErrors}`,
          for: '15m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(requests, { ...target, outcome: 'ok' })]: '0+30x60',
            [scraped(requests, { ...target, outcome: 'PRS_SOURCE_TIMEOUT' })]: '0+10x60',
          },
          fires: [
            {
              at: '45m',
              severity: 'warning',
              labels: { ...target, ...SCRAPED },
              description: '25% of the requests to the postgres target shop failed in the last 15 minutes.',
            },
          ],
          quiet: ['10m'],
        },
        {
          series: {
            [scraped(requests, { ...target, outcome: 'ok' })]: '0+30x60',
            [scraped(requests, { ...target, outcome: 'PRS_SOURCE_TIMEOUT' })]: '0+1x60',
          },
          fires: [],
          quiet: ['45m'],
        },
      ],
    },
  ],
};
