import type { PostgresTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { ObservedTarget } from '../observer.js';
import { retry } from '../retry.js';
import type { PoolerPool, PostgresSession, PostgresSource, ScratchDatabase } from '../source.js';
import type { PostgresConnection } from './connection.js';
import { readPools } from './pgbouncer.js';
import { PostgresPool } from './pool.js';
import { scratchDatabase } from './scratch.js';
import { poolerSettings, postgresSettings, type PostgresSettings } from './settings.js';

/** Every database that can be connected to; datconnlimit -2 marks one that a failed DROP DATABASE left behind. */
const CONNECTABLE = `
  SELECT datname::text AS name FROM pg_database
  WHERE datallowconn AND NOT datistemplate AND datconnlimit <> -2 AND has_database_privilege(oid, 'CONNECT')
  ORDER BY datname`;

/** Reads one PostgreSQL server. */
export class PostgresReader implements PostgresSource {
  readonly name: string;
  readonly scratch?: ScratchDatabase;
  readonly #settings: PostgresSettings;
  readonly #selected: string[];
  readonly #pool: PostgresPool;
  readonly #pooler: PostgresSettings | undefined;

  constructor(
    target: PostgresTarget,
    private readonly observed: ObservedTarget,
  ) {
    this.name = target.name;
    this.#settings = postgresSettings(target);
    this.#selected = target.databases ?? [];
    this.#pool = new PostgresPool(this.#settings);
    if (target.scratch) this.scratch = scratchDatabase(target.name, target.scratch, this.#selected);
    this.#pooler = target.pgbouncer && poolerSettings(target, target.pgbouncer);
  }

  version(signal: AbortSignal): Promise<number> {
    return this.#withConnection(this.#settings.database, signal, async (connection) => connection.version);
  }

  async databases(signal: AbortSignal): Promise<string[]> {
    const main = this.#settings.database;
    if (!this.#selected.includes('*')) return [...new Set([main, ...this.#selected])];
    const rows = await this.session(main, signal, (session) => session.query<{ name: string }>(CONNECTABLE));
    return [...new Set([main, ...rows.map((row) => row.name)])];
  }

  session<T>(database: string, signal: AbortSignal, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    return this.#withConnection(database, signal, async (connection) => {
      let open = true;
      const query = <R extends object>(sql: string, parameters: unknown[] = []): Promise<R[]> => {
        if (!open) throw new PresageError('PRS_INTERNAL', `${this.#settings.subject}: the session has ended`);
        return this.observed.request(signal, () => connection.query<R>(sql, parameters, signal));
      };
      const script = (sql: string): Promise<object[][]> => {
        if (!open) throw new PresageError('PRS_INTERNAL', `${this.#settings.subject}: the session has ended`);
        return this.observed.request(signal, () => connection.script(sql, signal));
      };
      try {
        return await work({ query, script });
      } finally {
        open = false;
      }
    });
  }

  async pools(signal: AbortSignal): Promise<PoolerPool[] | undefined> {
    return this.#pooler && readPools(this.#pooler, signal);
  }

  close(): void {
    this.#pool.close();
  }

  #withConnection<T>(
    database: string,
    signal: AbortSignal,
    work: (connection: PostgresConnection) => Promise<T>,
  ): Promise<T> {
    const connect = (open: () => Promise<PostgresConnection>) =>
      retry(
        {
          retries: 1,
          baseMs: 200,
          signal,
          subject: this.#settings.subject,
          canPass: (error) => error instanceof PresageError && error.code === 'PRS_SOURCE_UNREACHABLE',
          onRetry: () => this.observed.retried(),
        },
        () => this.observed.request(signal, open),
      );
    return this.#pool.use(signal, connect, database, work);
  }
}
