import { select } from '../promql.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const labels = { target: 'prometheus', change: 'latency', route: '/checkout' };
const effect = 'presage_deployment_effect';
const advised = 'presage_deployment_rollback_advised';

export const changeAlerts: AlertGroup = {
  name: 'presage-changes',
  about: 'What deployments did to configured series.',
  alerts: [
    {
      name: 'PresageDeploymentRegression',
      summary: 'A series is worse since the newest deployment.',
      description:
        'The level of rule {{ $labels.change }} on {{ $labels.target }} changed by {{ $value | humanizePercentage }} with the newest deployment, the wrong way and surely. Going back is advised.',
      rules: [
        {
          severity: 'warning',
          expr: `last_over_time(${select(effect)}[15m]) and last_over_time(${select(advised)}[15m]) == 1`,
          for: '5m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(effect, labels)]: '0.01x10 0.25x30 0.02x40',
            [scraped(advised, labels)]: '0x10 1x30 0x40',
          },
          fires: [
            {
              at: '25m',
              severity: 'warning',
              labels: { ...labels, ...SCRAPED },
              description:
                'The level of rule latency on prometheus changed by 25% with the newest deployment, the wrong way and surely. Going back is advised.',
            },
          ],
          quiet: ['10m', '14m', '80m'],
        },
        {
          series: { [scraped(effect, labels)]: '0.5x30', [scraped(advised, labels)]: '0x30' },
          fires: [],
          quiet: ['20m'],
        },
      ],
    },
  ],
};
