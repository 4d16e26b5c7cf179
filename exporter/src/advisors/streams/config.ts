import type { EvictionPolicy } from '@presage/contract/kinds';
import type { Config, StreamTarget } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one stream. */
export interface StreamsConfig {
  obeysTtl: boolean;
  /** Redis target that the stream is the cache of. */
  redis?: string;
  sizeBytes?: number;
  sizeObjects?: number;
  policy?: EvictionPolicy;
  entryOverhead: number;
  targetHitRatio?: number;
  longestTtl: number;
  staleRatio: number;
  /** A month. */
  prices?: { gigabyte: number; millionMisses: number; currency: string };
  maximumSeries: number;
}

/** One job for each stream. */
export function streamJobs(config: Config): Job<StreamsConfig>[] {
  const settings = config.advisors.streams;
  if (!settings.enabled) return [];
  return config.targets.stream.map((target) => ({
    advisor: 'streams',
    target: target.name,
    config: { ...streamConfig(target), maximumSeries: settings.max_series },
    intervalSeconds: settings.interval,
    timeoutSeconds: settings.timeout,
  }));
}

function streamConfig(target: StreamTarget): Omit<StreamsConfig, 'maximumSeries'> {
  const { redis, size_bytes, size_objects, policy, target_hit_ratio, prices } = target;
  return {
    obeysTtl: target.ttl_aware,
    entryOverhead: target.entry_overhead,
    longestTtl: target.longest_ttl,
    staleRatio: target.stale_ratio,
    ...(redis !== undefined && { redis }),
    ...(size_bytes !== undefined && { sizeBytes: size_bytes }),
    ...(size_objects !== undefined && { sizeObjects: size_objects }),
    ...(policy !== undefined && { policy }),
    ...(target_hit_ratio !== undefined && { targetHitRatio: target_hit_ratio }),
    ...(prices && {
      prices: { gigabyte: prices.gigabyte_month, millionMisses: prices.million_misses, currency: prices.currency },
    }),
  };
}
