import net from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { PresageError } from '../../error.js';
import { abortError, abortable } from '../abort.js';
import { cancelQuery } from './cancel.js';
import { postgresError } from './errors.js';
import { guardStream } from './guard.js';
import type { PostgresSettings } from './settings.js';

const OLDEST_VERSION = 130_000;
const LONGEST_CONNECT_MS = 5_000;
const LONGEST_LOCK_WAIT_MS = 1_000;
/** Beyond statement_timeout, so that the server has the first word. */
const CLIENT_GRACE_MS = 1_000;

const INT8 = 20;
const NUMERIC = 1700;
const INT8_ARRAY = 1016;
const NAME_ARRAY = 1003;
const TEXT_ARRAY = 1009;

/** What pg keeps of the server's BackendKeyData, which its types leave out. */
interface BackendKey {
  processID: number;
  secretKey: number;
}

/** One logged-in connection to one database, read-only unless it is a scratch database. Queries run one after the other. */
export class PostgresConnection {
  /** `server_version_num`. */
  version = 0;
  #usable = true;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly database: string,
    private readonly client: pg.Client,
    private readonly settings: PostgresSettings,
    private readonly tls: ConnectionOptions | undefined,
    private readonly beginAnswer: () => void,
  ) {
    // Without a listener the loss of an idle connection would end the process.
    client.on('error', () => (this.#usable = false));
    client.on('end', () => (this.#usable = false));
  }

  /** Connects, logs in and checks the server's version. */
  static async open(
    database: string,
    settings: PostgresSettings,
    tls: ConnectionOptions | undefined,
    signal: AbortSignal,
  ): Promise<PostgresConnection> {
    const socket = new net.Socket();
    const guards = [guardStream(socket, settings.subject)];
    const client = new pg.Client(clientConfig(database, settings, tls, socket));
    client.connection.on('sslconnect', () => guards.push(guardStream(client.connection.stream, settings.subject)));
    const connection = new PostgresConnection(database, client, settings, tls, () =>
      guards.forEach((begin) => begin()),
    );
    try {
      await abortable(client.connect(), signal, settings.subject);
      await connection.#checkVersion(signal);
      return connection;
    } catch (error) {
      connection.destroy();
      throw postgresError(error, settings.subject);
    }
  }

  get usable(): boolean {
    return this.#usable;
  }

  /** Runs one statement through the extended protocol, which takes no second one behind a semicolon. */
  query<R extends object>(sql: string, parameters: unknown[], signal: AbortSignal): Promise<R[]> {
    const config: pg.QueryConfig & { queryMode: 'extended' } = { text: sql, values: parameters, queryMode: 'extended' };
    return this.#queue(async () => (await this.#run<R>(config, signal))[0]!.rows);
  }

  /** Runs several statements in one round trip through the simple protocol; the rows of each. */
  script(sql: string, signal: AbortSignal): Promise<object[][]> {
    return this.#queue(async () => (await this.#run<object>({ text: sql }, signal)).map(({ rows }) => rows));
  }

  /** Forgets prepared statements, settings and temporary objects; false when that failed. */
  async reset(signal: AbortSignal): Promise<boolean> {
    try {
      await this.query('DISCARD ALL', [], signal);
      return this.#usable;
    } catch {
      return false;
    }
  }

  /** Says goodbye where the server still listens, and closes in any case. */
  destroy(): void {
    this.#usable = false;
    const { stream } = this.client.connection;
    this.client.end().catch(() => undefined);
    setTimeout(() => stream.destroy(), CLIENT_GRACE_MS).unref();
    if (!('connecting' in stream) || stream.connecting) stream.destroy();
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #run<R extends object>(config: pg.QueryConfig, signal: AbortSignal): Promise<pg.QueryResult<R>[]> {
    const { subject } = this.settings;
    if (signal.aborted) throw abortError(signal, subject);
    if (!this.#usable) throw new PresageError('PRS_SOURCE_UNREACHABLE', `${subject}: the connection was lost`);
    this.beginAnswer();
    try {
      // pg gives a list where the text holds several statements
      const result: pg.QueryResult<R> | pg.QueryResult<R>[] = await abortable(
        this.client.query<R>(config),
        signal,
        subject,
      );
      return Array.isArray(result) ? result : [result];
    } catch (thrown) {
      const error = postgresError(thrown, subject);
      if (signal.aborted || error.code === 'PRS_SOURCE_TIMEOUT') await this.#giveUp();
      throw error;
    }
  }

  /** Ends the query on the server too, and the connection, whose state nobody knows any more. */
  async #giveUp(): Promise<void> {
    const { processID, secretKey } = this.client as unknown as BackendKey;
    const { host, port } = this.settings;
    this.#usable = false;
    await cancelQuery({ host, port, processId: processID, secretKey, tls: this.tls });
    this.destroy();
  }

  async #checkVersion(signal: AbortSignal): Promise<void> {
    const sql = `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text`;
    const [row] = await this.query<{ number: number; text: string }>(sql, [], signal);
    this.version = row?.number ?? 0;
    if (this.version >= OLDEST_VERSION) return;
    const text = `${this.settings.subject}: the server has version ${row?.text ?? 'unknown'}, 13 or later is needed`;
    throw new PresageError('PRS_POSTGRES_VERSION', text);
  }
}

function clientConfig(
  database: string,
  settings: PostgresSettings,
  ssl: ConnectionOptions | undefined,
  socket: net.Socket,
): pg.ClientConfig {
  return {
    host: settings.host,
    port: settings.port,
    user: settings.user,
    // A function, so that pg looks neither into the environment nor into ~/.pgpass.
    password: () => settings.password,
    database,
    ssl: ssl ?? false,
    stream: () => socket,
    application_name: 'presage',
    ...(!settings.writable && { options: '-c default_transaction_read_only=on' }),
    connectionTimeoutMillis: Math.min(settings.timeoutMs, LONGEST_CONNECT_MS),
    statement_timeout: settings.timeoutMs,
    query_timeout: settings.timeoutMs + CLIENT_GRACE_MS,
    lock_timeout: Math.min(settings.timeoutMs, LONGEST_LOCK_WAIT_MS),
    idle_in_transaction_session_timeout: settings.timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  };
}

/** int8 and numeric as numbers, name[] as an array; pg leaves all of them as text. */
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format === 'binary') return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
  if (oid === INT8 || oid === NUMERIC) return Number;
  const own = pg.types.getTypeParser(oid === NAME_ARRAY ? TEXT_ARRAY : oid, 'text') as (value: string) => unknown;
  if (oid !== INT8_ARRAY) return own;
  return (value) => (own(value) as (string | null)[]).map((item) => (item === null ? null : Number(item)));
}
