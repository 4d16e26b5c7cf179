/** A replacement policy over keys 0 … keys−1 with room for `capacity` objects. Every miss is filled. */
export interface Policy {
  /** True on a hit. `time` in seconds matters to policies that age. */
  access(key: number, time: number): boolean;
}

export type PolicyName = 'lru' | 'fifo' | 'lfu' | 's3fifo' | 'sieve' | 'redis-lru' | 'redis-lfu';

/** Doubly linked list over keys 0 … keys−1 in typed arrays; head is the newest end. */
export class KeyList {
  readonly newer: Int32Array;
  readonly older: Int32Array;
  head = -1;
  tail = -1;
  size = 0;

  constructor(keys: number) {
    this.newer = new Int32Array(keys).fill(-1);
    this.older = new Int32Array(keys).fill(-1);
  }

  pushHead(key: number): void {
    this.older[key] = this.head;
    this.newer[key] = -1;
    if (this.head >= 0) this.newer[this.head] = key;
    else this.tail = key;
    this.head = key;
    this.size++;
  }

  remove(key: number): void {
    const newer = this.newer[key]!;
    const older = this.older[key]!;
    if (newer >= 0) this.older[newer] = older;
    else this.head = older;
    if (older >= 0) this.newer[older] = newer;
    else this.tail = newer;
    this.size--;
  }

  popTail(): number {
    const key = this.tail;
    this.remove(key);
    return key;
  }
}
