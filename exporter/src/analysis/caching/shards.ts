import { DistanceHistogram } from './distance-histogram.js';
import { DistinctCounter } from './distinct-counter.js';
import { hashKey } from './hash.js';
import { RecencyOrder } from './recency-order.js';
import { RecencyStack } from './recency-stack.js';
import { SmallestHashes } from './smallest-hashes.js';

/** Growth of the number of references after which the scale is computed again. */
const SCALE_STEP = 1.001;

export interface ShardsOptions {
  /** Keys in the sample; memory grows with it: below 1 MB at 8,192. */
  maxKeys: number;
  /** Another seed samples other keys. */
  seed?: number;
  /** What sizes of the cache are counted in. */
  unit?: 'objects' | 'bytes';
}

/**
 * Miss-ratio curve of an LRU cache from one pass over its references in fixed memory: fixed-size SHARDS
 * (Waldspurger et al., "Efficient MRC construction with SHARDS", FAST 2015), calibrated with the number of distinct keys:
 * every key misses once, and only the reuses of the sampled keys are scaled up, by sampled keys over distinct keys.
 */
export class FixedSizeShards {
  requests = 0;
  private readonly seed: number;
  private readonly keys: SmallestHashes;
  /** One of them, by the unit. */
  private readonly order: RecencyOrder | undefined;
  private readonly stack: RecencyStack | undefined;
  private readonly distances: DistanceHistogram;
  private readonly distinct = new DistinctCounter();
  private readonly countsBytes: boolean;
  private scale = 1;
  private scaleIsGoodUntil = 0;

  constructor({ maxKeys, seed = 0, unit = 'objects' }: ShardsOptions) {
    this.seed = seed;
    this.keys = new SmallestHashes(maxKeys);
    if (unit === 'bytes') this.stack = new RecencyStack(maxKeys);
    else this.order = new RecencyOrder(maxKeys);
    this.distances = new DistanceHistogram(maxKeys);
    this.countsBytes = unit === 'bytes';
  }

  /** Adds a reference; the size in bytes matters to curves in bytes. */
  add(key: string, size = 1): void {
    this.addHash(hashKey(key, this.seed), size);
  }

  /** The same for a key hashed already with `hashKey`. */
  addHash(hash: number, size = 1): void {
    this.requests++;
    this.distinct.add(hash, size);
    if (hash < this.keys.threshold) this.sample(hash, this.countsBytes ? size : 1);
  }

  get sampledKeys(): number {
    return this.keys.size;
  }

  /** Whether the sample has every key, so that the curve in objects is exact. */
  get isComplete(): boolean {
    return this.keys.isComplete;
  }

  /** Distinct keys; an estimate once the sample is not complete. */
  get distinctKeys(): number {
    return this.keys.isComplete ? this.keys.size : Math.max(this.keys.size, this.distinct.keys());
  }

  /** Room that all keys together would need, in the unit of the curve. */
  get workingSet(): number {
    return this.countsBytes ? this.distinct.totalSize() : this.distinctKeys;
  }

  /** Miss ratios, 0 to 1, at ascending sizes of the cache. */
  missRatios(sizes: readonly number[]): number[] {
    const keys = this.distinctKeys;
    return this.distances.above(sizes).map((reuses) => Math.min(1, (keys + reuses) / Math.max(1, this.requests)));
  }

  private sample(hash: number, weight: number): void {
    let slot = this.keys.find(hash);
    if (slot < 0) {
      if (this.keys.isFull) this.forget(this.keys.dropLargest());
      if (hash >= this.keys.threshold) return;
      slot = this.keys.add(hash);
    }
    const distance = this.order ? this.order.touch(slot) : this.stack!.touch(slot, weight);
    if (distance === 0) return;
    const scale = this.scaleOfNow();
    this.distances.add(distance * scale, scale);
  }

  /** Distinct keys for each sampled one; it moves slowly, and its logarithm is dear. */
  private scaleOfNow(): number {
    if (this.requests >= this.scaleIsGoodUntil) {
      this.scale = this.distinctKeys / this.keys.size;
      this.scaleIsGoodUntil = this.keys.isComplete ? 0 : this.requests * SCALE_STEP;
    }
    return this.scale;
  }

  private forget(slot: number): void {
    if (this.order) this.order.remove(slot);
    else this.stack!.remove(slot);
  }
}
