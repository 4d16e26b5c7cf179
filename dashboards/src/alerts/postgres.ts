import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const server = { target: 'shop' };
const database = { ...server, datname: 'shop' };
const statement = { ...database, queryid: '42' };
const table = { ...database, schemaname: 'public', relname: 'orders_id_seq' };

const used = `${select('presage_postgres_connections_used')} / ${select('presage_postgres_connections_limit')}`;

export const postgresAlerts: AlertGroup = {
  name: 'presage-postgres',
  about:
    'PostgreSQL servers that become slow or will stop taking work: statements, connections, locks, transaction ids, sequences.',
  alerts: [
    {
      name: 'PresageQuerySlower',
      summary: 'A statement that takes much of the time of PostgreSQL became slower for good.',
      description:
        'Statement {{ $labels.queryid }} of {{ $labels.datname }} on {{ $labels.target }} takes {{ $value | humanize }} times as long as before; presage_query_info has its text.',
      rules: [
        {
          severity: 'warning',
          expr:
            `${select('presage_query_slowdown_factor')} > ${LIMITS.slowerQuery.factor}` +
            ` and ${select('presage_query_time_share_ratio')} > ${LIMITS.slowerQuery.share}`,
          for: '10m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_query_slowdown_factor', statement)]: '_x10 3x40',
            [scraped('presage_query_time_share_ratio', statement)]: '0.2x50',
          },
          fires: [
            {
              at: '30m',
              severity: 'warning',
              labels: { ...statement, ...SCRAPED },
              description:
                'Statement 42 of shop on shop takes 3 times as long as before; presage_query_info has its text.',
            },
          ],
          quiet: ['9m', '15m'],
        },
        {
          series: {
            [scraped('presage_query_slowdown_factor', statement)]: '9x40',
            [scraped('presage_query_time_share_ratio', statement)]: '0.01x40',
          },
          fires: [],
          quiet: ['35m'],
        },
      ],
    },
    {
      name: 'PresagePostgresConnectionsFull',
      summary: 'A PostgreSQL server has few connections left.',
      description: '{{ $labels.target }} uses {{ $value | humanizePercentage }} of the connections that it allows.',
      rules: [
        { severity: 'warning', expr: `${used} > ${LIMITS.connections.warning}`, for: '10m', keepFiringFor: '10m' },
        { severity: 'critical', expr: `${used} > ${LIMITS.connections.critical}`, for: '2m', keepFiringFor: '5m' },
      ],
      cases: [
        {
          series: {
            [scraped('presage_postgres_connections_used', server)]: '50x10 90x30 96x30',
            [scraped('presage_postgres_connections_limit', server)]: '100x80',
          },
          fires: [
            {
              at: '30m',
              severity: 'warning',
              labels: { ...server, ...SCRAPED },
              description: 'shop uses 90% of the connections that it allows.',
            },
            ...(['warning', 'critical'] as const).map((severity) => ({
              at: '50m',
              severity,
              labels: { ...server, ...SCRAPED },
              description: 'shop uses 96% of the connections that it allows.',
            })),
          ],
          quiet: ['9m'],
        },
        {
          series: {
            [scraped('presage_postgres_connections_used', server)]: '70x60',
            [scraped('presage_postgres_connections_limit', server)]: '100x60',
          },
          fires: [],
          quiet: ['50m'],
        },
      ],
    },
    {
      name: 'PresagePostgresSessionsBlocked',
      summary: 'Sessions of PostgreSQL wait long for a lock.',
      description:
        'A session of {{ $labels.target }} has been waiting for a lock for {{ $value | humanizeDuration }}; the recommendation says which session to end.',
      rules: [
        {
          severity: 'warning',
          expr: `${select('presage_postgres_blocked_seconds')} > ${LIMITS.blockedSeconds}`,
          for: '2m',
          keepFiringFor: '5m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_postgres_blocked_seconds', server)]: '0x5 60+60x20' },
          fires: [
            {
              at: '10m',
              severity: 'warning',
              labels: { ...server, ...SCRAPED },
              description:
                'A session of shop has been waiting for a lock for 5m 0s; the recommendation says which session to end.',
            },
          ],
          quiet: ['4m', '7m'],
        },
        {
          series: { [scraped('presage_postgres_blocked_seconds', server)]: '20 0 25 0 10x20' },
          fires: [],
          quiet: ['15m'],
        },
      ],
    },
    {
      name: 'PresagePostgresIdleInTransaction',
      summary: 'A transaction of PostgreSQL is open and does nothing.',
      description:
        'A session of {{ $labels.target }} has had a transaction open without doing anything for {{ $value | humanizeDuration }}; it keeps locks and dead rows.',
      rules: [
        {
          severity: 'warning',
          expr: `${select('presage_postgres_idle_in_transaction_seconds')} > ${LIMITS.idleInTransactionSeconds}`,
          for: '5m',
          keepFiringFor: '5m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_postgres_idle_in_transaction_seconds', server)]: '300+60x40' },
          fires: [
            {
              at: '25m',
              severity: 'warning',
              labels: { ...server, ...SCRAPED },
              description:
                'A session of shop has had a transaction open without doing anything for 30m 0s; it keeps locks and dead rows.',
            },
          ],
          quiet: ['10m'],
        },
        {
          series: { [scraped('presage_postgres_idle_in_transaction_seconds', server)]: '0x40' },
          fires: [],
          quiet: ['30m'],
        },
      ],
    },
    {
      name: 'PresagePostgresWraparoundNear',
      summary: 'A database of PostgreSQL runs out of transaction ids.',
      description:
        'The database {{ $labels.datname }} of {{ $labels.target }} stops taking writes in {{ $value | humanize }} transactions unless old rows are frozen.',
      rules: [
        {
          severity: 'critical',
          expr: `${select('presage_postgres_transaction_ids_remaining')} < ${LIMITS.transactionIds}`,
          for: '15m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_postgres_transaction_ids_remaining', database)]: '1600000000x10 900000000x40' },
          fires: [
            {
              at: '35m',
              severity: 'critical',
              labels: { ...database, ...SCRAPED },
              description:
                'The database shop of shop stops taking writes in 900M transactions unless old rows are frozen.',
            },
          ],
          quiet: ['9m', '20m'],
        },
      ],
    },
    {
      name: 'PresagePostgresSequenceNearEnd',
      summary: 'A sequence of PostgreSQL has few values left.',
      description:
        'The sequence {{ $labels.schemaname }}.{{ $labels.relname }} of {{ $labels.datname }} on {{ $labels.target }} has used {{ $value | humanizePercentage }} of its values; inserts fail when it ends.',
      rules: [
        {
          severity: 'warning',
          expr: `${select('presage_postgres_sequence_used_ratio')} > ${LIMITS.sequenceUsed}`,
          for: '1h',
          keepFiringFor: '1h',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_postgres_sequence_used_ratio', table)]: '0.7x10 0.9x100' },
          fires: [
            {
              at: '90m',
              severity: 'warning',
              labels: { ...table, ...SCRAPED },
              description:
                'The sequence public.orders_id_seq of shop on shop has used 90% of its values; inserts fail when it ends.',
            },
          ],
          quiet: ['9m', '50m'],
        },
      ],
    },
  ],
};
