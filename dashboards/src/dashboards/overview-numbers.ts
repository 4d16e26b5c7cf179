import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { linesPanel, numberPanel, type Steps } from '../panels/panels.js';
import { instant, range } from '../panels/queries.js';
import { selectShown } from '../promql.js';
import { LIMITS } from '../settings.js';

const NONE_IS_GOOD: Steps = [
  [null, 'green'],
  [1, 'red'],
];
const SOME_IS_NEWS: Steps = [
  [null, 'text'],
  [1, 'orange'],
];
const SOON_IS_BAD: Steps = [
  [null, 'red'],
  [LIMITS.forecastCritical.within, 'orange'],
  [LIMITS.forecastWarning.within, 'green'],
];
const OLD_IS_BAD: Steps = [
  [null, 'green'],
  [1_800, 'orange'],
  [7_200, 'red'],
];

const rate = (name: MetricName) => `rate(${selectShown(name)}[$__rate_interval])`;

/** The first row: six numbers. */
export function summary(): Builder<Panel>[] {
  const number = (title: string, description: string, expr: string, steps: Steps, unit = 'short') =>
    numberPanel({ title, description, unit, width: 4, height: 4, queries: [instant('A', expr, title)] }, steps);
  return [
    number(
      'Targets down',
      'Targets whose last request failed. Empty: no exporter is scraped.',
      `sum(1 - ${selectShown('presage_source_up')})`,
      NONE_IS_GOOD,
    ),
    number(
      'Advisors failing',
      'Advisors whose last run failed on a target; what they publish is as old as their last success.',
      `sum(1 - ${selectShown('presage_advisor_up')})`,
      NONE_IS_GOOD,
    ),
    number(
      'Oldest success',
      'Time since the last success of the advisor that has waited longest.',
      `max(time() - ${selectShown('presage_advisor_last_success_timestamp_seconds')})`,
      OLD_IS_BAD,
      's',
    ),
    number(
      'Next threshold',
      'Time until the first forecast crosses its threshold. Empty: none does within its horizon.',
      `min(${selectShown('presage_forecast_seconds_until_threshold')})`,
      SOON_IS_BAD,
      's',
    ),
    number(
      'Anomalies now',
      'Series that behave unlike their past at this moment.',
      `sum(${selectShown('presage_anomaly_active')})`,
      SOME_IS_NEWS,
    ),
    number(
      'Recommendations',
      'Open recommendations of all advisors.',
      `sum(${selectShown('presage_recommendations')})`,
      SOME_IS_NEWS,
    ),
  ];
}

export function cacheHitRatios(): Builder<Panel> {
  const hits = rate('presage_cache_hits_total');
  return linesPanel(
    {
      title: 'Cache hit ratio',
      description: 'Share of the look-ups that the cache answered, from the counters of hits and misses.',
      unit: 'percentunit',
      width: 8,
      height: 7,
      queries: [range('A', `${hits} / (${hits} + ${rate('presage_cache_misses_total')})`, '{{target}} {{cache}}')],
    },
    { min: 0, max: 1 },
  );
}

export function bufferHitRatios(): Builder<Panel> {
  const hits = rate('presage_postgres_buffer_hits_total');
  return linesPanel(
    {
      title: 'PostgreSQL buffer hit ratio',
      description: 'Share of the blocks that were found in shared buffers, from the counters of hits and misses.',
      unit: 'percentunit',
      width: 8,
      height: 7,
      queries: [
        range('A', `${hits} / (${hits} + ${rate('presage_postgres_buffer_misses_total')})`, '{{target}} {{datname}}'),
      ],
    },
    { min: 0, max: 1 },
  );
}

export function evictions(): Builder<Panel> {
  return linesPanel({
    title: 'Evictions and expirations',
    description: 'Entries a second that the cache threw out for lack of room, and that reached the end of their life.',
    unit: 'ops',
    width: 8,
    height: 7,
    queries: [
      range('A', rate('presage_cache_evictions_total'), '{{target}} {{cache}} evicted'),
      range('B', rate('presage_cache_expirations_total'), '{{target}} {{cache}} expired'),
    ],
  });
}
