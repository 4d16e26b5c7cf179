/** Codes of the columns `operations` and `outcomes`. `update`: the origin changed while the cache was not told. */
export const OPERATION = { get: 0, set: 1, delete: 2, update: 3 } as const;
export const OUTCOME = { unknown: 0, hit: 1, miss: 2 } as const;

/** Prefix number of a reference without one. */
export const NO_PREFIX = 0xffff;

/** What was seen of a cache over a stretch of time: every operation on the keys with the smallest hashes. */
export interface AccessWindow {
  /** Share of the keys that are in: those whose hash is below `rate` × 2³². */
  rate: number;
  /** Unix seconds. */
  from: number;
  to: number;
  /** Look-ups of all keys, in the sample or not, ascending in time; the last is the sum. */
  lookups: { time: number; count: number }[];
  /** References that were sampled and never arrived. */
  lost: number;
  prefixes: string[];
  hashes: Uint32Array;
  /** Unix seconds; need not be in order. */
  times: Float64Array;
  /** Bytes; 0 where not known. */
  sizes: Float64Array;
  /** Seconds to live from now on; 0 is for ever, or not known. */
  ttls: Float64Array;
  operations: Uint8Array;
  outcomes: Uint8Array;
  prefixNumbers: Uint16Array;
}

/** Look-ups of all keys before a moment, linear between the counts. */
export function lookupsBefore({ from, lookups }: AccessWindow, time: number): number {
  let before = { time: from, count: 0 };
  for (const after of lookups) {
    if (after.time > time) {
      const share = Math.max(0, time - before.time) / Math.max(1e-9, after.time - before.time);
      return before.count + Math.min(1, share) * (after.count - before.count);
    }
    before = after;
  }
  return before.count;
}
