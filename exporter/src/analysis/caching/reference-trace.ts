import { RecencyOrder } from './recency-order.js';

/** References to keys 0 … keys−1 in order, and what they stand for when they are a sample of the keys. */
export interface ReferenceTrace {
  /** Keys in the trace. */
  keys: number;
  ids: Uint32Array;
  /** Seconds since any start. */
  times: Float64Array;
  /** Bytes. */
  sizes: Float64Array;
  /** Time to live in seconds; 0 is for ever. */
  ttls: Float64Array;
  /** What the whole stream had: references, distinct keys and their bytes. */
  total: { requests: number; keys: number; bytes: number };
}

/** Bytes of the distinct keys in the trace, each at its first size. */
export function bytesOf({ keys, ids, sizes }: ReferenceTrace): number {
  const seen = new Uint8Array(keys);
  let bytes = 0;
  for (let index = 0; index < ids.length; index++) {
    if (seen[ids[index]!] === 0) bytes += sizes[index]!;
    seen[ids[index]!] = 1;
  }
  return bytes;
}

/** The miss ratio of the stream, 0 to 1, when the trace has so many misses: each key misses once, further misses are scaled up. */
export function scaleMisses({ keys, total }: ReferenceTrace, misses: number): number {
  if (total.requests === 0 || keys === 0) return 0;
  const further = ((misses - keys) * total.keys) / keys;
  return Math.min(1, Math.max(0, (total.keys + further) / total.requests));
}

/** Miss ratios of an LRU cache with room for so many objects of the whole stream, from the stack distances of the trace. */
export function lruMissRatios(trace: ReferenceTrace, sizes: readonly number[]): number[] {
  const stack = new RecencyOrder(trace.keys);
  const longer = new Float64Array(trace.keys + 2);
  for (const id of trace.ids) {
    const distance = stack.touch(id);
    if (distance > 0) longer[distance - 1]!++;
  }
  for (let distance = trace.keys - 1; distance >= 0; distance--) longer[distance]! += longer[distance + 1]!;
  return sizes.map((size) => {
    const slots = Math.min(trace.keys, (size * trace.keys) / trace.total.keys);
    const below = Math.floor(slots);
    // between two whole capacities the misses are interpolated
    const reuses = longer[below]! + (slots - below) * (longer[below + 1]! - longer[below]!);
    return scaleMisses(trace, trace.keys + reuses);
  });
}
