import { select } from '../promql.js';
import { SETTINGS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const up = `up{job="${SETTINGS.job}"}`;
const run = { advisor: 'cache', target: 'sessions' };
const ruleFailing = (name: string) =>
  `The rule ${name} on main has had no answer for 15 minutes, although other rules have.`;

export const exporterAlerts: AlertGroup = {
  name: 'presage-exporter',
  about: 'The exporter itself: whether it lives, runs its advisors and publishes all that it found.',
  alerts: [
    {
      name: 'PresageWatchdog',
      summary: 'Always fires, to show that alerts get through.',
      description: 'Route this alert to a dead man’s switch that raises an alarm when it stops arriving.',
      rules: [{ severity: 'info', expr: 'vector(1)' }],
      cases: [
        {
          series: {},
          fires: [
            {
              at: '5m',
              severity: 'info',
              labels: {},
              description: 'Route this alert to a dead man’s switch that raises an alarm when it stops arriving.',
            },
          ],
          quiet: [],
        },
      ],
    },
    {
      name: 'PresageExporterDown',
      summary: 'A Presage exporter cannot be scraped.',
      description:
        'Prometheus has not reached {{ $labels.instance }} for 5 minutes; its forecasts, anomalies and advice are missing.',
      // a failed scrape writes up 0, a single good one in five minutes proves that it lives
      rules: [{ severity: 'critical', expr: `max_over_time(${up}[5m]) == 0`, for: '1m' }],
      cases: [
        {
          series: { 'up{job="presage", instance="exporter:10978"}': '1 1 0 1 1 0x20' },
          fires: [
            {
              at: '15m',
              severity: 'critical',
              labels: { ...SCRAPED },
              description:
                'Prometheus has not reached exporter:10978 for 5 minutes; its forecasts, anomalies and advice are missing.',
            },
          ],
          quiet: ['3m', '7m'],
        },
        { series: { 'up{job="other", instance="a"}': '0x20' }, fires: [], quiet: ['15m'] },
      ],
    },
    {
      name: 'PresageExporterAbsent',
      summary: 'Prometheus has no Presage exporter to scrape.',
      description:
        'No target with job {{ $labels.job }} exists; service discovery or the scrape configuration lost it.',
      rules: [{ severity: 'critical', expr: `absent(${up})`, for: '10m' }],
      cases: [
        {
          series: { 'up{job="presage", instance="exporter:10978"}': '1 1 1 _x40' },
          fires: [
            {
              at: '20m',
              severity: 'critical',
              labels: { job: 'presage' },
              description: 'No target with job presage exists; service discovery or the scrape configuration lost it.',
            },
          ],
          quiet: ['2m', '10m'],
        },
        { series: { 'up{job="presage", instance="exporter:10978"}': '0x30' }, fires: [], quiet: ['30m'] },
      ],
    },
    {
      name: 'PresageConfigReloadFailed',
      summary: 'The exporter rejected its changed configuration.',
      description: '{{ $labels.instance }} still runs the configuration from before the failed reload.',
      rules: [
        {
          severity: 'warning',
          expr: `max_over_time(${select('presage_config_last_reload_successful')}[5m]) == 0`,
          for: '5m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_config_last_reload_successful')]: '1 1 0x20' },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { ...SCRAPED },
              description: 'exporter:10978 still runs the configuration from before the failed reload.',
            },
          ],
          quiet: ['5m'],
        },
        {
          series: { [scraped('presage_config_last_reload_successful')]: '0 0 0 1x20' },
          fires: [],
          quiet: ['4m', '20m'],
        },
      ],
    },
    {
      name: 'PresageAdvisorFailing',
      summary: 'An advisor keeps failing on a target.',
      description:
        'The {{ $labels.advisor }} advisor has failed on {{ $labels.target }} for 15 minutes; what it publishes is as old as its last success.',
      rules: [
        {
          severity: 'warning',
          expr: `max_over_time(${select('presage_advisor_up')}[5m]) == 0`,
          for: '15m',
          keepFiringFor: '5m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_advisor_up', run)]: '1 0x40' },
          fires: [
            {
              at: '25m',
              severity: 'warning',
              labels: { ...run, ...SCRAPED },
              description:
                'The cache advisor has failed on sessions for 15 minutes; what it publishes is as old as its last success.',
            },
          ],
          quiet: ['10m'],
        },
        {
          series: { [scraped('presage_advisor_up', run)]: '0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1 0 0 0 1' },
          fires: [],
          quiet: ['10m', '27m'],
        },
      ],
    },
    {
      name: 'PresageAdvisorStale',
      summary: 'An advisor has stopped running.',
      description:
        'The {{ $labels.advisor }} advisor last succeeded on {{ $labels.target }} {{ $value | humanizeDuration }} ago, more than two of its intervals, without reporting a failure.',
      rules: [
        {
          severity: 'warning',
          expr:
            `time() - max_over_time(${select('presage_advisor_last_success_timestamp_seconds')}[5m])` +
            ` > 2 * max_over_time(${select('presage_advisor_interval_seconds')}[5m])` +
            ` unless max_over_time(${select('presage_advisor_up')}[5m]) == 0`,
          for: '5m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_advisor_last_success_timestamp_seconds', run)]: '600x60',
            [scraped('presage_advisor_interval_seconds', run)]: '600x60',
            [scraped('presage_advisor_up', run)]: '1x60',
          },
          fires: [
            {
              at: '40m',
              severity: 'warning',
              labels: { ...run, ...SCRAPED },
              description:
                'The cache advisor last succeeded on sessions 30m 0s ago, more than two of its intervals, without reporting a failure.',
            },
          ],
          quiet: ['29m', '33m'],
        },
        {
          series: {
            [scraped('presage_advisor_last_success_timestamp_seconds', run)]: '600x60',
            [scraped('presage_advisor_interval_seconds', run)]: '600x60',
            [scraped('presage_advisor_up', run)]: '0x60',
          },
          fires: [],
          quiet: ['50m'],
        },
      ],
    },
    {
      name: 'PresageRuleFailing',
      summary: 'The expression of a forecast, anomaly or change rule cannot be evaluated.',
      description:
        'The rule {{ $labels.forecast }}{{ $labels.anomaly }}{{ $labels.change }} on {{ $labels.target }} has had no answer for 15 minutes, although other rules have.',
      rules: [
        {
          severity: 'warning',
          expr:
            `max_over_time(${select('presage_forecast_up')}[5m]) == 0` +
            ` or max_over_time(${select('presage_anomaly_up')}[5m]) == 0` +
            ` or max_over_time(${select('presage_change_up')}[5m]) == 0`,
          for: '15m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_forecast_up', { target: 'main', forecast: 'disk' })]: '1x5 0x40',
            [scraped('presage_anomaly_up', { target: 'main', anomaly: 'latency' })]: '0x60',
            [scraped('presage_anomaly_up', { target: 'main', anomaly: 'errors' })]: '1x60',
          },
          fires: [
            {
              at: '20m',
              severity: 'warning',
              labels: { target: 'main', anomaly: 'latency', ...SCRAPED },
              description: ruleFailing('latency'),
            },
            {
              at: '30m',
              severity: 'warning',
              labels: { target: 'main', anomaly: 'latency', ...SCRAPED },
              description: ruleFailing('latency'),
            },
            {
              at: '30m',
              severity: 'warning',
              labels: { target: 'main', forecast: 'disk', ...SCRAPED },
              description: ruleFailing('disk'),
            },
          ],
          quiet: ['10m'],
        },
      ],
    },
    {
      name: 'PresageSamplesRejected',
      summary: 'An advisor found samples that cannot be published.',
      description:
        '{{ $value | humanize }} samples of the {{ $labels.advisor }} advisor were rejected in the last hour, reason {{ $labels.reason }}.',
      rules: [
        {
          severity: 'info',
          expr: `increase(${select('presage_samples_rejected_total')}[1h]) > 0`,
          for: '30m',
          keepFiringFor: '30m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_samples_rejected_total', { advisor: 'forecasts', reason: 'unknown_label' })]: '0+1x120',
            [scraped('presage_samples_rejected_total', { advisor: 'cache', reason: 'unknown_label' })]: '7x120',
          },
          fires: [
            {
              at: '100m',
              severity: 'info',
              labels: { advisor: 'forecasts', reason: 'unknown_label', ...SCRAPED },
              description: '60 samples of the forecasts advisor were rejected in the last hour, reason unknown_label.',
            },
          ],
          quiet: ['20m'],
        },
      ],
    },
    {
      name: 'PresageSeriesDropped',
      summary: 'An advisor found more series than its cap lets it publish.',
      description:
        'The {{ $labels.advisor }} advisor left out {{ $value | humanize }} series of {{ $labels.target }}; raise its max_series or narrow what it reads.',
      rules: [
        {
          severity: 'info',
          expr: `min_over_time(${select('presage_series_dropped')}[15m]) > 0`,
          for: '30m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_series_dropped', run)]: '0x10 12x80' },
          fires: [
            {
              at: '70m',
              severity: 'info',
              labels: { ...run, ...SCRAPED },
              description:
                'The cache advisor left out 12 series of sessions; raise its max_series or narrow what it reads.',
            },
          ],
          quiet: ['20m', '40m'],
        },
      ],
    },
  ],
};
