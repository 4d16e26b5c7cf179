const WORD_BITS = 32;

/**
 * LRU stack over keys 0 … capacity−1 that answers how many keys were touched since a key's last touch: `RecencyStack` for keys of
 * equal weight. Touch slots are bits, and a Fenwick tree counts them by words, so that it stays in the first cache of the processor.
 * Method: Mattson et al., "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2), 1970.
 */
export class RecencyOrder {
  private readonly slots: number;
  private readonly words: number;
  private readonly bits: Int32Array;
  private readonly tree: Int32Array;
  private readonly keyAt: Int32Array;
  private readonly slotOf: Int32Array;
  private next = 0;
  private total = 0;

  constructor(capacity: number) {
    this.words = Math.max(2, Math.ceil((4 * capacity) / WORD_BITS));
    this.slots = this.words * WORD_BITS;
    this.bits = new Int32Array(this.words);
    this.tree = new Int32Array(this.words + 1);
    this.keyAt = new Int32Array(this.slots);
    this.slotOf = new Int32Array(capacity).fill(-1);
  }

  /** Makes the key the most recent. Returns the stack distance including the key itself, or 0 when it was not there. */
  touch(key: number): number {
    const slot = this.slotOf[key]!;
    let distance = 0;
    if (slot >= 0) {
      distance = this.total - this.countBefore(slot);
      this.drop(key, slot);
    }
    if (this.next === this.slots) this.renumber();
    const at = this.next++;
    this.slotOf[key] = at;
    this.keyAt[at] = key;
    this.bits[at >> 5]! |= 1 << (at & 31);
    this.add(at >> 5, 1);
    this.total++;
    return distance;
  }

  /** Takes the key out, as if it had never been touched. */
  remove(key: number): void {
    const slot = this.slotOf[key]!;
    if (slot >= 0) this.drop(key, slot);
  }

  private drop(key: number, slot: number): void {
    this.bits[slot >> 5]! &= ~(1 << (slot & 31));
    this.add(slot >> 5, -1);
    this.total--;
    this.slotOf[key] = -1;
  }

  private add(word: number, count: number): void {
    const { tree, words } = this;
    for (let at = word + 1; at <= words; at += at & -at) tree[at]! += count;
  }

  private countBefore(slot: number): number {
    const { tree } = this;
    let count = bitCount(this.bits[slot >> 5]! & ((1 << (slot & 31)) - 1));
    for (let at = slot >> 5; at > 0; at &= at - 1) count += tree[at]!;
    return count;
  }

  private renumber(): void {
    const { bits, tree, keyAt, slotOf, words } = this;
    let used = 0;
    for (let slot = 0; slot < this.next; slot++) {
      if ((bits[slot >> 5]! & (1 << (slot & 31))) === 0) continue;
      const key = keyAt[slot]!;
      keyAt[used] = key;
      slotOf[key] = used++;
    }
    bits.fill(0).fill(-1, 0, used >> 5);
    if ((used & 31) > 0) bits[used >> 5] = (1 << (used & 31)) - 1;
    for (let word = 0; word < words; word++) tree[word + 1] = bitCount(bits[word]!);
    for (let at = 1; at <= words; at++) {
      const parent = at + (at & -at);
      if (parent <= words) tree[parent]! += tree[at]!;
    }
    this.next = used;
  }
}

/** Number of ones (Warren, "Hacker's delight", figure 5-2). */
function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
