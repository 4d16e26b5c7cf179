import { METRICS } from '@presage/contract/metrics';
import type { RedisSnapshot } from '../../analysis/caching/redis.js';
import type { Job } from '../advisor.js';
import { analyseCache } from './analyse.js';
import type { CacheConfig } from './config.js';
import type { CacheFindings } from './findings.js';
import { cacheMetrics } from './metrics.js';
import type { CacheObservation } from './observe.js';

const job = (maximumSeries: number): Job<CacheConfig> => ({
  advisor: 'cache',
  target: 'main',
  config: { source: 'redis', perNode: true, lowHitRatio: 0.8, maximumSeries },
  intervalSeconds: 30,
  timeoutSeconds: 15,
});

/** A cluster whose node `i` has answered `lookups[i]` look-ups per second, half of them hits. */
function cluster(time: number, lookups: number[]): CacheObservation {
  return {
    source: 'redis',
    time,
    nodes: lookups.map((rate, node) => ({
      cache: `10.0.0.${node}:6379`,
      snapshot: {
        reading: {
          time,
          epoch: 'one',
          counters: { hits: (rate * time) / 2, misses: (rate * time) / 2, evictions: time, expirations: 0 },
        },
        entries: 10,
        entriesExpiring: 5,
        usedBytes: 95,
        limitBytes: 100,
        policy: 'allkeys-lru',
        fragmentationRatio: 1.2,
      } satisfies RedisSnapshot,
    })),
  };
}

function run(lookups: number[], runs: number, maximumSeries: number): CacheFindings {
  let findings: CacheFindings | undefined;
  for (let i = 1; i <= runs; i++) findings = analyseCache(cluster(i * 30, lookups), job(maximumSeries), findings);
  return findings!;
}

const caches = (findings: CacheFindings, maximumSeries: number): string[] => [
  ...new Set(cacheMetrics(findings, job(maximumSeries)).samples.flatMap(({ labels }) => labels['cache'] ?? [])),
];

it('publishes every node where they fit', () => {
  const findings = run([10, 20, 30], 2, 1_000);
  expect(caches(findings, 1_000)).toEqual(['10.0.0.0:6379', '10.0.0.1:6379', '10.0.0.2:6379']);
  expect(findings.dropped).toBe(0);
});

it('sums what the cap leaves out, so that totals stay right, and stays below the cap', () => {
  const cap = 41;
  const lookups = [10, 20, 30, 40, 50, 60];
  const findings = run(lookups, 2, cap);
  const { samples, dropped } = cacheMetrics(findings, job(cap));
  expect(caches(findings, cap)).toEqual(['10.0.0.3:6379', '10.0.0.4:6379', '10.0.0.5:6379', '$other$']);
  expect(samples.length).toBeLessThanOrEqual(cap);
  expect(dropped).toBeGreaterThan(0);
  const hits = samples.filter(({ name }) => name === 'presage_cache_hits_total').map(({ value }) => value);
  // of two runs 30 s apart: the counters begin where the first found them
  expect(hits.reduce((sum, value) => sum + value)).toBe((210 * 30) / 2);
  const other = samples.find(({ name, labels }) => name === 'presage_cache_hit_ratio' && labels['cache'] === '$other$');
  expect(other!.value).toBe(0.5);
});

it('keeps the published nodes when the order changes a little', () => {
  const before = run([10, 100, 101], 2, 22);
  expect(before.published.caches).toEqual(['10.0.0.2:6379']);
  const after = analyseCache(cluster(90, [10, 105, 101]), job(22), before);
  expect(after.published.caches).toEqual(['10.0.0.2:6379']);
});

it('speaks only of ratios that it knows', () => {
  const first = run([10], 1, 1_000);
  const { samples, warmup } = cacheMetrics(first, job(1_000));
  expect(warmup).toBe(true);
  expect(samples.map(({ name }) => name)).not.toContain('presage_cache_hit_ratio');
  for (const { name, labels } of samples) expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
});

it('keeps advice on a node that is away for a moment, and drops it when the node stays away', () => {
  let findings = run([100, 100], 5, 1_000);
  expect(findings.recommendations.map(({ cache }) => cache)).toEqual(['10.0.0.0:6379', '10.0.0.1:6379']);
  for (const expected of [2, 2, 1]) {
    findings = analyseCache(cluster(findings.time + 30, [100]), job(1_000), findings);
    expect(findings.recommendations).toHaveLength(expected);
  }
});
