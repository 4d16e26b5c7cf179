import { KeyList, type Policy } from './policy.js';

/**
 * SIEVE: one queue, a visited bit, and a hand that moves from old to new and spares visited keys once.
 * Zhang et al., "SIEVE is simpler than LRU", NSDI 2024.
 */
export class Sieve implements Policy {
  private readonly list: KeyList;
  private readonly cached: Uint8Array;
  private readonly visited: Uint8Array;
  private hand = -1;

  constructor(
    keys: number,
    private readonly capacity: number,
  ) {
    this.list = new KeyList(keys);
    this.cached = new Uint8Array(keys);
    this.visited = new Uint8Array(keys);
  }

  access(key: number): boolean {
    if (this.cached[key] === 1) {
      this.visited[key] = 1;
      return true;
    }
    if (this.list.size === this.capacity) this.evict();
    this.list.pushHead(key);
    this.cached[key] = 1;
    this.visited[key] = 0;
    return false;
  }

  private evict(): void {
    let candidate = this.hand >= 0 ? this.hand : this.list.tail;
    while (this.visited[candidate] === 1) {
      this.visited[candidate] = 0;
      candidate = this.list.newer[candidate]! >= 0 ? this.list.newer[candidate]! : this.list.tail;
    }
    this.hand = this.list.newer[candidate]!;
    this.list.remove(candidate);
    this.cached[candidate] = 0;
  }
}
