import { DistinctCounter } from './distinct-counter.js';
import { hashKey } from './hash.js';
import { ReferenceBuffer } from './reference-buffer.js';
import { bytesOf, type ReferenceTrace } from './reference-trace.js';
import { SmallestHashes } from './smallest-hashes.js';

export interface SampledTraceOptions {
  maxKeys: number;
  /** References kept at most; when they run out, fewer keys are sampled. */
  maxReferences: number;
  seed?: number;
}

/**
 * All references of a spatial sample of the keys in bounded memory, for policies that must be simulated
 * (Waldspurger et al., "Cache modeling and optimization using miniature simulations", ATC 2017).
 * When a key leaves the sample all its references do, as if it had never been in.
 */
export class SampledTrace {
  private requests = 0;
  private readonly seed: number;
  private readonly maxReferences: number;
  private readonly keys: SmallestHashes;
  private readonly distinct = new DistinctCounter();
  private readonly references = new ReferenceBuffer();

  constructor({ maxKeys, maxReferences, seed = 0 }: SampledTraceOptions) {
    this.seed = seed;
    this.maxReferences = maxReferences;
    this.keys = new SmallestHashes(maxKeys);
  }

  add(key: string, time: number, size = 1, ttl = 0): void {
    this.addHash(hashKey(key, this.seed), time, size, ttl);
  }

  /** The same for a key hashed already with `hashKey`. */
  addHash(hash: number, time: number, size = 1, ttl = 0): void {
    this.requests++;
    this.distinct.add(hash, size);
    if (hash >= this.keys.threshold) return;
    if (this.keys.find(hash) < 0) {
      if (this.keys.isFull) this.keys.dropLargest();
      if (hash >= this.keys.threshold) return;
      this.keys.add(hash);
    }
    if (this.references.length >= Math.min(this.references.room, this.maxReferences)) this.makeRoom();
    if (hash < this.keys.threshold) this.references.push(hash, time, size, ttl);
  }

  /** The references of the keys that are in the sample now. */
  trace(): ReferenceTrace {
    this.references.keepBelow(this.keys.threshold);
    const columns = this.references.columns();
    const trace = { ...columns, total: { requests: this.requests, keys: columns.keys, bytes: 0 } };
    if (this.keys.isComplete) trace.total.bytes = bytesOf(trace);
    else Object.assign(trace.total, { keys: this.distinct.keys(), bytes: this.distinct.totalSize() });
    return trace;
  }

  private makeRoom(): void {
    this.references.keepBelow(this.keys.threshold);
    if (this.references.length < this.maxReferences) return;
    while (this.references.length > this.maxReferences / 2 && this.keys.size > 0) {
      for (let left = Math.ceil(this.keys.size / 8); left > 0; left--) this.keys.dropLargest();
      this.references.keepBelow(this.keys.threshold);
    }
  }
}
