import { Fifo } from './fifo.js';
import { Lfu } from './lfu.js';
import { Lru } from './lru.js';
import type { Policy, PolicyName } from './policy.js';
import { RedisLfu, RedisLru } from './redis.js';
import { S3Fifo } from './s3fifo.js';
import { Sieve } from './sieve.js';

const POLICIES: Record<PolicyName, (keys: number, capacity: number, seed: number) => Policy> = {
  lru: (keys, capacity) => new Lru(keys, capacity),
  fifo: (keys, capacity) => new Fifo(keys, capacity),
  lfu: (keys, capacity) => new Lfu(keys, capacity),
  s3fifo: (keys, capacity) => new S3Fifo(keys, capacity),
  sieve: (keys, capacity) => new Sieve(keys, capacity),
  'redis-lru': (keys, capacity, seed) => new RedisLru(keys, capacity, seed),
  'redis-lfu': (keys, capacity, seed) => new RedisLfu(keys, capacity, seed),
};

export const POLICY_NAMES = Object.keys(POLICIES) as PolicyName[];

/** An empty cache with room for `capacity` ≥ 1 of the keys 0 … keys−1. */
export function createPolicy(name: PolicyName, keys: number, capacity: number, seed = 0): Policy {
  return POLICIES[name](keys, capacity, seed);
}
