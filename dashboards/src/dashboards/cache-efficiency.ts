import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { advicePanel, insightsPanel, linesPanel, numberPanel, tablePanel, type Steps } from '../panels/panels.js';
import { insight, instant, PRESAGE, range, table } from '../panels/queries.js';
import { selectShown } from '../promql.js';
import { LIMITS, SETTINGS } from '../settings.js';
import { dataSourceVariable, houseDashboard, labelVariable } from './house.js';

const HIT_RATIO: Steps = [
  [null, 'red'],
  [LIMITS.cacheHitRatio, 'green'],
];
const PLAIN: Steps = [[null, 'text']];
const RATIO_ENDS = { min: 0, max: 1 };

/** `presage-cache-efficiency`: what caches hit, what they would hit at other sizes, and what to change. */
export function cacheEfficiency(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-cache-efficiency',
    title: 'Presage cache efficiency',
    description: 'What each streamed cache hits, what it would hit at another size, policy or time to live, and why.',
    time: { from: 'now-6h', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Stream', 'presage_stream_lookups_total'));
  for (const panel of [...numbers(), ...curves(), advice(), predictions(), bySize(), prefixes(), ...sample()]) {
    board.withPanel(panel);
  }
  return board.build();
}

function numbers(): Builder<Panel>[] {
  const shape = { width: 6, height: 4 };
  return [
    numberPanel(
      {
        ...shape,
        title: 'Hit ratio',
        description: 'Share of the sampled look-ups that the caches answered, that of the worst.',
        unit: 'percentunit',
        queries: [instant('A', `1 - max(${selectShown('presage_cache_observed_miss_ratio')})`, 'hit ratio')],
      },
      HIT_RATIO,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Hit ratio as advised',
        description: 'Predicted with the advised size and times to live, of the worst; empty without advice.',
        unit: 'percentunit',
        queries: [
          instant(
            'A',
            `1 - max(${selectShown('presage_cache_predicted_miss_ratio', 'scenario="advised"')})`,
            'advised',
          ),
        ],
      },
      HIT_RATIO,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Memory that can go',
        description: 'Bytes that the caches can lose for half a point of hit ratio.',
        unit: 'bytes',
        queries: [instant('A', `sum(${selectShown('presage_cache_shrinkable_bytes')})`, 'bytes')],
      },
      PLAIN,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Saving a month',
        description: 'What the advised sizes and times to live save at the configured prices, in their currency.',
        unit: 'short',
        queries: [instant('A', `sum by (currency) (${selectShown('presage_cache_monthly_saving')})`, '{{currency}}')],
      },
      PLAIN,
    ),
  ];
}

function curves(): Builder<Panel>[] {
  const shape = { unit: 'percentunit', width: 12, height: 10, datasource: PRESAGE };
  return [
    insightsPanel({
      ...shape,
      title: 'Miss ratio over size in bytes',
      description: 'Predicted miss ratio of each eviction policy at each size, with the present, knee and target size.',
      queries: [insight({ refId: 'A', kind: 'curve', sizeUnit: 'bytes' })],
    }),
    insightsPanel({
      ...shape,
      title: 'Miss ratio over size in objects',
      description: 'The same counted in objects, for caches that are bounded by their number.',
      queries: [insight({ refId: 'A', kind: 'curve', sizeUnit: 'objects' })],
    }),
  ];
}

function advice(): Builder<Panel> {
  return advicePanel(
    {
      title: 'What to change: caches',
      description: 'Proposed sizes, policies and times to live with evidence, the text to apply and the way back.',
      width: 12,
      height: 10,
    },
    'streams',
  );
}

function predictions(): Builder<Panel> {
  return linesPanel(
    {
      title: 'Predicted and observed',
      description:
        'Miss ratios as observed, as predicted at the present size, as advised, and of a cache without limit.',
      unit: 'percentunit',
      width: 12,
      height: 10,
      queries: [
        range('A', selectShown('presage_cache_observed_miss_ratio'), '{{target}} observed'),
        range('B', selectShown('presage_cache_predicted_miss_ratio'), '{{target}} {{scenario}}'),
      ],
    },
    RATIO_ENDS,
  );
}

function bySize(): Builder<Panel> {
  return linesPanel(
    {
      title: 'Miss ratio by share of the working set',
      description:
        'Predicted for LRU with room for 1 % to all of what is in use: where the curve moves, the load changed.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      queries: [
        range(
          'A',
          selectShown('presage_cache_curve_miss_ratio', 'policy="lru"', 'unit="objects"'),
          '{{target}} {{size_ratio}}',
        ),
      ],
    },
    RATIO_ENDS,
  );
}

function prefixes(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Prefixes',
      description: 'Keys by prefix: share of the look-ups and of the room, hit ratio, and look-ups lost to expiry.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', selectShown('presage_cache_prefix_lookup_ratio')),
        table('B', selectShown('presage_cache_prefix_size_ratio')),
        table('C', selectShown('presage_cache_prefix_hit_ratio')),
        table('D', selectShown('presage_cache_prefix_expired_ratio')),
        table('E', selectShown('presage_cache_advised_ttl_seconds')),
      ],
    },
    {
      prefix: { title: 'Prefix' },
      'Value #A': { title: 'Look-ups', unit: 'percentunit' },
      'Value #B': { title: 'Room', unit: 'percentunit' },
      'Value #C': { title: 'Hit ratio', unit: 'percentunit' },
      'Value #D': { title: 'Expired', unit: 'percentunit' },
      'Value #E': { title: 'Advised life', unit: 's' },
      target: { title: 'Stream' },
    },
    { sortBy: 'Look-ups', descending: true, hide: ['instance'] },
  );
}

function sample(): Builder<Panel>[] {
  const shape = { width: 12, height: 7 };
  return [
    linesPanel({
      ...shape,
      title: 'References a second',
      description: 'Sampled references that came in, look-ups of all keys, and references that samplers lost.',
      unit: 'ops',
      queries: [
        range('A', `rate(${selectShown('presage_stream_references_total')}[$__rate_interval])`, '{{target}} sampled'),
        range('B', `rate(${selectShown('presage_stream_lookups_total')}[$__rate_interval])`, '{{target}} look-ups'),
        range('C', `rate(${selectShown('presage_stream_lost_total')}[$__rate_interval])`, '{{target}} lost'),
      ],
    }),
    linesPanel(
      {
        ...shape,
        title: 'Confidence of the curves',
        description: 'How sure the curves are: more sampled keys and look-ups make them surer.',
        unit: 'percentunit',
        queries: [range('A', selectShown('presage_cache_curve_confidence_ratio'), '{{target}}')],
      },
      RATIO_ENDS,
    ),
  ];
}
