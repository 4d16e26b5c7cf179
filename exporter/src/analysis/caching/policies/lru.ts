import { KeyList, type Policy } from './policy.js';

/** Least recently used. */
export class Lru implements Policy {
  private readonly list: KeyList;
  private readonly cached: Uint8Array;

  constructor(
    keys: number,
    private readonly capacity: number,
  ) {
    this.list = new KeyList(keys);
    this.cached = new Uint8Array(keys);
  }

  access(key: number): boolean {
    const hit = this.cached[key] === 1;
    if (hit) this.list.remove(key);
    else if (this.list.size === this.capacity) this.cached[this.list.popTail()] = 0;
    this.list.pushHead(key);
    this.cached[key] = 1;
    return hit;
  }

  /** Takes a key out, e.g. because its time to live ended. */
  evict(key: number): void {
    if (this.cached[key] === 0) return;
    this.list.remove(key);
    this.cached[key] = 0;
  }
}
