import type { ConnectionOptions } from 'node:tls';
import type { ErrorCode } from '@presage/contract/errors';
import { Redis } from 'ioredis';
import { PresageError } from '../../error.js';
import { abortError, abortable, within } from '../abort.js';
import type { RedisCommand } from '../source.js';
import { redisError } from './errors.js';
import type { Endpoint } from './settings.js';

const LONGEST_CONNECT_MS = 5_000;
/** More than any reply that Presage asks for. */
export const MAXIMUM_REPLY_BYTES = 32 * 1024 * 1024;

export interface RedisLogin {
  username?: string | undefined;
  password?: string | undefined;
  database?: number | undefined;
}

/** One connection to one node, opened by its first command and again after a loss, never in the background. */
export class RedisConnection {
  #opened: Promise<Redis> | undefined;
  #client: Redis | undefined;
  #closed = false;
  #pending = 0;
  /** Bytes since a command was sent while no other was under way. */
  #received = 0;

  constructor(
    private readonly endpoint: Endpoint,
    private readonly login: RedisLogin,
    private readonly readTls: () => Promise<ConnectionOptions | undefined>,
    private readonly timeoutMs: number,
    /** Messages open with it. */
    private readonly subject: string,
  ) {}

  /** Sends one command, once connected and logged in. The reply is a string, number, null or a list of such. */
  async send(args: readonly [string, ...(string | number)[]], signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) throw abortError(signal, this.subject);
    const client = await abortable(this.#ready(), signal, this.subject);
    return abortable(this.#call(client, args), signal, this.subject);
  }

  /**
   * Sends commands in one round trip. Each reply stands in its place, or the error that the server gave for it; text
   * comes as Buffer, since keys need not be UTF-8. Rejects when the connection is lost or too slow.
   */
  async sendAll(commands: readonly RedisCommand[], signal: AbortSignal): Promise<unknown[]> {
    if (signal.aborted) throw abortError(signal, this.subject);
    const client = await abortable(this.#ready(), signal, this.subject);
    return abortable(this.#callAll(client, commands), signal, this.subject);
  }

  close(): void {
    this.#closed = true;
    this.#client?.disconnect();
  }

  #ready(): Promise<Redis> {
    if (this.#opened === undefined) {
      const opened = this.#open();
      this.#opened = opened;
      opened.catch(() => {
        if (this.#opened === opened) this.#opened = undefined;
      });
    }
    return this.#opened;
  }

  async #open(): Promise<Redis> {
    const tls = await this.readTls();
    const client = this.#create(tls);
    if (this.#closed) throw new PresageError('PRS_SOURCE_UNREACHABLE', `${this.subject}: closed`);
    this.#client = client;
    try {
      const limit = Math.min(this.timeoutMs, LONGEST_CONNECT_MS);
      const connecting = client.connect().catch((error: unknown) => {
        throw lastError.get(client) ?? error;
      });
      await within(connecting, limit, this.subject, tls ? 'no TLS connection' : 'no connection');
      await this.#logIn(client);
      return client;
    } catch (error) {
      this.#drop(client);
      throw redisError(error, this.subject, ['CONNECT']);
    }
  }

  #create(tls: ConnectionOptions | undefined): Redis {
    const client = new Redis({
      ...this.endpoint,
      ...(tls !== undefined && { tls }),
      protocol: 2,
      lazyConnect: true,
      enableOfflineQueue: false,
      // The ready check and the login of ioredis write to the console where a server behaves oddly.
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      connectTimeout: LONGEST_CONNECT_MS,
      commandTimeout: this.timeoutMs,
      keepAlive: 10_000,
    });
    // Without a listener ioredis writes to the console.
    client.on('error', (error: Error) => lastError.set(client, error));
    client.once('connect', () => client.stream.on('data', (chunk: Buffer) => this.#receive(client, chunk)));
    client.once('end', () => this.#forget(client));
    return client;
  }

  #drop(client: Redis): void {
    // On a client that has ended it would only leave a timer behind.
    if (client.status !== 'end') client.disconnect();
    this.#forget(client);
  }

  /** The next command opens a new connection. */
  #forget(client: Redis): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#opened = undefined;
  }

  #receive(client: Redis, chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received <= MAXIMUM_REPLY_BYTES) return;
    const text = `${this.subject}: the reply has more than ${MAXIMUM_REPLY_BYTES / 1024 / 1024} MiB`;
    client.stream.destroy(new PresageError('PRS_SOURCE_TOO_LARGE', text));
  }

  async #logIn(client: Redis): Promise<void> {
    const { username, password, database } = this.login;
    if (password !== undefined) {
      await this.#call(client, username === undefined ? ['AUTH', password] : ['AUTH', username, password]);
    }
    if (database) await this.#call(client, ['SELECT', database]);
    // Only a courtesy to whoever reads CLIENT LIST.
    await this.#call(client, ['CLIENT', 'SETNAME', 'presage']).catch((error: PresageError) => {
      if (error.code !== 'PRS_REDIS_COMMAND_DENIED' && error.code !== 'PRS_SOURCE_QUERY') throw error;
    });
  }

  async #callAll(client: Redis, commands: readonly RedisCommand[]): Promise<unknown[]> {
    if (this.#pending++ === 0) this.#received = 0;
    try {
      const pipeline = client.pipeline();
      for (const [command, ...rest] of commands) pipeline.callBuffer(command, ...rest);
      const replies = (await pipeline.exec()) ?? [];
      return replies.map(([thrown, reply], index) => {
        if (thrown === null) return reply;
        const error = this.#errorOf(client, thrown, commands[index]!);
        if (LOST.has(error.code)) throw error;
        return error;
      });
    } finally {
      this.#pending--;
    }
  }

  async #call(client: Redis, [command, ...rest]: readonly [string, ...(string | number)[]]): Promise<unknown> {
    if (this.#pending++ === 0) this.#received = 0;
    try {
      return await client.call(command, ...rest);
    } catch (thrown) {
      throw this.#errorOf(client, thrown, [command, ...rest]);
    } finally {
      this.#pending--;
    }
  }

  #errorOf(client: Redis, thrown: unknown, args: RedisCommand): PresageError {
    const lost = client.status !== 'ready' ? lastError.get(client) : undefined;
    const error = redisError(lost ?? thrown, this.subject, args);
    // A late reply would sit in front of the next one.
    if (error.code === 'PRS_SOURCE_TIMEOUT') this.#drop(client);
    return error;
  }
}

/** Errors of the connection rather than of one command. */
const LOST: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PRS_SOURCE_UNREACHABLE',
  'PRS_SOURCE_TIMEOUT',
  'PRS_SOURCE_AUTHENTICATION',
  'PRS_SOURCE_PROTOCOL',
  'PRS_SOURCE_TLS',
  'PRS_SOURCE_TOO_LARGE',
]);

/** ioredis rejects with "Connection is closed." and tells the reason in an event before. */
const lastError = new WeakMap<Redis, Error>();
