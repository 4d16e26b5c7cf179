import type { Policy } from './policy.js';

/** First in, first out: a ring of the cached keys. */
export class Fifo implements Policy {
  private readonly ring: Int32Array;
  private readonly cached: Uint8Array;
  private position = 0;

  constructor(keys: number, capacity: number) {
    this.ring = new Int32Array(capacity).fill(-1);
    this.cached = new Uint8Array(keys);
  }

  access(key: number): boolean {
    if (this.cached[key] === 1) return true;
    const victim = this.ring[this.position]!;
    if (victim >= 0) this.cached[victim] = 0;
    this.ring[this.position] = key;
    this.cached[key] = 1;
    this.position = (this.position + 1) % this.ring.length;
    return false;
  }
}
