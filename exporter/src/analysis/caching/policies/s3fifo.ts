import type { Policy } from './policy.js';

const SMALL_SHARE = 0.1;
const MOVE_FREQUENCY = 2;
const MAXIMUM_FREQUENCY = 3;
const enum Where {
  Nowhere,
  Small,
  Main,
}

/**
 * S3-FIFO: a small queue (10 %) that filters one-hit wonders, a main queue with reinsertion, a ghost queue of keys as long as main.
 * Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023.
 */
export class S3Fifo implements Policy {
  private readonly smallCapacity: number;
  private readonly mainCapacity: number;
  private readonly small: Queue;
  private readonly main: Queue;
  private readonly where: Uint8Array;
  private readonly frequency: Uint8Array;
  /** Number of the insertion into the ghost queue, 0 when the key never was: the queue is the last `mainCapacity` numbers. */
  private readonly ghostStamp: Float64Array;
  private stamp = 0;

  constructor(keys: number, capacity: number) {
    this.smallCapacity = Math.max(1, Math.floor(capacity * SMALL_SHARE));
    this.mainCapacity = Math.max(0, capacity - this.smallCapacity);
    this.small = new Queue(capacity + 1);
    this.main = new Queue(capacity + 1);
    this.where = new Uint8Array(keys);
    this.frequency = new Uint8Array(keys);
    this.ghostStamp = new Float64Array(keys);
  }

  access(key: number): boolean {
    if (this.where[key] !== Where.Nowhere) {
      if (this.frequency[key]! < MAXIMUM_FREQUENCY) this.frequency[key]!++;
      return true;
    }
    const remembered = this.ghostStamp[key]! > this.stamp - this.mainCapacity && this.ghostStamp[key]! > 0;
    if (remembered) this.ghostStamp[key] = 0;
    while (this.small.length + this.main.length >= this.smallCapacity + this.mainCapacity) this.evict();
    this.frequency[key] = 0;
    if (remembered) {
      this.where[key] = Where.Main;
      this.main.push(key);
    } else {
      this.where[key] = Where.Small;
      this.small.push(key);
    }
    return false;
  }

  private evict(): void {
    if (this.small.length >= this.smallCapacity || this.main.length === 0) this.evictSmall();
    else this.evictMain();
  }

  private evictSmall(): void {
    while (this.small.length > 0) {
      const key = this.small.shift();
      if (this.frequency[key]! >= MOVE_FREQUENCY) {
        this.frequency[key] = 0;
        this.where[key] = Where.Main;
        this.main.push(key);
        if (this.main.length > this.mainCapacity) this.evictMain();
      } else {
        this.where[key] = Where.Nowhere;
        this.ghostStamp[key] = ++this.stamp;
        return;
      }
    }
  }

  private evictMain(): void {
    for (;;) {
      const key = this.main.shift();
      if (this.frequency[key]! === 0) {
        this.where[key] = Where.Nowhere;
        return;
      }
      this.frequency[key]!--;
      this.main.push(key);
    }
  }
}

/** Ring buffer of keys. */
class Queue {
  private readonly ring: Int32Array;
  private first = 0;
  length = 0;

  constructor(capacity: number) {
    this.ring = new Int32Array(capacity);
  }

  push(key: number): void {
    this.ring[(this.first + this.length++) % this.ring.length] = key;
  }

  shift(): number {
    const key = this.ring[this.first]!;
    this.first = (this.first + 1) % this.ring.length;
    this.length--;
    return key;
  }
}
