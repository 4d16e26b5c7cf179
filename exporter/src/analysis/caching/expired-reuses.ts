import { DistinctCounter } from './distinct-counter.js';
import { hashKey } from './hash.js';
import { SmallestHashes } from './smallest-hashes.js';

/**
 * References that would miss a cache without limit only because the time to live of a look-aside fill has ended.
 * It keeps one number a key, so it affords a larger sample than stack distances do: 32,768 keys are below 1 MB.
 */
export class ExpiredReuses {
  /** Estimate of such references. */
  count = 0;
  private readonly seed: number;
  private readonly keys: SmallestHashes;
  private readonly expiries: Float64Array;
  private readonly distinct = new DistinctCounter();

  constructor({ maxKeys, seed = 0 }: { maxKeys: number; seed?: number }) {
    this.seed = seed;
    this.keys = new SmallestHashes(maxKeys);
    this.expiries = new Float64Array(maxKeys);
  }

  /** Seconds; a time to live of 0 is for ever. */
  add(key: string, time: number, ttl: number): void {
    const hash = hashKey(key, this.seed);
    this.distinct.add(hash);
    if (hash >= this.keys.threshold) return;
    let slot = this.keys.find(hash);
    const isNew = slot < 0;
    if (isNew) {
      if (this.keys.isFull) this.keys.dropLargest();
      if (hash >= this.keys.threshold) return;
      slot = this.keys.add(hash);
    } else if (time < this.expiries[slot]!) return;
    if (!isNew) this.count += this.keys.isComplete ? 1 : this.distinct.keys() / this.keys.size;
    this.expiries[slot] = ttl > 0 ? time + ttl : Infinity;
  }
}
