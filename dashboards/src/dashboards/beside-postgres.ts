import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, tablePanel, untilNow } from '../panels/panels.js';
import { range, table } from '../panels/queries.js';
import { select, selectShown } from '../promql.js';
import { stock } from '../stock.js';
import {
  adviceOf,
  BY_DATABASE,
  anomaliesAbout,
  anomaliesOf,
  besideDashboard,
  forecastOf,
  forecastsAbout,
} from './beside.js';
import { labelVariable } from './house.js';

const REAL = 'datname!~"template.*|"';
const rate = (selector: string) => `rate(${selector}[$__rate_interval])`;
const commits = `sum by (job, instance, datname) (${rate(stock('pg_stat_database_xact_commit', REAL))})`;

/** `presage-beside-postgres`: series of postgres_exporter with what Presage makes of them, and advice beside each table. */
export function besidePostgres(): Dashboard {
  const board = besideDashboard(
    {
      uid: 'presage-beside-postgres',
      title: 'Presage beside postgres_exporter',
      description:
        'Databases, connections and tables as postgres_exporter shows them, with forecasts, anomalies and advice beside them.',
      time: { from: 'now-2d', to: 'now+1d' },
    },
    'pg_up',
  ).withVariable(labelVariable('target', 'Target', 'presage_index_statements'));
  const panels = [
    anomaliesOf(commits, {
      title: 'Transactions',
      description: 'Commits a second of each database over the band of what the past makes likely.',
      unit: 'ops',
      series: BY_DATABASE,
    }),
    forecastOf(
      stock('pg_database_size_bytes', REAL),
      {
        title: 'Size of databases',
        description: 'Bytes of each database, and where that is going.',
        unit: 'bytes',
        series: BY_DATABASE,
      },
      { minimum: 0 },
    ),
    tablesAndAdvice(),
    adviceOf('indexes', {
      title: 'Indexes to create and to drop',
      description: 'Proposed changes with evidence, the text to apply and the way back.',
      unit: 'short',
      width: 24,
    }),
    connections(),
    bufferHits(),
    forecastsAbout(),
    anomaliesAbout(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}

/** One row a table: sequential scans from postgres_exporter, and the open advice on that very table. */
function tablesAndAdvice(): Builder<Panel> {
  const key = 'datname, schemaname, relname';
  const scans = rate(stock('pg_stat_user_tables_seq_tup_read'));
  const advice = selectShown('presage_index_recommendation_info');
  const gain = `${select('presage_recommendation_gain_ratio')} * on (target, id) group_left (${key}) ${advice}`;
  return tablePanel(
    {
      title: 'Tables and the advice on them',
      description:
        'Rows that sequential scans read a second and dead rows, from postgres_exporter, beside open index recommendations and what the best of them is predicted to save: joined by datname, schemaname and relname.',
      unit: 'short',
      width: 24,
      height: 8,
      queries: [
        table('A', `sum by (${key}) (${scans})`),
        table('B', `sum by (${key}) (${rate(stock('pg_stat_user_tables_idx_scan'))}) >= 0`),
        table('C', `sum by (${key}) (${stock('pg_stat_user_tables_n_dead_tup')})`),
        table('D', `count by (${key}) (${advice})`),
        table('E', `max by (${key}) (${gain})`),
      ],
    },
    {
      relname: { title: 'Table' },
      schemaname: { title: 'Schema' },
      datname: { title: 'Database' },
      'Value #A': { title: 'Rows read by scans', unit: 'rowsps' },
      'Value #B': { title: 'Index scans', unit: 'ops' },
      'Value #C': { title: 'Dead rows' },
      'Value #D': {
        title: 'Open recommendations',
        steps: [
          [null, 'text'],
          [1, 'orange'],
        ],
      },
      'Value #E': {
        title: 'Best saves',
        unit: 'percentunit',
        steps: [
          [null, 'text'],
          [0.1, 'green'],
        ],
      },
    },
    { sortBy: 'Rows read by scans', descending: true },
  );
}

function connections(): Builder<Panel> {
  const advised = selectShown('presage_postgres_pool_size_advised');
  return untilNow(
    linesPanel({
      title: 'Connections, their limit and what would suffice',
      description:
        'Open connections and the limit from postgres_exporter, and the size of a pool with which less than one in a hundred requests waits.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        range('A', `sum by (instance) (${stock('pg_stat_database_numbackends')})`, '{{instance}} open'),
        range('B', `max by (instance) (${stock('pg_settings_max_connections')})`, '{{instance}} limit'),
        range('C', advised, '{{target}} would suffice'),
      ],
    }),
    '2d',
  );
}

function bufferHits(): Builder<Panel> {
  const hits = rate(stock('pg_stat_database_blks_hit', REAL));
  const reads = rate(stock('pg_stat_database_blks_read', REAL));
  return untilNow(
    linesPanel(
      {
        title: 'Buffer hit ratio',
        description:
          'Share of the blocks that were found in shared buffers: from postgres_exporter, and as Presage derives it between its runs.',
        unit: 'percentunit',
        width: 12,
        height: 8,
        queries: [
          range(
            'A',
            `sum by (instance, datname) (${hits}) / sum by (instance, datname) (${hits} + ${reads})`,
            '{{instance}} {{datname}}',
          ),
          range('B', selectShown('presage_postgres_buffer_hit_ratio'), '{{target}} {{datname}} (Presage)'),
        ],
      },
      { min: 0, max: 1 },
    ),
    '2d',
  );
}
