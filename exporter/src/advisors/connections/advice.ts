import type { LockSession, RootBlocker } from '../../analysis/connections/blocking.js';
import type { Evidence } from '@presage/contract/recommendation';
import type { PoolerPool } from '../../sources/source.js';
import { recommendationId } from '../recommendation.js';
import { cutText } from '../recommendation-metrics.js';
import type { ConnectionsRecommendation } from './findings.js';

const STATEMENT_LENGTH = 200;

type Text = Omit<ConnectionsRecommendation, 'id' | 'advisor' | 'target' | 'labels'> & {
  key: string;
  labels?: Record<string, string>;
};

function recommend(target: string, { key, labels = {}, ...text }: Text): ConnectionsRecommendation {
  return { ...text, id: recommendationId(target, key), advisor: 'connections', target, labels };
}

/** One session that many wait for: end it, or its statement. */
export function adviseBlocker(
  target: string,
  { session, victims, longestSeconds }: RootBlocker,
): ConnectionsRecommendation {
  const { pid, datname, user, application, state, transactionSeconds } = session;
  const working = state === 'active';
  return recommend(target, {
    key: `blocker ${datname} ${pid}`,
    action: 'end_session',
    object: `${datname} pid ${pid}`,
    title: `End session ${pid} of ${user || 'an unknown role'}, for which ${victims.length} ${victims.length === 1 ? 'session waits' : 'sessions wait'}`,
    reason: `It holds a lock that others wait for, the longest for ${longestSeconds.toFixed(0)} s, and is ${state || 'in an unknown state'} itself. ${
      working
        ? 'Cancelling its statement rolls its transaction back.'
        : 'It does nothing in its transaction: its application forgot to end it, or waits for something else.'
    }`,
    confidence: working ? 0.5 : 0.8,
    change: working ? `SELECT pg_cancel_backend(${pid});` : `SELECT pg_terminate_backend(${pid});`,
    rollback: '-- its transaction is rolled back; the application must do it again',
    evidence: [
      { label: 'application', value: application || 'unnamed' },
      { label: 'transaction since', value: `${transactionSeconds.toFixed(0)} s` },
      { label: 'last statement', value: shorten(session.statement) },
      ...victims
        .slice(0, 5)
        .map((victim): Evidence => ({ label: `waits: pid ${victim.pid}`, value: shorten(victim.statement) })),
    ],
    labels: { datname },
  });
}

/** Transactions that are open and do nothing: a limit ends them. */
export function adviseIdle(
  target: string,
  idle: readonly LockSession[],
  limitSeconds: number,
): ConnectionsRecommendation[] {
  if (idle.length === 0) return [];
  const timeout = `${Math.round(limitSeconds * 1_000)}ms`;
  const evidence = idle.slice(0, 5).map(
    ({ pid, datname, application, stateSeconds, statement }): Evidence => ({
      label: `pid ${pid} of ${application || 'unnamed'} on ${datname}, idle for ${stateSeconds.toFixed(0)} s`,
      value: shorten(statement),
    }),
  );
  const longest = Math.max(...idle.map(({ stateSeconds }) => stateSeconds));
  return [
    recommend(target, {
      key: 'idle in transaction',
      action: 'change_setting',
      object: 'idle_in_transaction_session_timeout',
      title: `End transactions that do nothing after ${limitSeconds} s`,
      reason: `${idle.length} ${idle.length === 1 ? 'session has' : 'sessions have'} a transaction open and did nothing for up to ${longest.toFixed(0)} s. They hold locks and keep VACUUM from removing dead rows of all tables. Mend the applications, and let the server end what is left.`,
      confidence: 0.8,
      change: `ALTER SYSTEM SET idle_in_transaction_session_timeout = '${timeout}';\nSELECT pg_reload_conf();`,
      rollback: 'ALTER SYSTEM RESET idle_in_transaction_session_timeout;\nSELECT pg_reload_conf();',
      evidence,
    }),
  ];
}

/** A pool in front of many sessions that mostly do nothing, or of a server whose places run out. */
export function advisePool(
  target: string,
  facts: { used: number; limit: number; load: number; size: number; highUse: number },
): ConnectionsRecommendation[] {
  const { used, limit, load, size, highUse } = facts;
  const full = used >= highUse * limit;
  const idle = used >= MANY_SESSIONS && used >= IDLE_FACTOR * size;
  if (!full && !idle) return [];
  const helps = used > 2 * size;
  const more = Math.ceil((2 * used) / 50) * 50;
  return [
    recommend(target, {
      key: 'connections',
      action: 'change_setting',
      object: 'max_connections',
      title: helps
        ? `Share ${size} connections in a pool instead of holding ${used}`
        : `Raise max_connections: ${used} of ${limit} are used`,
      reason: helps
        ? `${load.toFixed(1)} sessions are at work on average at busy times. By Erlang's formula ${size} connections in a pool such as PgBouncer in transaction mode let less than 1 % of the requests wait; each of the others costs memory and makes snapshots slower.`
        : 'Most of them are at work, so a pool would not help; new ones are refused when the limit is reached. Each costs memory; look at what keeps them busy first.',
      confidence: helps ? 0.6 : 0.5,
      change: helps
        ? `; pgbouncer.ini\npool_mode = transaction\ndefault_pool_size = ${size}`
        : `ALTER SYSTEM SET max_connections = ${more};\n-- takes effect at the next restart`,
      rollback: helps
        ? '-- let the applications connect to PostgreSQL itself again'
        : 'ALTER SYSTEM RESET max_connections;\n-- takes effect at the next restart',
      evidence: [
        { label: 'connections used / allowed', value: `${used} / ${limit}` },
        { label: 'sessions at work at busy times', value: load.toFixed(2) },
        { label: 'connections that suffice', value: String(size) },
      ],
    }),
  ];
}

/** A wait in front of a pool that users notice. */
const NOTICEABLE_WAIT_SECONDS = 1;

/** Pools of PgBouncer in which clients wait while all connections are at work. */
export function adviseWaits(
  target: string,
  pools: readonly PoolerPool[],
  { free, busy }: { free: number; busy: number | undefined },
): ConnectionsRecommendation[] {
  return pools
    .filter(({ waiting, size, longestWaitSeconds, ...pool }) => {
      return waiting > 0 && pool.busy >= size && longestWaitSeconds >= NOTICEABLE_WAIT_SECONDS;
    })
    .map(({ database, user, waiting, size, longestWaitSeconds, ...pool }) => {
      // the change is a line of a file
      const line = database.replace(/\s+/g, ' ');
      const more = Math.min(2 * size, size + waiting, size + Math.max(0, Math.floor(free / 2)));
      const grows = more > size;
      return recommend(target, {
        key: `pooler ${database} ${user}`,
        action: 'change_setting',
        object: `PgBouncer pool ${database} of ${user}`,
        title: grows
          ? `Give the pool of ${user} on ${database} ${more} connections instead of ${size}`
          : `Shorten what runs in the pool of ${user} on ${database}: all ${size} connections are taken`,
        reason: `${waiting} ${waiting === 1 ? 'client waits' : 'clients wait'} in PgBouncer, the longest for ${longestWaitSeconds.toFixed(1)} s, while all connections of the pool are at work. ${
          grows
            ? 'The server has places left. Look for long transactions first: they hold a connection while they do nothing.'
            : 'The server has no places left for more: look for long transactions and slow statements.'
        }`,
        confidence: grows ? 0.6 : 0.5,
        change: grows
          ? `; pgbouncer.ini, [databases]\n${line} = … pool_size=${more}`
          : '-- see the statements that take most time, and transactions that are idle',
        rollback: `; pgbouncer.ini, [databases]\n${line} = … pool_size=${size}`,
        evidence: [
          { label: 'clients linked / waiting', value: `${pool.clients} / ${waiting}` },
          { label: 'connections at work / allowed', value: `${pool.busy} / ${size}` },
          { label: 'places left on the server', value: String(free) },
          ...(busy === undefined ? [] : [{ label: 'sessions at work at busy times', value: busy.toFixed(2) }]),
        ],
        labels: { datname: database },
      });
    });
}

/** Fewer sessions than these cost nothing worth a pool. */
const MANY_SESSIONS = 50;
const IDLE_FACTOR = 5;

function shorten(statement: string): string {
  return cutText(statement.replace(/\s+/g, ' ').trim(), STATEMENT_LENGTH);
}
