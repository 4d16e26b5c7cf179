import type { Config } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one target. */
export interface CacheConfig {
  source: 'redis' | 'postgres';
  /** In a cluster every master is a cache of its own. */
  perNode: boolean;
  lowHitRatio: number;
  maximumSeries: number;
}

/** One job for each Redis and PostgreSQL target that the advisor is to read. */
export function cacheJobs(config: Config): Job<CacheConfig>[] {
  const settings = config.advisors.cache;
  if (!settings.enabled) return [];
  const job = (target: string, source: CacheConfig['source'], perNode: boolean): Job<CacheConfig> => ({
    advisor: 'cache',
    target,
    config: { source, perNode, lowHitRatio: settings.low_hit_ratio, maximumSeries: settings.max_series },
    intervalSeconds: settings.interval,
    timeoutSeconds: settings.timeout,
  });
  return [
    ...config.targets.redis.map(({ name, mode }) => job(name, 'redis', mode === 'cluster')),
    ...config.targets.postgres.map(({ name }) => job(name, 'postgres', false)),
  ].filter(({ target }) => settings.targets?.includes(target) ?? true);
}
