import type { Redis } from 'ioredis';
import type { ShopMetrics } from './metrics.js';

/** Cache-aside over Redis: a value is read from the cache, else loaded and stored for `ttlSeconds`. */
export class CacheAside {
  constructor(
    private readonly redis: Redis,
    private readonly metrics: Pick<ShopMetrics, 'cacheHits' | 'cacheMisses'>,
  ) {}

  /** A Redis that fails counts as a miss: the shop is slower then, not down. `undefined` is not stored. */
  async get<T>(
    cache: string,
    key: string,
    ttlSeconds: number,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const stored = await this.redis.get(`${cache}:${key}`).catch(() => null);
    if (stored !== null) {
      this.metrics.cacheHits.inc({ cache });
      return JSON.parse(stored) as T;
    }
    this.metrics.cacheMisses.inc({ cache });
    const loaded = await load();
    if (loaded !== undefined) {
      await this.redis.set(`${cache}:${key}`, JSON.stringify(loaded), 'EX', ttlSeconds).catch(() => undefined);
    }
    return loaded;
  }
}
