import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { linesPanel, numberPanel, untilNow, type Steps } from '../panels/panels.js';
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
const ALL_IS_GOOD: Steps = [
  [null, 'red'],
  [0.9, 'orange'],
  [1, 'green'],
];

const rate = (name: MetricName) => `rate(${selectShown(name)}[$__rate_interval])`;

/** The first two rows, four in each so that their titles fit: what is well, what is at risk, what could be better. */
export function summary(): Builder<Panel>[] {
  const number = (title: string, description: string, expr: string, steps: Steps, unit = 'short') =>
    numberPanel({ title, description, unit, width: 6, height: 3, queries: [instant('A', expr, title)] }, steps);
  const active = selectShown('presage_anomaly_active');
  return [
    number(
      'Targets up',
      'Share of the targets whose last request succeeded. Empty: no exporter is scraped.',
      `avg(${selectShown('presage_source_up')})`,
      ALL_IS_GOOD,
      'percentunit',
    ),
    number(
      'Advisors failing',
      'Advisors whose last run failed on a target; what they publish is as old as their last success.',
      `sum(1 - ${selectShown('presage_advisor_up')})`,
      NONE_IS_GOOD,
    ),
    number(
      'Series as usual',
      'Share of the watched series that behave like their past at this moment.',
      `1 - avg(${active})`,
      ALL_IS_GOOD,
      'percentunit',
    ),
    number('Anomalies now', 'Series that behave unlike their past at this moment.', `sum(${active})`, SOME_IS_NEWS),
    number(
      'Next threshold',
      'Time until the first forecast crosses its threshold. Empty: none does within its horizon.',
      `min(${selectShown('presage_forecast_seconds_until_threshold')})`,
      SOON_IS_BAD,
      's',
    ),
    number(
      'At risk',
      'Thresholds that are crossed within their horizon with a probability of a half or more.',
      `count(${selectShown('presage_forecast_threshold_risk_ratio')} >= 0.5) or vector(0)`,
      SOME_IS_NEWS,
    ),
    number('Advice', 'Open recommendations of all advisors.', `sum(${selectShown('presage_recommendations')})`, [
      [null, 'text'],
    ]),
    number(
      'Best saves',
      'Share of the cost of its workload that the best open recommendation is predicted to take away.',
      `max(${selectShown('presage_recommendation_gain_ratio')})`,
      [
        [null, 'text'],
        [LIMITS.recommendation.gain, 'green'],
      ],
      'percentunit',
    ),
  ];
}

export function cacheHitRatios(): Builder<Panel> {
  const hits = rate('presage_cache_hits_total');
  return untilNow(
    linesPanel(
      {
        title: 'Cache hit ratio',
        description: 'Share of the look-ups that the cache answered, from the counters of hits and misses.',
        unit: 'percentunit',
        width: 8,
        height: 7,
        queries: [range('A', `${hits} / (${hits} + ${rate('presage_cache_misses_total')})`, '{{target}} {{cache}}')],
      },
      { min: 0, max: 1 },
    ),
    '6h',
  );
}

export function bufferHitRatios(): Builder<Panel> {
  const hits = rate('presage_postgres_buffer_hits_total');
  return untilNow(
    linesPanel(
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
    ),
    '6h',
  );
}

export function evictions(): Builder<Panel> {
  return untilNow(
    linesPanel({
      title: 'Evictions and expirations',
      description:
        'Entries a second that the cache threw out for lack of room, and that reached the end of their life.',
      unit: 'ops',
      width: 8,
      height: 7,
      queries: [
        range('A', rate('presage_cache_evictions_total'), '{{target}} {{cache}} evicted'),
        range('B', rate('presage_cache_expirations_total'), '{{target}} {{cache}} expired'),
      ],
    }),
    '6h',
  );
}
