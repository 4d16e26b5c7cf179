import type { AccessAnswer, AccessBatch } from '@presage/contract/access';
import type { SourceKind } from '@presage/contract/kinds';
import type { AccessWindow } from '../analysis/caching/streams/access-window.js';

/** What advisors see of the outside. Implementations live beside this file; nothing else opens a connection. */
export interface Sources {
  /** Throw PRS_TARGET_UNKNOWN for a name that is not configured. */
  postgres(target: string): PostgresSource;
  redis(target: string): RedisSource;
  prometheus(target: string): PrometheusSource;
  stream(target: string): StreamSource;
  status(): SourceStatus[];
  close(): Promise<void>;
}

export interface SourceStatus {
  name: string;
  source: SourceKind;
  /** Absent until the first attempt. */
  up?: boolean;
  error?: import('../error.js').PresageError;
}

export interface PostgresSource {
  readonly name: string;
  /** `server_version_num`, e.g. 150018. */
  version(signal: AbortSignal): Promise<number>;
  /** Databases that the configuration selects on this server; the first is the one of the URL. */
  databases(signal: AbortSignal): Promise<string[]>;
  /**
   * Runs `work` on one read-only connection to `database`, with timeouts set; the connection is released in any case.
   * Errors come as PresageError (UNREACHABLE, TIMEOUT, AUTHENTICATION, PERMISSION, QUERY …). A session holds one of the few
   * connections of its target, so do not open another one inside `work`.
   */
  session<T>(database: string, signal: AbortSignal, work: (session: PostgresSession) => Promise<T>): Promise<T>;
  /** The pools of the PgBouncer in front of the server; undefined where none is configured. */
  pools(signal: AbortSignal): Promise<PoolerPool[] | undefined>;
  /** Absent where none is configured. */
  readonly scratch?: ScratchDatabase;
}

/** A database in which copies and real indexes may be made for a moment. Limits hold for one run. */
export interface ScratchDatabase {
  /** Rows of a table that may be copied. */
  rows: number;
  /** Bytes of text that may be copied, over all tables. */
  maximumBytes: number;
  seconds: number;
  /**
   * Runs `work` in one transaction that is rolled back in any case, so that nothing stays. `target` is a session of the database that is
   * observed; PRS_POSTGRES_SCRATCH_IS_TARGET when the scratch database is one of those of the target.
   */
  use<T>(target: PostgresSession, signal: AbortSignal, work: (session: PostgresSession) => Promise<T>): Promise<T>;
}

/** One pool of PgBouncer: clients of one user on one database, and the connections to the server that they share. */
export interface PoolerPool {
  database: string;
  user: string;
  /** Clients that are linked with a connection or may be at once, and those that wait for one. */
  clients: number;
  waiting: number;
  /** Connections to the server that serve a client, and those that are free. */
  busy: number;
  idle: number;
  /** How long the client that waits longest has waited. */
  longestWaitSeconds: number;
  /** Connections that the pool may have. */
  size: number;
}

export interface PostgresSession {
  /**
   * Rows as objects; int8 and numeric come as numbers, so cast to text what is an identifier, such as queryid.
   * `parameters` are bound, never spliced. One statement a call; a `$1` without a parameter needs PREPARE.
   */
  query<R extends object = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<R[]>;
  /**
   * Several statements in one round trip, in one transaction; the rows of each. Nothing from outside may stand in `sql` but quoted names
   * and literals.
   */
  script(sql: string): Promise<object[][]>;
}

export interface RedisSource {
  readonly name: string;
  /**
   * `INFO` of every master (one for standalone and Sentinel), keyed by `host:port`; sections flattened. The look-ups that
   * `batch` made are taken out of `keyspace_hits` and `keyspace_misses`, so that we do not measure ourselves.
   */
  info(signal: AbortSignal): Promise<Map<string, Record<string, string>>>;
  /** One command on one node (any master when `node` is absent). PRS_REDIS_COMMAND_DENIED when the ACL forbids it. */
  command(args: readonly [string, ...(string | number)[]], signal: AbortSignal, node?: string): Promise<unknown>;
  /**
   * Several commands in one round trip to one node. Each reply stands in its place, or the PresageError that the server gave
   * for that command; text comes as Buffer, since keys need not be UTF-8. Rejects only when the whole trip fails.
   */
  batch(commands: readonly RedisCommand[], signal: AbortSignal, node: string): Promise<unknown[]>;
  /** One burst of `MONITOR` on every master, one after the other. PRS_REDIS_COMMAND_DENIED when the ACL forbids it. */
  listen(limits: BurstLimits, signal: AbortSignal): Promise<CommandBurst[]>;
}

/** A burst ends at the first of these. */
export interface BurstLimits {
  seconds: number;
  bytes: number;
}

/** What `MONITOR` told in a burst: lines that end with CR LF, the last of which may be cut. */
export interface CommandBurst {
  text: Buffer;
  seconds: number;
  /** It ended because the bytes were used up. */
  isCut: boolean;
  /** The database of the target; lines of others are in the text too. */
  database: number;
}

/** Keys go as Buffer where they came as such. */
export type RedisCommand = readonly [string, ...(string | number | Buffer)[]];

/** One series of a Prometheus answer. Times are Unix seconds, ascending; gaps have no entry. */
export interface PrometheusSeries {
  labels: Record<string, string>;
  times: number[];
  values: number[];
}

export interface PrometheusSource {
  readonly name: string;
  /** Instant query; one entry in `times` and `values` a series. */
  instant(expr: string, signal: AbortSignal, time?: number): Promise<PrometheusSeries[]>;
  /** Range query, split where it has more than 11 000 points; `maxSeries` exceeded is PRS_SOURCE_TOO_LARGE. */
  range(
    request: { expr: string; from: number; to: number; step: number; maxSeries?: number },
    signal: AbortSignal,
  ): Promise<PrometheusSeries[]>;
  labelNames(signal: AbortSignal, selection?: SeriesSelection): Promise<string[]>;
  labelValues(label: string, signal: AbortSignal, selection?: SeriesSelection): Promise<string[]>;
  /** Type and help of metrics, as far as the server has them. */
  metadata(signal: AbortSignal): Promise<Map<string, MetricMetadata>>;
}

/** Series with samples after `from` (Unix seconds) that the selector `match` selects; all where both are absent. */
export interface SeriesSelection {
  match?: string;
  from?: number;
}

export interface MetricMetadata {
  type: string;
  help: string;
}

/** Accesses to one cache, sampled by key. */
export interface StreamSource {
  readonly name: string;
  /** What came in so far; a stream that reads a log reads it first. */
  observe(signal: AbortSignal): Promise<StreamObservation>;
  /** Takes a batch of a sampler. PRS_STREAM_BUSY when it sends too much. */
  push(batch: AccessBatch): Promise<AccessAnswer>;
}

export interface StreamObservation {
  totals: StreamTotals;
  /** Absent unless the stream listens in bursts. */
  listening?: ListeningTotals;
  /** The last stretch of the stream; absent before its first reference. */
  window?: AccessWindow;
}

/** What came in since the process started: kept references, look-ups of all keys, references that samplers lost. */
export interface StreamTotals {
  references: number;
  lookups: number;
  lost: number;
}

/** What bursts took of the server since the process started; `cut` counts those that ended at their cap on bytes. */
export interface ListeningTotals {
  seconds: number;
  bytes: number;
  cut: number;
}
