import type { ConnectionOptions } from 'node:tls';
import type { RedisTarget } from '../../config/config.js';
import { PresageError, toPresageError } from '../../error.js';
import type { ObservedTarget } from '../observer.js';
import { retry } from '../retry.js';
import { Semaphore } from '../semaphore.js';
import type { BurstLimits, CommandBurst, RedisCommand, RedisSource } from '../source.js';
import { readTls } from '../tls.js';
import { listenBurst } from './command-burst.js';
import { RedisConnection, type RedisLogin } from './connection.js';
import { parseInfo } from './info.js';
import { OwnLookups } from './own-lookups.js';
import { endpointName, redisSettings, type Endpoint, type RedisSettings } from './settings.js';
import { clusterMasters, sentinelMaster } from './topology.js';

const MAXIMUM_CONCURRENCY = 4;

type Command = readonly [string, ...(string | number)[]];

/**
 * Reads one Redis: a server, the master that sentinels name, or the masters of a cluster. The modes differ only in how
 * the masters are found; each is then read over one plain connection.
 */
export class RedisReader implements RedisSource {
  readonly name: string;
  readonly #settings: RedisSettings;
  readonly #places = new Semaphore(MAXIMUM_CONCURRENCY);
  readonly #nodes = new Map<string, RedisConnection>();
  readonly #sentinels = new Map<string, RedisConnection>();
  readonly #lookups = new OwnLookups();
  #masters: Endpoint[] = [];
  #closed = false;
  #tls: Promise<ConnectionOptions> | undefined;

  constructor(
    target: RedisTarget,
    private readonly observed: ObservedTarget,
  ) {
    this.name = target.name;
    this.#settings = redisSettings(target);
  }

  async info(signal: AbortSignal): Promise<Map<string, Record<string, string>>> {
    await this.#findMasters(signal);
    const entries = this.#masters.map(async (master) => {
      const text = await this.#send(this.#node(master), ['INFO'], signal);
      if (typeof text !== 'string') throw this.#error('PRS_SOURCE_PROTOCOL', 'unexpected reply to INFO');
      const fields = parseInfo(text);
      this.#checkRole(fields, master);
      const name = endpointName(master);
      return [name, this.#lookups.without(name, fields)] as const;
    });
    return new Map(await Promise.all(entries));
  }

  async command(args: Command, signal: AbortSignal, node?: string): Promise<unknown> {
    return this.#onMaster(node, signal, (connection) => this.#send(connection, args, signal));
  }

  async batch(commands: readonly RedisCommand[], signal: AbortSignal, node: string): Promise<unknown[]> {
    return this.#onMaster(node, signal, async (connection) => {
      const replies = await this.#attempt(signal, () => connection.sendAll(commands, signal));
      commands.forEach((command, index) => this.#lookups.count(node, command, replies[index]));
      return replies;
    });
  }

  async listen(limits: BurstLimits, signal: AbortSignal): Promise<CommandBurst[]> {
    await this.#findMasters(signal);
    const { subject, timeoutMs } = this.#settings;
    const login = this.#login();
    const bursts: CommandBurst[] = [];
    for (const endpoint of this.#masters) {
      const tls = await this.#readTls();
      const place = { endpoint, login, tls, timeoutMs, subject: `${subject} (${endpointName(endpoint)})` };
      const burst = await this.observed.request(signal, () => listenBurst(place, limits, signal));
      bursts.push({ ...burst, database: login.database });
    }
    return bursts;
  }

  async #onMaster<T>(
    node: string | undefined,
    signal: AbortSignal,
    work: (connection: RedisConnection) => Promise<T>,
  ): Promise<T> {
    const isKnown = () => this.#masters.find((master) => node === undefined || endpointName(master) === node);
    if (isKnown() === undefined) await this.#findMasters(signal);
    const master = isKnown();
    if (master === undefined) throw this.#error('PRS_SOURCE_UNREACHABLE', `${JSON.stringify(node)} is not a master`);
    try {
      return await work(this.#node(master));
    } catch (error) {
      // The next command looks who is master now.
      if (toPresageError(error).code === 'PRS_SOURCE_UNREACHABLE') this.#masters = [];
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#nodes.values(), ...this.#sentinels.values()]) connection.close();
  }

  async #findMasters(signal: AbortSignal): Promise<void> {
    const { mode, endpoints } = this.#settings;
    if (mode === 'standalone') this.#masters = endpoints.slice(0, 1);
    if (mode === 'sentinel') this.#masters = [await this.#askAny(endpoints, (one) => this.#askSentinel(one, signal))];
    if (mode === 'cluster') {
      const all = new Map([...this.#masters, ...endpoints].map((endpoint) => [endpointName(endpoint), endpoint]));
      this.#masters = await this.#askAny([...all.values()], (one) => this.#askCluster(one, signal));
    }
    this.#closeStrangers();
  }

  /** The first answer; when nobody answers, the error of the last. */
  async #askAny<T>(endpoints: Endpoint[], ask: (endpoint: Endpoint) => Promise<T>): Promise<T> {
    let last: unknown = this.#error('PRS_CONFIG_INVALID', 'no nodes are configured');
    for (const endpoint of endpoints) {
      try {
        return await ask(endpoint);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  async #askSentinel(endpoint: Endpoint, signal: AbortSignal): Promise<Endpoint> {
    const { masterName, sentinelPassword, subject } = this.#settings;
    const connection = this.#connection(this.#sentinels, endpoint, { password: sentinelPassword });
    const reply = await this.#send(connection, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName], signal);
    return sentinelMaster(reply, masterName, subject);
  }

  async #askCluster(endpoint: Endpoint, signal: AbortSignal): Promise<Endpoint[]> {
    const reply = await this.#send(this.#node(endpoint), ['CLUSTER', 'SLOTS'], signal);
    return clusterMasters(reply, endpoint, this.#settings.subject);
  }

  /** A master that was replaced a moment ago still answers, as a replica. */
  #checkRole({ role }: Record<string, string>, master: Endpoint): void {
    if (this.#settings.mode !== 'sentinel' || role === undefined || role === 'master') return;
    throw this.#error('PRS_SOURCE_UNREACHABLE', `${endpointName(master)} is not the master any more`);
  }

  #closeStrangers(): void {
    const names = new Set(this.#masters.map(endpointName));
    for (const [name, connection] of this.#nodes) {
      if (names.has(name)) continue;
      connection.close();
      this.#nodes.delete(name);
    }
  }

  #node(endpoint: Endpoint): RedisConnection {
    return this.#connection(this.#nodes, endpoint, this.#login());
  }

  #login() {
    const { username, password, database, mode } = this.#settings;
    return { username, password, database: mode === 'cluster' ? 0 : database };
  }

  #connection(known: Map<string, RedisConnection>, endpoint: Endpoint, login: RedisLogin): RedisConnection {
    const name = endpointName(endpoint);
    const { subject, timeoutMs } = this.#settings;
    const connection =
      known.get(name) ?? new RedisConnection(endpoint, login, () => this.#readTls(), timeoutMs, `${subject} (${name})`);
    known.set(name, connection);
    return connection;
  }

  #send(connection: RedisConnection, args: Command, signal: AbortSignal): Promise<unknown> {
    return this.#attempt(signal, () => connection.send(args, signal));
  }

  /** A connection that was lost since its last use is found out by the next command, so that one is sent again. */
  async #attempt<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const { subject } = this.#settings;
    if (this.#closed) throw this.#error('PRS_SOURCE_UNREACHABLE', 'closed');
    const plan = {
      retries: 1,
      baseMs: 200,
      signal,
      subject,
      canPass: (error: unknown) => toPresageError(error).code === 'PRS_SOURCE_UNREACHABLE',
      onRetry: () => this.observed.retried(),
    };
    const attempt = () => this.observed.request(signal, work);
    return this.#places.run(signal, subject, () => retry(plan, attempt));
  }

  async #readTls(): Promise<ConnectionOptions | undefined> {
    if (this.#settings.tls === undefined) return undefined;
    this.#tls ??= readTls(this.#settings.tls);
    // A file that could not be read is tried again.
    this.#tls.catch(() => (this.#tls = undefined));
    return this.#tls;
  }

  #error(code: PresageError['code'], text: string): PresageError {
    return new PresageError(code, `${this.#settings.subject}: ${text}`);
  }
}
