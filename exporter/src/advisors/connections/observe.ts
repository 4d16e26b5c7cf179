import { setTimeout as sleep } from 'node:timers/promises';
import type { LockSession } from '../../analysis/connections/blocking.js';
import { toPresageError } from '../../error.js';
import type { PoolerPool, PostgresSession, PostgresSource, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { ConnectionsConfig } from './config.js';

/** What one run saw. `time` is Unix seconds. */
export interface ConnectionsObservation {
  time: number;
  /** Client connections that the server allows. */
  limit: number;
  /** Sessions by database and state, averaged over the samples. */
  sessions: SessionCount[];
  /** Sessions at work that wait, by what for, averaged over the samples. */
  waits: Record<string, number>;
  /** All client connections at the last sample. */
  used: number;
  /** Milliseconds that sessions have been at work since the last reset; absent before PostgreSQL 14. */
  activeMilliseconds?: number;
  /** When that counter began, as text. */
  epoch: string;
  idleInTransaction: LockSession[];
  locks: LockSession[];
  /** Pools of the PgBouncer in front, where one is configured and answers. */
  pools?: PoolerPool[];
  poolerFailure?: string;
}

export interface SessionCount {
  datname: string;
  state: string;
  count: number;
}

const SAMPLES = 5;
const SAMPLE_MILLISECONDS = 200;
const LISTED = 50;
const STATEMENT_LENGTH = 500;

/** Looks at pg_stat_activity several times, so that short work is not missed, and once at locks and old transactions. */
export async function observeConnections(
  job: Job<ConnectionsConfig>,
  sources: Sources,
  signal: AbortSignal,
): Promise<ConnectionsObservation> {
  const source = sources.postgres(job.target);
  const [database = ''] = await source.databases(signal);
  const pooler = await observePooler(source, signal);
  return source.session(database, signal, async (session) => {
    const counts: CountRow[][] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      if (sample > 0) await sleep(SAMPLE_MILLISECONDS, undefined, { signal });
      counts.push(await countSessions(session));
    }
    const work = await readWork(session);
    return {
      time: Date.now() / 1_000,
      limit: await readLimit(session),
      sessions: averages(counts.flat()),
      waits: waitsOf(counts.flat()),
      used: counts.at(-1)!.reduce((sum, { count }) => sum + count, 0) + 1,
      ...(work.milliseconds !== null && { activeMilliseconds: work.milliseconds }),
      epoch: work.epoch,
      idleInTransaction: await readIdle(session, job.config.idleInTransactionAfter),
      locks: await readLocks(session),
      ...pooler,
    };
  });
}

/** A pooler that does not answer is told, and the server is looked at all the same. */
async function observePooler(
  source: PostgresSource,
  signal: AbortSignal,
): Promise<Pick<ConnectionsObservation, 'pools' | 'poolerFailure'>> {
  try {
    const pools = await source.pools(signal);
    return pools ? { pools } : {};
  } catch (error) {
    if (signal.aborted) throw error;
    return { poolerFailure: toPresageError(error).message };
  }
}

interface CountRow {
  datname: string;
  state: string;
  wait: string | null;
  count: number;
}

/** Our own session is not counted. */
function countSessions(session: PostgresSession): Promise<CountRow[]> {
  return session.query<CountRow>(
    `SELECT coalesce(datname::text, '') AS datname, coalesce(state, 'unknown') AS state,
            CASE WHEN state = 'active' THEN wait_event_type END AS wait, count(*)::int8 AS count
     FROM pg_catalog.pg_stat_activity
     WHERE backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()
     GROUP BY 1, 2, 3`,
  );
}

function averages(rows: readonly CountRow[]): SessionCount[] {
  const sums = new Map<string, SessionCount>();
  for (const { datname, state, count } of rows) {
    const key = JSON.stringify([datname, state]);
    const before = sums.get(key)?.count ?? 0;
    sums.set(key, { datname, state, count: before + count / SAMPLES });
  }
  return [...sums.values()];
}

function waitsOf(rows: readonly CountRow[]): Record<string, number> {
  const waits: Record<string, number> = {};
  for (const { wait, count } of rows) {
    if (wait !== null) waits[wait] = (waits[wait] ?? 0) + count / SAMPLES;
  }
  return waits;
}

/** Reserved places are for others: `reserved_connections` came with PostgreSQL 16. */
async function readLimit(session: PostgresSession): Promise<number> {
  const [row] = await session.query<{ connections: number }>(
    `SELECT pg_catalog.current_setting('max_connections')::int8
              - pg_catalog.current_setting('superuser_reserved_connections')::int8
              - coalesce(pg_catalog.current_setting('reserved_connections', true)::int8, 0) AS connections`,
  );
  return row!.connections;
}

async function readWork(session: PostgresSession): Promise<{ milliseconds: number | null; epoch: string }> {
  const [place] = await session.query<{ known: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_catalog.pg_attribute
       WHERE attrelid = 'pg_catalog.pg_stat_database'::regclass AND attname = 'active_time') AS known`,
  );
  const [row] = await session.query<{ milliseconds: number | null; epoch: string }>(
    `SELECT ${place?.known ? 'sum(active_time)::float8' : 'NULL::float8'} AS milliseconds,
            coalesce(max(stats_reset)::text, '') || pg_catalog.pg_postmaster_start_time()::text AS epoch
     FROM pg_catalog.pg_stat_database`,
  );
  return row!;
}

const SESSION_COLUMNS = `a.pid::int8 AS pid, coalesce(a.datname::text, '') AS datname, coalesce(a.usename::text, '') AS user,
  coalesce(a.application_name, '') AS application, coalesce(a.state, '') AS state,
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start), 0)::float8 AS "transactionSeconds",
  coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.state_change), 0)::float8 AS "stateSeconds",
  pg_catalog.left(coalesce(a.query, ''), ${STATEMENT_LENGTH}) AS statement`;

function readIdle(session: PostgresSession, seconds: number): Promise<LockSession[]> {
  return session.query<LockSession>(
    `SELECT ${SESSION_COLUMNS}, '{}'::int4[] AS "blockedBy" FROM pg_catalog.pg_stat_activity a
     WHERE a.state LIKE 'idle in transaction%' AND a.pid <> pg_catalog.pg_backend_pid()
       AND a.state_change < pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => $1)
     ORDER BY a.state_change LIMIT ${LISTED}`,
    [seconds],
  );
}

/** Those that wait for a lock, and those that they wait for. */
function readLocks(session: PostgresSession): Promise<LockSession[]> {
  return session.query<LockSession>(
    `WITH waiting AS MATERIALIZED (
       SELECT pid, pg_catalog.pg_blocking_pids(pid) AS blocked_by FROM pg_catalog.pg_stat_activity
       WHERE wait_event_type = 'Lock' LIMIT 1000)
     SELECT ${SESSION_COLUMNS}, coalesce(w.blocked_by, '{}') AS "blockedBy"
     FROM pg_catalog.pg_stat_activity a LEFT JOIN waiting w ON w.pid = a.pid
     WHERE w.pid IS NOT NULL OR a.pid IN (SELECT pg_catalog.unnest(blocked_by) FROM waiting)`,
  );
}
