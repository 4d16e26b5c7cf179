const EVERY_HASH = 2 ** 32;

/**
 * The keys with the smallest hashes, at most `capacity` of them, each in a slot 0 … capacity−1.
 * A max-heap finds the next to go, an open-addressing table finds a key; typed arrays only.
 */
export class SmallestHashes {
  size = 0;
  /** Hashes at or above it are not sampled. It only falls, so a key that is sampled now was sampled from its first reference. */
  threshold = EVERY_HASH;
  private readonly hashes: Uint32Array;
  private readonly heap: Int32Array;
  /** Slot + 1, or 0 where free. */
  private readonly table: Int32Array;
  private readonly mask: number;

  constructor(private readonly capacity: number) {
    this.hashes = new Uint32Array(capacity);
    // beyond `size` the heap keeps the free slots
    this.heap = new Int32Array(capacity);
    for (let slot = 0; slot < capacity; slot++) this.heap[slot] = slot;
    const length = 2 ** Math.ceil(Math.log2(2 * capacity + 2));
    this.table = new Int32Array(length);
    this.mask = length - 1;
  }

  get isFull(): boolean {
    return this.size === this.capacity;
  }

  /** Whether every key so far is here. */
  get isComplete(): boolean {
    return this.threshold === EVERY_HASH;
  }

  /** Slot of the hash, or −1. */
  find(hash: number): number {
    for (let at = hash & this.mask; ; at = (at + 1) & this.mask) {
      const slot = this.table[at]! - 1;
      if (slot < 0 || this.hashes[slot] === hash) return slot;
    }
  }

  /** Slot of a hash that is not here yet; there must be room. */
  add(hash: number): number {
    let at = this.size++;
    const slot = this.heap[at]!;
    this.hashes[slot] = hash;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = this.heap[(at - 1) >> 1]!;
      if (this.hashes[parent]! >= hash) break;
      this.heap[at] = parent;
    }
    this.heap[at] = slot;
    let entry = hash & this.mask;
    while (this.table[entry] !== 0) entry = (entry + 1) & this.mask;
    this.table[entry] = slot + 1;
    return slot;
  }

  /** Lets go of the largest hash and lowers the threshold to it. Returns the slot that is free now. */
  dropLargest(): number {
    const slot = this.heap[0]!;
    const moved = this.heap[--this.size]!;
    this.sink(moved);
    this.heap[this.size] = slot;
    this.threshold = this.hashes[slot]!;
    this.forget(this.threshold);
    return slot;
  }

  private sink(slot: number): void {
    const { hashes, heap, size } = this;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && hashes[heap[child + 1]!]! > hashes[heap[child]!]!) child++;
      if (hashes[slot]! >= hashes[heap[child]!]!) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = slot;
  }

  /** Takes a hash out of the table and closes the gap, so that no search stops early (Knuth, volume 3, algorithm 6.4R). */
  private forget(hash: number): void {
    const { table, hashes, mask } = this;
    let gap = hash & mask;
    while (hashes[table[gap]! - 1] !== hash) gap = (gap + 1) & mask;
    for (let at = (gap + 1) & mask; table[at] !== 0; at = (at + 1) & mask) {
      const home = hashes[table[at]! - 1]! & mask;
      if (((at - home) & mask) < ((at - gap) & mask)) continue;
      table[gap] = table[at]!;
      gap = at;
    }
    table[gap] = 0;
  }
}
