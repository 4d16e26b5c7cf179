import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Upper bounds of the latency buckets, seconds. The generated history has the same. */
export const LATENCY_BUCKETS = [0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5];

/** What the shop measures of itself. */
export interface ShopMetrics {
  registry: Registry;
  requests: Counter<'route' | 'status'>;
  latency: Histogram<'route' | 'status'>;
  cacheHits: Counter<'cache'>;
  cacheMisses: Counter<'cache'>;
  queries: Counter<'statement'>;
}

/**
 * @param limitBytes size of the volume
 * @param usedBytes asked at each scrape for the bytes used on the volume; while it fails the series is absent
 */
export function createMetrics(limitBytes: number, usedBytes: () => Promise<number>): ShopMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({ name: 'shop_storage_limit_bytes', help: 'Size of the volume.', registers }).set(limitBytes);
  new Gauge({
    name: 'shop_storage_used_bytes',
    help: 'Bytes used on the volume: the database (measured) and the pictures that customers upload (modelled).',
    registers,
    async collect() {
      const used = await usedBytes().catch(() => undefined);
      if (used === undefined) this.remove();
      else this.set(used);
    },
  });
  const counter = <T extends string>(name: string, help: string, labelNames: T[]) =>
    new Counter<T>({ name, help, labelNames, registers });
  return {
    registry,
    requests: counter('shop_http_requests_total', 'Requests answered.', ['route', 'status']),
    latency: new Histogram({
      name: 'shop_http_request_duration_seconds',
      help: 'Time from request to answer.',
      labelNames: ['route', 'status'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    cacheHits: counter('shop_cache_hits_total', 'Look-ups that the cache answered.', ['cache']),
    cacheMisses: counter('shop_cache_misses_total', 'Look-ups that the cache could not answer.', ['cache']),
    queries: counter('shop_db_queries_total', 'Statements sent to the database.', ['statement']),
  };
}
