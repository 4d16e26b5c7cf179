import type { Server } from 'node:http';
import { Sampler, sampleRedis } from '@presage/access-sampler';
import { Redis } from 'ioredis';
import pg from 'pg';
import { STORAGE_LIMIT_BYTES, uploadedBytes } from '../shape.js';
import { categoryPage, createApp } from './app.js';
import { CacheAside } from './cache.js';
import { LatencyFault } from './latency.js';
import { createMetrics } from './metrics.js';
import { ensureSchema, SEED } from './schema.js';
import { Store } from './store.js';

export interface ShopOptions {
  databaseUrl: string;
  redisUrl: string;
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** The exporter, which hears of accesses to the cache; nobody does when absent. */
  presageUrl?: string;
}

export interface Shop {
  port: number;
  close(): Promise<void>;
}

/** A shop this small is sampled whole; the name is that in ../../presage.yaml. */
const SAMPLING = { stream: 'shop-pages', rate: 1, interval: 2_000 } as const;

/** Seeds the database when it is empty, fills the cache with category pages and serves the shop. */
export async function startShop({ databaseUrl, redisUrl, port, host, presageUrl }: ShopOptions): Promise<Shop> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8, application_name: 'shop' });
  // the pool replaces a connection that broke while idle; without a listener the process would end
  let closing = false;
  pool.on('error', (error) => closing || console.error(`database: ${error.message}`));
  const sampler = presageUrl === undefined ? undefined : new Sampler({ ...SAMPLING, url: presageUrl });
  const client = new Redis(redisUrl, { maxRetriesPerRequest: 1, connectionName: 'shop' });
  const redis = sampler ? sampleRedis(client, sampler) : client;
  redis.on('error', (error: Error) => console.error(`cache: ${error.message}`));
  try {
    await ensureSchema(pool);
    const metrics = createMetrics(STORAGE_LIMIT_BYTES, async () => {
      const { bytes, age } = await store.size();
      return bytes + uploadedBytes(age);
    });
    const store = new Store(pool, metrics);
    const cache = new CacheAside(redis, metrics);
    await warmUp(store, cache);
    const app = createApp({ store, cache, metrics, latencyFault: new LatencyFault() });
    const server = await listen(app, port, host);
    const address = server.address();
    return {
      port: typeof address === 'object' && address ? address.port : port,
      close: async () => {
        closing = true;
        await close(server);
        redis.disconnect();
        await sampler?.close();
        await pool.end();
      },
    };
  } catch (error) {
    redis.disconnect();
    await Promise.all([pool.end(), sampler?.close()]);
    throw error;
  }
}

/** Loads the first pages of every category, as a shop does after a deployment; more than the demo's cache can hold. */
async function warmUp(store: Store, cache: CacheAside): Promise<void> {
  for (let category = 1; category <= SEED.categories; category++) {
    for (let page = 0; page < 3; page++) await categoryPage({ store, cache }, category, page);
  }
}

function listen(app: ReturnType<typeof createApp>, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host, (error?: Error) => (error ? reject(error) : resolve(server)));
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
