import { createPolicy } from './policies/create.js';
import type { PolicyName } from './policies/policy.js';
import { WeightedLru } from './policies/weighted-lru.js';
import { bytesOf, lruMissRatios, scaleMisses, type ReferenceTrace } from './reference-trace.js';

/** Slots that a scaled-down cache must have: with fewer its misses say little about the whole one. */
export const MINIMUM_SLOTS = 10;

export interface SimulationOptions {
  /** For the policies that draw at random. */
  seed?: number;
  /**
   * Miss ratios of plain LRU at the same sizes from a larger sample. How far they are from LRU on this trace is taken
   * off every estimate (a control variate): a policy shares most of the sampling error with LRU.
   */
  lru?: readonly number[];
}

/** Miss ratios, 0 to 1, of a policy with room for so many objects of the whole stream; undefined where the trace is too thin. */
export function policyMissRatios(
  trace: ReferenceTrace,
  policy: PolicyName,
  sizes: readonly number[],
  { seed, lru }: SimulationOptions = {},
): (number | undefined)[] {
  const simulate = (capacity: number) => {
    const cache = createPolicy(policy, trace.keys, capacity, seed);
    return countMisses(trace, (index) => cache.access(trace.ids[index]!, trace.times[index]!));
  };
  const ratios = sizes.map((size) => scaled(trace, size, (slots) => between(slots, simulate)));
  return corrected(trace, sizes, ratios, lru);
}

/** What larger samples say of the same stream. */
export interface TtlReference {
  /** Miss ratios of plain LRU at the same sizes. */
  lru: readonly number[];
  /** Share of all references that miss only because a time to live has ended, with room without limit. */
  expired: number;
}

/** The same for LRU that obeys the times to live of the trace. With a reference only the misses that they add come from the trace. */
export function ttlMissRatios(
  trace: ReferenceTrace,
  sizes: readonly number[],
  reference?: TtlReference,
): (number | undefined)[] {
  const simulate = (capacity: number) => {
    const cache = new WeightedLru(trace.keys, capacity);
    return countMisses(trace, (index) => cache.access(trace.ids[index]!, trace.times[index]!, 1, trace.ttls[index]!));
  };
  const ratios = sizes.map((size) => scaled(trace, size, (slots) => between(slots, simulate)));
  if (!reference || trace.keys >= trace.total.keys) return ratios;
  const own = lruMissRatios(trace, sizes);
  const ownExpired = scaleMisses(trace, simulate(trace.keys)) - scaleMisses(trace, trace.keys);
  const factor = ownExpired > 0 ? reference.expired / ownExpired : 1;
  return ratios.map((ratio, index) =>
    ratio === undefined ? undefined : limited(reference.lru[index]! + (ratio - own[index]!) * factor),
  );
}

/** The same for LRU with room for so many bytes, where objects larger than the cache bypass it; not monotone in the size. */
export function byteMissRatios(trace: ReferenceTrace, sizes: readonly number[], obeysTtl = false): number[] {
  const share = trace.total.bytes > 0 ? bytesOf(trace) / trace.total.bytes : 1;
  return sizes.map((size) => {
    const cache = new WeightedLru(trace.keys, size * share);
    const misses = countMisses(trace, (index) =>
      cache.access(trace.ids[index]!, trace.times[index]!, trace.sizes[index]!, obeysTtl ? trace.ttls[index]! : 0),
    );
    return scaleMisses(trace, misses);
  });
}

function countMisses({ ids }: ReferenceTrace, access: (index: number) => boolean): number {
  let misses = 0;
  for (let index = 0; index < ids.length; index++) if (!access(index)) misses++;
  return misses;
}

function scaled(trace: ReferenceTrace, size: number, misses: (slots: number) => number): number | undefined {
  const slots = (size * trace.keys) / trace.total.keys;
  if (trace.keys < trace.total.keys && slots < MINIMUM_SLOTS) return undefined;
  return scaleMisses(trace, misses(slots));
}

/** Misses at a capacity that need not be whole. */
function between(slots: number, misses: (capacity: number) => number): number {
  const below = Math.max(1, Math.floor(slots));
  const share = Math.max(0, slots - below);
  return share === 0 ? misses(below) : (1 - share) * misses(below) + share * misses(below + 1);
}

function corrected(
  trace: ReferenceTrace,
  sizes: readonly number[],
  ratios: (number | undefined)[],
  lru: readonly number[] | undefined,
): (number | undefined)[] {
  if (!lru || trace.keys >= trace.total.keys) return ratios;
  const own = lruMissRatios(trace, sizes);
  return ratios.map((ratio, index) => (ratio === undefined ? undefined : limited(ratio + lru[index]! - own[index]!)));
}

function limited(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}
