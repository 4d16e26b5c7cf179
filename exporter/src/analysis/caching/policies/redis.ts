import { mix } from '../hash.js';
import type { Policy } from './policy.js';

const SAMPLES = 5;
const POOL_SIZE = 16;
const LFU_INITIAL = 5;
const LFU_LOG_FACTOR = 10;
const LFU_DECAY_SECONDS = 60;

/** Keys of the cache in an array, so that one can be drawn at random, with the eviction pool of Redis 4 and later. */
abstract class SampledEviction implements Policy {
  private readonly resident: Int32Array;
  private readonly position: Int32Array;
  /** Candidates with the idleness that they had when they were drawn, ascending; as in Redis it is not kept up to date. */
  private readonly pool: { key: number; idleness: number }[] = [];
  private size = 0;
  private state: number;

  constructor(
    keys: number,
    private readonly capacity: number,
    seed: number,
  ) {
    this.resident = new Int32Array(capacity);
    this.position = new Int32Array(keys).fill(-1);
    this.state = mix(seed + 1);
  }

  access(key: number, time: number): boolean {
    const hit = this.position[key]! >= 0;
    if (!hit) {
      if (this.size === this.capacity) this.evict(time);
      this.position[key] = this.size;
      this.resident[this.size++] = key;
    }
    this.onAccess(key, time, hit);
    return hit;
  }

  protected abstract onAccess(key: number, time: number, hit: boolean): void;
  /** The higher, the sooner the key goes. */
  protected abstract idleness(key: number, time: number): number;

  /** Uniform in [0, 1): xorshift32, the same for the same seed. */
  protected random(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) / 4_294_967_296;
  }

  private evict(time: number): void {
    for (;;) {
      for (let i = 0; i < SAMPLES; i++) {
        const key = this.resident[Math.floor(this.random() * this.size)]!;
        this.offer(key, this.idleness(key, time));
      }
      while (this.pool.length > 0) {
        const { key } = this.pool.pop()!;
        if (this.position[key]! < 0) continue;
        this.remove(key);
        return;
      }
    }
  }

  private offer(key: number, idleness: number): void {
    let at = this.pool.length;
    while (at > 0 && this.pool[at - 1]!.idleness >= idleness) at--;
    if (this.pool.length === POOL_SIZE) {
      if (at === 0) return;
      this.pool.shift();
      at--;
    }
    this.pool.splice(at, 0, { key, idleness });
  }

  private remove(key: number): void {
    const at = this.position[key]!;
    const moved = this.resident[--this.size]!;
    this.resident[at] = moved;
    this.position[moved] = at;
    this.position[key] = -1;
  }
}

/** allkeys-lru of Redis: the longest idle of five random keys and the pool (redis/src/evict.c). */
export class RedisLru extends SampledEviction {
  private readonly last: Float64Array;
  private clock = 0;

  constructor(keys: number, capacity: number, seed = 0) {
    super(keys, capacity, seed);
    this.last = new Float64Array(keys);
  }

  protected onAccess(key: number): void {
    this.last[key] = ++this.clock;
  }

  protected idleness(key: number): number {
    return this.clock - this.last[key]!;
  }
}

/** allkeys-lfu of Redis: an 8-bit logarithmic counter that loses one each minute without access (redis/src/evict.c). */
export class RedisLfu extends SampledEviction {
  private readonly counter: Uint8Array;
  private readonly touched: Float64Array;

  constructor(keys: number, capacity: number, seed = 0) {
    super(keys, capacity, seed);
    this.counter = new Uint8Array(keys);
    this.touched = new Float64Array(keys);
  }

  protected onAccess(key: number, time: number, hit: boolean): void {
    let counter = hit ? this.decayed(key, time) : LFU_INITIAL;
    if (hit && counter < 255) {
      const base = Math.max(0, counter - LFU_INITIAL);
      if (this.random() < 1 / (base * LFU_LOG_FACTOR + 1)) counter++;
    }
    this.counter[key] = counter;
    this.touched[key] = time;
  }

  protected idleness(key: number, time: number): number {
    return 255 - this.decayed(key, time);
  }

  private decayed(key: number, time: number): number {
    // Redis compares whole minutes of the clock, so a key touched at :59 has lost one at :01
    const periods = Math.floor(time / LFU_DECAY_SECONDS) - Math.floor(this.touched[key]! / LFU_DECAY_SECONDS);
    return periods > 0 ? Math.max(0, this.counter[key]! - periods) : this.counter[key]!;
  }
}
