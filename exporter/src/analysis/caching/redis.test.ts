import type { CacheInterval } from './interval.js';
import { buffersTooSmall } from './postgres.js';
import { readRedisInfo, redisConditions, type RedisSnapshot } from './redis.js';

const INFO = {
  run_id: 'abc',
  keyspace_hits: '90',
  keyspace_misses: '10',
  evicted_keys: '4',
  expired_keys: '5',
  used_memory: '900',
  maxmemory: '1000',
  maxmemory_policy: 'allkeys-lru',
  total_system_memory: '100000',
  allocator_frag_ratio: '1.10',
  allocator_frag_bytes: '90',
  db0: 'keys=10,expires=4,avg_ttl=2000',
  db3: 'keys=5,expires=1,avg_ttl=12000,subexpiry=0',
  dbsize: 'keys=99,expires=99',
};

const snapshot = (fields: Record<string, string> = {}): RedisSnapshot => readRedisInfo({ ...INFO, ...fields }, 50)!;

describe('readRedisInfo', () => {
  it('reads counters, memory and the keyspace of all databases', () => {
    expect(snapshot()).toEqual({
      reading: { time: 50, epoch: 'abc', counters: { hits: 90, misses: 10, evictions: 4, expirations: 5 } },
      entries: 15,
      entriesExpiring: 5,
      meanTtlSeconds: 4,
      usedBytes: 900,
      limitBytes: 1_000,
      systemBytes: 100_000,
      policy: 'allkeys-lru',
      fragmentationRatio: 1.1,
      fragmentationBytes: 90,
    });
  });

  it('leaves out what is unknown or unlimited', () => {
    const bare = readRedisInfo({ keyspace_hits: '1', keyspace_misses: '2', used_memory: '3', maxmemory: '0' }, 1)!;
    expect(bare).toEqual({
      reading: { time: 1, epoch: '', counters: { hits: 1, misses: 2, evictions: 0, expirations: 0 } },
      entries: 0,
      entriesExpiring: 0,
      usedBytes: 3,
      policy: '',
    });
  });

  it('refuses what has no statistics', () => {
    expect(readRedisInfo({}, 1)).toBeUndefined();
    expect(readRedisInfo({ ...INFO, keyspace_hits: 'many' }, 1)).toBeUndefined();
    expect(readRedisInfo({ ...INFO, used_memory: '' }, 1)).toBeUndefined();
  });
});

describe('redisConditions', () => {
  const interval = (more: Partial<CacheInterval> = {}): CacheInterval => ({
    seconds: 30,
    hits: 20,
    misses: 80,
    evictions: 60,
    expirations: 0,
    hitRatio: 0.2,
    ...more,
  });
  const holding = (fields: Record<string, string> = {}, more: Partial<CacheInterval> = {}): string[] =>
    Object.entries(redisConditions(snapshot(fields), interval(more), 0.8)).flatMap(([name, holds]) =>
      holds ? [name] : [],
    );

  it('sees a cache that is too small', () => {
    expect(holding()).toEqual(['too_small']);
    expect(holding({ used_memory: '500' })).toEqual([]);
    expect(holding({}, { evictions: 0 })).toEqual([]);
    expect(holding({}, { hits: 90, misses: 10, hitRatio: 0.9 })).toEqual([]);
    expect(holding({ total_system_memory: '1200' })).toEqual([]);
  });

  it('sees entries that expire too soon', () => {
    expect(holding({ used_memory: '500' }, { evictions: 0, expirations: 24 })).toEqual(['short_ttl']);
    expect(holding({ used_memory: '500' }, { evictions: 0, expirations: 23 })).toEqual([]);
    expect(holding({}, { expirations: 40 })).toEqual(['too_small', 'short_ttl']);
  });

  it('sees a full cache that refuses writes, and one without limit', () => {
    expect(holding({ maxmemory_policy: 'noeviction' }, { evictions: 0 })).toEqual(['refuses_writes']);
    expect(holding({ maxmemory: '0' }, { evictions: 0 })).toEqual(['unlimited']);
  });

  it('sees fragmentation only where it costs something', () => {
    expect(holding({ allocator_frag_ratio: '2', allocator_frag_bytes: '1000' }, { evictions: 0 })).toEqual([]);
    expect(holding({ allocator_frag_ratio: '2', allocator_frag_bytes: '200000000' }, { evictions: 0 })).toEqual([
      'fragmented',
    ]);
  });

  it('says nothing without traffic', () => {
    const silent = redisConditions(snapshot(), interval({ hits: 1, misses: 2 }), 0.8);
    expect(silent).toMatchObject({ too_small: undefined, short_ttl: undefined, unlimited: undefined });
    expect(redisConditions(snapshot(), undefined, 0.8)).toMatchObject({ too_small: undefined, refuses_writes: false });
  });
});

describe('buffersTooSmall', () => {
  const interval = (hitRatio: number | undefined, misses: number): CacheInterval => ({
    seconds: 10,
    hits: 1,
    misses,
    evictions: 0,
    expirations: 0,
    hitRatio,
  });

  it('needs a low ratio and real traffic', () => {
    expect(buffersTooSmall(interval(0.5, 2_000), 0.8, 8_192)).toBe(true);
    expect(buffersTooSmall(interval(0.9, 2_000), 0.8, 8_192)).toBe(false);
    expect(buffersTooSmall(interval(0.5, 1_000), 0.8, 8_192)).toBe(false);
    expect(buffersTooSmall(interval(undefined, 0), 0.8, 8_192)).toBeUndefined();
    expect(buffersTooSmall(undefined, 0.8, 8_192)).toBeUndefined();
  });
});
