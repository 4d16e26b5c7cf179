import type { CurvePoint, PolicyCurves } from '../curve.js';
import type { PolicyName } from '../policies/policy.js';
import { MINIMUM_SLOTS } from '../simulate.js';
import { lruCache, missRatioOf, policyCache, replay } from './stream-cache.js';
import type { StreamTrace } from './stream-trace.js';

/** Weight of one object in the unit of the sizes, by operation. */
export type Weigh = (index: number) => number;

export const ONE_OBJECT: Weigh = () => 1;

/** What each object takes: its bytes, and what the cache needs to keep it. */
export function byteWeight({ sizes }: StreamTrace, entryOverhead: number): Weigh {
  return (index) => sizes[index]! + entryOverhead;
}

/** What the real cache was seen to hold: entries, and the bytes that they take with all that belongs to them. */
export interface Measured {
  entries: number;
  bytes: number;
}

/** Entries of others on the same server make what was measured useless. */
const MOST_STRANGERS = 1.3;
const LEAST_ENTRIES = 100;

/**
 * The same weights, scaled so that the objects which LRU would hold weigh what the real cache was seen to need for as many:
 * allocators round up, and tables and pointers belong to an entry too.
 */
export function calibrated(trace: StreamTrace, weigh: Weigh, { entries, bytes }: Measured): Weigh {
  const known = unlimited(trace, ONE_OBJECT).size;
  if (entries < LEAST_ENTRIES || entries > MOST_STRANGERS * known || bytes <= 0) return weigh;
  const cache = lruCache(trace, entries * trace.rate);
  replay(trace, cache, ONE_OBJECT);
  const last = new Float64Array(trace.keys);
  trace.ids.forEach((id, index) => (last[id] = weigh(index)));
  let [count, sum] = [0, 0];
  for (let key = 0; key < trace.keys; key++) {
    if (cache.weightOf(key) < 0) continue;
    count++;
    sum += last[key]!;
  }
  const factor = count === 0 ? 1 : bytes / entries / (sum / count);
  return (index) => weigh(index) * factor;
}

/** What a cache without limit would hold at most, scaled up to all keys, and the miss ratio that it would have. */
export function unlimited(trace: StreamTrace, weigh: Weigh): { size: number; missRatio: number } {
  const cache = lruCache(trace, Infinity);
  const misses = replay(trace, cache, weigh);
  return { size: cache.peak / trace.rate, missRatio: missRatioOf(trace, misses) };
}

/** Miss ratio of LRU at one size of the whole cache; undefined where the scaled one would have too few objects. */
export function lruMissRatio(trace: StreamTrace, size: number, weigh: Weigh): number {
  return missRatioOf(trace, replay(trace, lruCache(trace, size * trace.rate), weigh));
}

/** LRU at each size. */
export function lruCurve(trace: StreamTrace, sizes: readonly number[], weigh: Weigh): CurvePoint[] {
  return sizes.map((size) => ({ size, missRatio: lruMissRatio(trace, size, weigh) }));
}

/**
 * The other policies at the same sizes in objects. They are simulated with expired objects in their places; what LRU loses by
 * that, at the same size and on the same trace, is taken off, since the places matter alike to all.
 */
export function policyCurves(
  trace: StreamTrace,
  policies: readonly PolicyName[],
  lru: readonly CurvePoint[],
): PolicyCurves {
  const expires = trace.ttls.some((ttl) => ttl > 0);
  const simulate = (policy: PolicyName, capacity: number) =>
    missRatioOf(trace, replay(trace, policyCache(trace, policy, capacity), ONE_OBJECT));
  const points = lru.flatMap(({ size, missRatio }) => {
    const capacity = Math.round(size * trace.rate);
    if (capacity < 1 || (trace.rate < 1 && capacity < MINIMUM_SLOTS)) return [];
    const loss = expires ? missRatio - simulate('lru', capacity) : 0;
    return [{ size, capacity, loss }];
  });
  const curve = (policy: PolicyName): CurvePoint[] =>
    points.map(({ size, capacity, loss }) => ({
      size,
      missRatio: Math.min(1, Math.max(0, simulate(policy, capacity) + loss)),
    }));
  return { lru, ...Object.fromEntries(policies.filter((name) => name !== 'lru').map((name) => [name, curve(name)])) };
}

/**
 * Curves in bytes of policies that were simulated in objects: LRU in bytes, plus what the policy gains on LRU where both hold the
 * same share of the working set.
 */
export function translated(curves: PolicyCurves, lruBytes: readonly CurvePoint[], bytesAnObject: number): PolicyCurves {
  const lru = curves.lru ?? [];
  const result: PolicyCurves = { lru: lruBytes };
  for (const [policy, curve] of Object.entries(curves) as [PolicyName, readonly CurvePoint[]][]) {
    if (policy === 'lru') continue;
    result[policy] = lruBytes.flatMap(({ size, missRatio }) => {
      const own = missRatioAt(curve, size / bytesAnObject);
      const reference = missRatioAt(lru, size / bytesAnObject);
      if (own === undefined || reference === undefined) return [];
      return [{ size, missRatio: Math.min(1, Math.max(0, missRatio + own - reference)) }];
    });
  }
  return result;
}

/** Miss ratio between the points of a curve, that of the last beyond it; undefined before the first. */
export function missRatioAt(curve: readonly CurvePoint[], size: number): number | undefined {
  const after = curve.findIndex((point) => point.size >= size);
  if (after < 0) return curve.at(-1)?.missRatio;
  const [before, next] = [curve[after - 1], curve[after]!];
  if (!before) return next.size === size ? next.missRatio : undefined;
  return before.missRatio + ((size - before.size) / (next.size - before.size)) * (next.missRatio - before.missRatio);
}

const SIZES = 20;

/** Sizes to look at: logarithmic up to what a cache without limit holds, and the present one. */
export function curveSizes(largest: number, smallest: number, present: number | undefined): number[] {
  if (largest <= 0) return [];
  const first = Math.max(smallest, largest / 200);
  const ratio = (largest / Math.min(first, largest)) ** (1 / (SIZES - 1));
  const sizes = Array.from({ length: SIZES }, (_, index) => Math.min(first, largest) * ratio ** index);
  if (present !== undefined && present > 0) sizes.push(present);
  return [...new Set(sizes.map((size) => Math.max(1, Math.round(size))))].sort((a, b) => a - b);
}
