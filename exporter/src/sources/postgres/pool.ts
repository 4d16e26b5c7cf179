import type { ConnectionOptions } from 'node:tls';
import { PresageError } from '../../error.js';
import { Semaphore } from '../semaphore.js';
import { readTls } from '../tls.js';
import { PostgresConnection } from './connection.js';
import type { PostgresSettings } from './settings.js';

const IDLE_MS = 60_000;

interface Idle {
  connection: PostgresConnection;
  timer: NodeJS.Timeout;
}

/**
 * The connections to one server. pg's pool counts for one database; here `maxConnections` holds for all databases of
 * the server together, used and idle.
 */
export class PostgresPool {
  readonly #places: Semaphore;
  readonly #idle: Idle[] = [];
  readonly #used = new Set<PostgresConnection>();
  /** Places taken, also by connections that are still being opened. */
  #busy = 0;
  #tls: Promise<ConnectionOptions> | undefined;
  #closed = false;

  constructor(private readonly settings: PostgresSettings) {
    this.#places = new Semaphore(settings.maxConnections);
  }

  /** Lends a connection to `database` for the time of `work`. After an error it is not used again. */
  async use<T>(
    signal: AbortSignal,
    connect: (open: () => Promise<PostgresConnection>) => Promise<PostgresConnection>,
    database: string,
    work: (connection: PostgresConnection) => Promise<T>,
  ): Promise<T> {
    const { subject } = this.settings;
    if (this.#closed) throw new PresageError('PRS_SOURCE_UNREACHABLE', `${subject}: closed`);
    return this.#places.run(signal, subject, async () => {
      this.#busy++;
      try {
        const connection = this.#takeIdle(database) ?? (await connect(() => this.#open(database, signal)));
        return await this.#lend(connection, signal, work);
      } finally {
        this.#busy--;
      }
    });
  }

  close(): void {
    this.#closed = true;
    for (const { connection } of [...this.#idle]) this.#evict(connection);
    for (const connection of this.#used) connection.destroy();
  }

  async #lend<T>(
    connection: PostgresConnection,
    signal: AbortSignal,
    work: (connection: PostgresConnection) => Promise<T>,
  ): Promise<T> {
    this.#used.add(connection);
    let keep = false;
    try {
      const result = await work(connection);
      keep = await connection.reset(signal);
      return result;
    } finally {
      this.#used.delete(connection);
      if (keep && !this.#closed) this.#putIdle(connection);
      else connection.destroy();
    }
  }

  async #open(database: string, signal: AbortSignal): Promise<PostgresConnection> {
    // The places bound those at work; an idle connection makes room for a new one.
    while (this.#idle[0] !== undefined && this.#idle.length + this.#busy > this.settings.maxConnections) {
      this.#evict(this.#idle[0].connection);
    }
    return PostgresConnection.open(database, this.settings, await this.#readTls(), signal);
  }

  async #readTls(): Promise<ConnectionOptions | undefined> {
    if (this.settings.tls === undefined) return undefined;
    this.#tls ??= readTls(this.settings.tls);
    // A file that could not be read is tried again.
    this.#tls.catch(() => (this.#tls = undefined));
    return this.#tls;
  }

  #takeIdle(database: string): PostgresConnection | undefined {
    for (const { connection } of [...this.#idle].reverse()) {
      if (!connection.usable) this.#evict(connection);
      else if (connection.database === database) {
        this.#forget(connection);
        return connection;
      }
    }
    return undefined;
  }

  #putIdle(connection: PostgresConnection): void {
    const timer = setTimeout(() => this.#evict(connection), IDLE_MS).unref();
    this.#idle.push({ connection, timer });
  }

  #evict(connection: PostgresConnection): void {
    this.#forget(connection);
    connection.destroy();
  }

  #forget(connection: PostgresConnection): void {
    const place = this.#idle.findIndex((item) => item.connection === connection);
    clearTimeout(this.#idle[place]?.timer);
    this.#idle.splice(place, 1);
  }
}
