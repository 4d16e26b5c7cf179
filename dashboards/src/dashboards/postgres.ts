import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { advicePanel, linesPanel, numberPanel, tablePanel, type Steps } from '../panels/panels.js';
import { instant, range, table } from '../panels/queries.js';
import { selectShown } from '../promql.js';
import { LIMITS, SETTINGS } from '../settings.js';
import { dataSourceVariable, houseDashboard, labelVariable } from './house.js';

const FEW_IS_GOOD: Steps = [
  [null, 'green'],
  [1, 'orange'],
];
const USE: Steps = [
  [null, 'green'],
  [LIMITS.connections.warning, 'orange'],
  [LIMITS.connections.critical, 'red'],
];
const SLOWER: Steps = [
  [null, 'text'],
  [LIMITS.slowerQuery.factor, 'red'],
];
const FULL: Steps = [
  [null, 'text'],
  [LIMITS.sequenceUsed, 'red'],
];

/** `presage-postgres`: connections, locks and the upkeep of tables. */
export function postgres(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-postgres',
    title: 'Presage PostgreSQL',
    description: 'Which statements take the time, who waits for whom, and which tables and sequences need care.',
    time: { from: 'now-6h', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_postgres_connections_used'));
  for (const panel of [
    ...numbers(),
    statements(),
    advice('queries'),
    advice('connections'),
    advice('tables'),
    ...connections(),
    ...tables(),
    ...buffers(),
  ])
    board.withPanel(panel);
  return board.build();
}

function numbers(): Builder<Panel>[] {
  const used = selectShown('presage_postgres_connections_used');
  const limit = selectShown('presage_postgres_connections_limit');
  const shape = { width: 6, height: 4 };
  return [
    numberPanel(
      {
        ...shape,
        title: 'Connections used',
        description: 'Connections by those that the server allows, of the fullest target.',
        unit: 'percentunit',
        queries: [instant('A', `max(${used} / ${limit})`, 'used')],
      },
      USE,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Sessions that wait for a lock',
        description: 'Sessions that wait for a lock which another holds, now.',
        unit: 'short',
        queries: [instant('A', `sum(${selectShown('presage_postgres_sessions_blocked')})`, 'blocked')],
      },
      FEW_IS_GOOD,
    ),
    numberPanel(
      {
        ...shape,
        title: 'Connections that suffice',
        description:
          'Connections in a pool with which less than one in a hundred requests waits at busy times; empty until some runs were seen.',
        unit: 'short',
        queries: [instant('A', `sum(${selectShown('presage_postgres_pool_size_advised')})`, 'advised')],
      },
      [[null, 'text']],
    ),
    numberPanel(
      {
        ...shape,
        title: 'Transaction ids left',
        description: 'Transactions until the first database stops taking writes, if nothing is vacuumed.',
        unit: 'short',
        queries: [instant('A', `min(${selectShown('presage_postgres_transaction_ids_remaining')})`, 'left')],
      },
      [
        [null, 'red'],
        [LIMITS.transactionIds, 'green'],
      ],
    ),
  ];
}

function statements(): Builder<Panel> {
  const described = (refId: string, name: MetricName) =>
    table(refId, `${selectShown(name)} * on (target, datname, queryid, instance) group_left (query) ${info}`);
  const info = selectShown('presage_query_info');
  return tablePanel(
    {
      title: 'Statements',
      description:
        'Statements by the share of the time of their database, and how much slower they became, if they did.',
      unit: 'short',
      width: 12,
      height: 9,
      queries: [
        described('A', 'presage_query_time_share_ratio'),
        described('B', 'presage_query_mean_seconds'),
        described('C', 'presage_query_slowdown_factor'),
      ],
    },
    {
      query: { title: 'Statement', width: 320 },
      'Value #A': { title: 'Share of time', unit: 'percentunit' },
      'Value #B': { title: 'A call', unit: 's' },
      'Value #C': { title: 'Times slower', steps: SLOWER },
      datname: { title: 'Database' },
      target: { title: 'Target' },
      queryid: { title: 'Query id' },
    },
    { sortBy: 'Share of time', descending: true, hide: ['instance'] },
  );
}

const ADVICE_TITLES = {
  queries: 'What to change: statements',
  connections: 'What to change: connections',
  tables: 'What to change: tables and settings',
} as const;

function advice(advisor: keyof typeof ADVICE_TITLES): Builder<Panel> {
  return advicePanel(
    {
      title: ADVICE_TITLES[advisor],
      description: 'Proposed changes with evidence, the text to apply and the way back.',
      width: 12,
      height: 9,
    },
    advisor,
  );
}

function connections(): Builder<Panel>[] {
  const shape = { width: 12, height: 8, unit: 'short' };
  return [
    linesPanel({
      ...shape,
      title: 'Sessions by state',
      description: 'Client sessions by what they do, averaged over some samples a run.',
      queries: [
        range('A', `sum by (target, state) (${selectShown('presage_postgres_sessions')})`, '{{target}} {{state}}'),
      ],
    }),
    linesPanel({
      ...shape,
      title: 'Sessions at work, and what they wait for',
      description: 'Sessions at work on average by the clock of the server, and those of them that wait, by what for.',
      queries: [
        range('A', selectShown('presage_postgres_sessions_working'), '{{target}} at work'),
        range('B', selectShown('presage_postgres_sessions_waiting'), '{{target}} waits for {{wait_event_type}}'),
      ],
    }),
  ];
}

const RELATION = {
  relname: { title: 'Table' },
  schemaname: { title: 'Schema' },
  datname: { title: 'Database' },
  target: { title: 'Target' },
};

function tables(): Builder<Panel>[] {
  const shape = { width: 12, height: 9, unit: 'short' };
  return [
    tablePanel(
      {
        ...shape,
        title: 'Tables',
        description: 'Dead rows, estimated bloat, buffer hits and age of the largest tables.',
        queries: [
          table('A', selectShown('presage_postgres_table_dead_ratio')),
          table('B', selectShown('presage_postgres_table_bloat_bytes')),
          table('C', selectShown('presage_postgres_table_buffer_hit_ratio')),
          table('D', selectShown('presage_postgres_table_oldest_row_transactions')),
        ],
      },
      {
        ...RELATION,
        'Value #A': { title: 'Dead rows', unit: 'percentunit' },
        'Value #B': { title: 'Bloat', unit: 'bytes' },
        'Value #C': { title: 'Buffer hits', unit: 'percentunit' },
        'Value #D': { title: 'Oldest row, transactions' },
      },
      { sortBy: 'Dead rows', descending: true, hide: ['instance'] },
    ),
    tablePanel(
      {
        ...shape,
        title: 'Sequences',
        description: 'Share of the values used, and when the last is drawn at the rate of the last days.',
        queries: [
          table('A', selectShown('presage_postgres_sequence_used_ratio')),
          table('B', selectShown('presage_postgres_sequence_exhaustion_seconds')),
        ],
      },
      {
        ...RELATION,
        relname: { title: 'Sequence' },
        'Value #A': { title: 'Used', unit: 'percentunit', steps: FULL },
        'Value #B': { title: 'Lasts for', unit: 's' },
      },
      { sortBy: 'Used', descending: true, hide: ['instance'] },
    ),
  ];
}

function buffers(): Builder<Panel>[] {
  const shape = { width: 12, height: 9 };
  return [
    linesPanel({
      ...shape,
      title: 'Shared buffers by usage count',
      description: 'Buffers used often of late (5) down to those that go next (0); empty without pg_buffercache.',
      unit: 'bytes',
      queries: [range('A', selectShown('presage_postgres_buffers_bytes'), '{{target}} {{usage_count}}')],
    }),
    tablePanel(
      {
        ...shape,
        title: 'What shared buffers hold',
        description: 'Relations with the largest part in shared buffers; empty without pg_buffercache.',
        unit: 'short',
        queries: [
          table('A', selectShown('presage_postgres_buffered_bytes')),
          table('B', selectShown('presage_postgres_buffered_ratio')),
        ],
      },
      {
        ...RELATION,
        relname: { title: 'Relation' },
        'Value #A': { title: 'In buffers', unit: 'bytes' },
        'Value #B': { title: 'Share of the relation', unit: 'percentunit' },
      },
      { sortBy: 'In buffers', descending: true, hide: ['instance'] },
    ),
  ];
}
