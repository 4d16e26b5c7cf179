import { KeyList } from './policy.js';

/**
 * LRU bounded by the sum of its weights (bytes, or 1 for objects), with times to live as in a look-aside cache:
 * set when an object is filled, not renewed by a hit; what has expired leaves at once. Objects larger than the cache bypass it.
 */
export class WeightedLru {
  private readonly list: KeyList;
  /** Weight of a cached key, −1 for the others. */
  private readonly weights: Float64Array;
  private readonly expiries: Float64Array;
  private readonly heap: ExpiryHeap;
  /** Sum of the weights inside, and the most that it ever was. */
  used = 0;
  peak = 0;

  constructor(
    keys: number,
    private readonly capacity: number,
  ) {
    this.list = new KeyList(keys);
    this.weights = new Float64Array(keys).fill(-1);
    this.expiries = new Float64Array(keys);
    this.heap = new ExpiryHeap();
  }

  /** True on a hit. Seconds; a time to live of 0 is for ever. */
  access(key: number, time: number, weight: number, ttl: number): boolean {
    this.expire(time);
    const hit = this.weights[key]! >= 0;
    if (hit) this.evict(key);
    else this.expiries[key] = ttl > 0 ? time + ttl : Infinity;
    if (weight > this.capacity) return hit;
    while (this.used + weight > this.capacity) this.evict(this.list.tail);
    this.insert(key, weight);
    if (!hit && ttl > 0) this.heap.push(key, time + ttl);
    return hit;
  }

  /** Puts an object in, or another in its place, with a new time to live. */
  write(key: number, time: number, weight: number, ttl: number): void {
    this.remove(key);
    this.access(key, time, weight, ttl);
  }

  /** Takes an object out, if it is there. */
  remove(key: number): void {
    if (this.weights[key]! >= 0) this.evict(key);
  }

  /** Weight of the object, −1 when it is not there. */
  weightOf(key: number): number {
    return this.weights[key]!;
  }

  private insert(key: number, weight: number): void {
    this.list.pushHead(key);
    this.weights[key] = weight;
    this.used += weight;
    this.peak = Math.max(this.peak, this.used);
  }

  private evict(key: number): void {
    this.list.remove(key);
    this.used -= this.weights[key]!;
    this.weights[key] = -1;
  }

  private expire(time: number): void {
    for (; this.heap.soonest <= time; this.heap.pop()) {
      // the heap may still name a filling that was evicted since
      const { key } = this.heap;
      if (this.weights[key]! >= 0 && this.expiries[key]! <= time) this.evict(key);
    }
  }
}

/** Binary min-heap of expiries. */
class ExpiryHeap {
  private readonly keys: number[] = [];
  private readonly times: number[] = [];

  get soonest(): number {
    return this.times[0] ?? Infinity;
  }

  get key(): number {
    return this.keys[0]!;
  }

  push(key: number, time: number): void {
    let at = this.keys.length;
    for (; at > 0 && this.times[(at - 1) >> 1]! > time; at = (at - 1) >> 1) this.move((at - 1) >> 1, at);
    this.keys[at] = key;
    this.times[at] = time;
  }

  pop(): void {
    const key = this.keys.pop()!;
    const time = this.times.pop()!;
    const { length } = this.keys;
    if (length === 0) return;
    let at = 0;
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && this.times[child + 1]! < this.times[child]!) child++;
      if (this.times[child]! >= time) break;
      this.move(child, at);
      at = child;
    }
    this.keys[at] = key;
    this.times[at] = time;
  }

  private move(from: number, to: number): void {
    this.keys[to] = this.keys[from]!;
    this.times[to] = this.times[from]!;
  }
}
