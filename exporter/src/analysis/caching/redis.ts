import type { CacheInterval, CounterReading } from './interval.js';

/** What INFO says of one Redis server, as far as it is a cache. Bytes and seconds. */
export interface RedisSnapshot {
  reading: CounterReading;
  entries: number;
  entriesExpiring: number;
  /** Mean remaining time to live of expiring entries, weighted by database; absent without any. */
  meanTtlSeconds?: number;
  usedBytes: number;
  /** Absent when unlimited. */
  limitBytes?: number;
  systemBytes?: number;
  policy: string;
  /** Memory active in the allocator by memory allocated. */
  fragmentationRatio?: number;
  fragmentationBytes?: number;
}

/** Reads the flattened fields of INFO; undefined when they are not those of a Redis server. */
export function readRedisInfo(fields: Readonly<Record<string, string>>, time: number): RedisSnapshot | undefined {
  const number = (name: string): number | undefined => {
    const value = Number(fields[name]);
    return fields[name] === undefined || fields[name] === '' || !Number.isFinite(value) ? undefined : value;
  };
  const [hits, misses, usedBytes] = [number('keyspace_hits'), number('keyspace_misses'), number('used_memory')];
  if (hits === undefined || misses === undefined || usedBytes === undefined) return undefined;
  const limit = number('maxmemory') ?? 0;
  return {
    reading: {
      time,
      epoch: fields['run_id'] ?? '',
      counters: { hits, misses, evictions: number('evicted_keys') ?? 0, expirations: number('expired_keys') ?? 0 },
    },
    ...readKeyspace(fields),
    usedBytes,
    ...(limit > 0 && { limitBytes: limit }),
    ...present('systemBytes', number('total_system_memory')),
    policy: fields['maxmemory_policy'] ?? '',
    ...present('fragmentationRatio', number('allocator_frag_ratio')),
    ...present('fragmentationBytes', number('allocator_frag_bytes')),
  };
}

function present<K extends string>(name: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, number>);
}

/** Sums lines such as `db0: keys=2,expires=1,avg_ttl=4096`. */
function readKeyspace(
  fields: Readonly<Record<string, string>>,
): Pick<RedisSnapshot, 'entries' | 'entriesExpiring' | 'meanTtlSeconds'> {
  let [entries, entriesExpiring, ttl] = [0, 0, 0];
  for (const [name, value] of Object.entries(fields)) {
    const match = /^db\d+$/.test(name) ? /^keys=(\d+),expires=(\d+)(?:,avg_ttl=(\d+))?/.exec(value) : null;
    if (!match) continue;
    entries += Number(match[1]);
    entriesExpiring += Number(match[2]);
    ttl += Number(match[2]) * Number(match[3] ?? 0);
  }
  return { entries, entriesExpiring, ...(ttl > 0 && { meanTtlSeconds: ttl / entriesExpiring / 1_000 }) };
}

/** What can be wrong with a Redis cache. */
export const REDIS_CONDITIONS = ['too_small', 'refuses_writes', 'unlimited', 'short_ttl', 'fragmented'] as const;
export type RedisCondition = (typeof REDIS_CONDITIONS)[number];

/** Share of its limit at which a cache counts as full. */
const FULL_SHARE = 0.9;
/** Part of the machine's memory that a cache may have, with room for fragmentation and copies on write. */
export const MEMORY_SHARE = 0.75;
/** Expired entries by misses above which the time to live, not the room, makes the misses. */
const EXPIRY_SHARE = 0.3;
const MINIMUM_LOOKUPS = 20;
const FRAGMENTATION_RATIO = 1.5;
/** Below this the ratio says nothing. */
const FRAGMENTATION_BYTES = 100 * 1024 * 1024;

/** Which conditions hold in one interval; undefined where the interval says nothing. */
export function redisConditions(
  snapshot: RedisSnapshot,
  interval: CacheInterval | undefined,
  lowHitRatio: number,
): Record<RedisCondition, boolean | undefined> {
  const { usedBytes, limitBytes, systemBytes, policy, fragmentationRatio, fragmentationBytes } = snapshot;
  const isFull = limitBytes !== undefined && usedBytes >= FULL_SHARE * limitBytes;
  const canGrow = systemBytes === undefined || (limitBytes ?? 0) < MEMORY_SHARE * systemBytes;
  const isBusy = interval !== undefined && interval.hits + interval.misses >= MINIMUM_LOOKUPS;
  const isPoor = isBusy && (interval.hitRatio ?? 1) < lowHitRatio;
  return {
    too_small: isBusy ? isFull && canGrow && isPoor && interval.evictions > 0 : undefined,
    refuses_writes: isFull && policy === 'noeviction',
    unlimited: isBusy ? limitBytes === undefined : undefined,
    short_ttl: isBusy ? isPoor && interval.expirations >= EXPIRY_SHARE * interval.misses : undefined,
    fragmented: (fragmentationRatio ?? 1) > FRAGMENTATION_RATIO && (fragmentationBytes ?? 0) > FRAGMENTATION_BYTES,
  };
}
