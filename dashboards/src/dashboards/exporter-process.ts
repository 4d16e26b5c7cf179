import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, numberPanel } from '../panels/panels.js';
import { instant, range } from '../panels/queries.js';
import { select } from '../promql.js';
import { SETTINGS } from '../settings.js';

const size = { width: 8, height: 7 };

/** Narrows a family that every Node program publishes to our exporters. */
const ours = (expr: string) => `${expr} and on (job, instance) ${select('presage_build_info')}`;

/** The first row: what runs and whether it runs as configured. */
export function identity(): Builder<Panel>[] {
  const text = { width: 6, height: 4 };
  return [
    numberPanel(
      {
        ...text,
        title: 'Exporters',
        description: 'Exporters that Prometheus scrapes with success.',
        unit: 'short',
        queries: [instant('A', `sum(up{job="${SETTINGS.job}"})`, 'exporters')],
      },
      [
        [null, 'red'],
        [1, 'green'],
      ],
    ),
    numberPanel(
      {
        ...text,
        title: 'Configuration',
        description: 'Whether the last reload of the configuration succeeded on every exporter.',
        unit: 'bool_yes_no',
        queries: [instant('A', `min(${select('presage_config_last_reload_successful')})`, 'loaded')],
      },
      [
        [null, 'red'],
        [1, 'green'],
      ],
    ),
    numberPanel(
      {
        ...text,
        title: 'Configuration loaded',
        description: 'Time since the running configuration was loaded.',
        unit: 's',
        queries: [
          instant('A', `time() - max(${select('presage_config_last_reload_success_timestamp_seconds')})`, 'ago'),
        ],
      },
      [[null, 'text']],
    ),
    numberPanel(
      {
        ...text,
        title: 'Duration of a scrape',
        description:
          'How long Prometheus waited for the slowest exporter; a scrape does no work, so this stays near zero.',
        unit: 's',
        queries: [instant('A', `max(scrape_duration_seconds{job="${SETTINGS.job}"})`, 'scrape')],
      },
      [
        [null, 'green'],
        [1, 'orange'],
        [5, 'red'],
      ],
    ),
  ];
}

export function httpRequests(): Builder<Panel> {
  const buckets = select('presage_http_request_duration_seconds_bucket');
  return linesPanel({
    title: 'Duration of answers',
    description: '95th percentile of the duration of requests that the exporter answered, by route.',
    unit: 's',
    width: 24,
    height: 7,
    queries: [
      range('A', `histogram_quantile(0.95, sum by (le, route) (rate(${buckets}[$__rate_interval])))`, '{{route}}'),
    ],
  });
}

export function processor(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Processor',
    description: 'Processor time that the exporter uses; 100 % is one core.',
    unit: 'percentunit',
    queries: [range('A', ours('rate(process_cpu_seconds_total[$__rate_interval])'), '{{instance}}')],
  });
}

export function memory(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Memory',
    description: 'Resident memory of the exporter.',
    unit: 'bytes',
    queries: [range('A', ours('process_resident_memory_bytes'), '{{instance}}')],
  });
}

export function eventLoop(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Event loop lag',
    description:
      '99th percentile of the delay of the event loop; analysis runs in worker threads, so this stays small.',
    unit: 's',
    queries: [range('A', ours('nodejs_eventloop_lag_p99_seconds'), '{{instance}}')],
  });
}
