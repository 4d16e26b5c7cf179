import type { Policy } from './policy.js';

/**
 * Least frequently used with counts kept only while a key is cached; the least recently used goes first among equals.
 * A binary heap ordered by (count, last access).
 */
export class Lfu implements Policy {
  private readonly heap: Int32Array;
  private readonly position: Int32Array;
  private readonly count: Int32Array;
  private readonly last: Float64Array;
  private size = 0;
  private clock = 0;

  constructor(
    keys: number,
    private readonly capacity: number,
  ) {
    this.heap = new Int32Array(capacity);
    this.position = new Int32Array(keys).fill(-1);
    this.count = new Int32Array(keys);
    this.last = new Float64Array(keys);
  }

  access(key: number): boolean {
    this.last[key] = this.clock++;
    const at = this.position[key]!;
    if (at >= 0) {
      this.count[key]!++;
      this.sink(at);
      return true;
    }
    this.count[key] = 1;
    if (this.size === this.capacity) {
      this.position[this.heap[0]!] = -1;
      this.place(key, 0);
      this.sink(0);
    } else {
      this.place(key, this.size++);
      this.rise(this.size - 1);
    }
    return false;
  }

  private before(a: number, b: number): boolean {
    return this.count[a]! < this.count[b]! || (this.count[a] === this.count[b] && this.last[a]! < this.last[b]!);
  }

  private place(key: number, at: number): void {
    this.heap[at] = key;
    this.position[key] = at;
  }

  private rise(start: number): void {
    const key = this.heap[start]!;
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(key, this.heap[parent]!)) break;
      this.place(this.heap[parent]!, at);
      at = parent;
    }
    this.place(key, at);
  }

  private sink(start: number): void {
    const key = this.heap[start]!;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.before(this.heap[child + 1]!, this.heap[child]!)) child++;
      if (!this.before(this.heap[child]!, key)) break;
      this.place(this.heap[child]!, at);
      at = child;
    }
    this.place(key, at);
  }
}
