import { createPolicy } from '../policies/create.js';
import type { Policy, PolicyName } from '../policies/policy.js';
import { WeightedLru } from '../policies/weighted-lru.js';
import { OPERATION } from './access-window.js';
import type { StreamTrace } from './stream-trace.js';

/** A cache that a stream is replayed on. A look-up that misses fills. Seconds; a time to live of 0 is for ever. */
export interface StreamCache {
  access(key: number, time: number, weight: number, ttl: number): boolean;
  write(key: number, time: number, weight: number, ttl: number): void;
  remove(key: number): void;
}

/** LRU with room for so much weight, where what has expired leaves at once. */
export function lruCache({ keys }: StreamTrace, capacity: number): WeightedLru {
  return new WeightedLru(keys, capacity);
}

/** Any policy with room for so many objects, where what has expired keeps its place until it is evicted. */
export function policyCache({ keys }: StreamTrace, policy: PolicyName, capacity: number, seed = 0): StreamCache {
  return new LazyExpiry(createPolicy(policy, keys, capacity, seed), keys);
}

class LazyExpiry implements StreamCache {
  private readonly expiries: Float64Array;

  constructor(
    private readonly policy: Policy,
    keys: number,
  ) {
    this.expiries = new Float64Array(keys);
  }

  access(key: number, time: number, _weight: number, ttl: number): boolean {
    const hit = this.policy.access(key, time) && this.expiries[key]! > time;
    if (!hit) this.expiries[key] = ttl > 0 ? time + ttl : Infinity;
    return hit;
  }

  write(key: number, time: number, _weight: number, ttl: number): void {
    this.policy.access(key, time);
    this.expiries[key] = ttl > 0 ? time + ttl : Infinity;
  }

  remove(key: number): void {
    this.expiries[key] = 0;
  }
}

/** What `observe` hears of each look-up that counts. */
export type LookupObserver = (key: number, index: number, hit: boolean) => void;

/** Replays the trace. Returns the misses of the look-ups that count. */
export function replay(
  trace: StreamTrace,
  cache: StreamCache,
  weight: (index: number) => number,
  observe?: LookupObserver,
): number {
  const { ids, times, ttls, operations, countFrom } = trace;
  let misses = 0;
  for (let index = 0; index < ids.length; index++) {
    const key = ids[index]!;
    switch (operations[index]) {
      case OPERATION.get: {
        const hit = cache.access(key, times[index]!, weight(index), ttls[index]!);
        if (index < countFrom) break;
        if (!hit) misses++;
        observe?.(key, index, hit);
        break;
      }
      case OPERATION.set:
        cache.write(key, times[index]!, weight(index), ttls[index]!);
        break;
      case OPERATION.delete:
        cache.remove(key);
        break;
    }
  }
  return misses;
}

/** Share of all look-ups that miss when the sampled ones miss so often: what the sample has too many or too few of are hits. */
export function missRatioOf({ rate, counted }: StreamTrace, misses: number): number {
  return counted.all === 0 ? 0 : Math.min(1, misses / rate / counted.all);
}
