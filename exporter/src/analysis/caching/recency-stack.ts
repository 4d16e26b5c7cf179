/**
 * LRU stack over keys 0 … capacity−1 that answers how much weight was touched since a key's last touch.
 * A Fenwick tree over touch slots; slots are renumbered when they run out, so a touch costs O(log capacity).
 * Method: Mattson et al., "Evaluation techniques for storage hierarchies", IBM Systems Journal 9(2), 1970.
 */
export class RecencyStack {
  private readonly slots: number;
  private readonly tree: Float64Array;
  private readonly keyAt: Int32Array;
  private readonly slotOf: Int32Array;
  private readonly weightOf: Float64Array;
  private next = 0;
  private total = 0;

  constructor(capacity: number) {
    this.slots = Math.max(64, 4 * capacity);
    this.tree = new Float64Array(this.slots + 1);
    this.keyAt = new Int32Array(this.slots).fill(-1);
    this.slotOf = new Int32Array(capacity).fill(-1);
    this.weightOf = new Float64Array(capacity);
  }

  /** Makes the key the most recent. Returns the stack distance including the key itself, or 0 when it was not there. */
  touch(key: number, weight = 1): number {
    const slot = this.slotOf[key]!;
    let distance = 0;
    if (slot >= 0) {
      distance = this.total - this.sumBefore(slot);
      this.drop(key, slot);
    }
    if (this.next === this.slots) this.renumber();
    this.slotOf[key] = this.next;
    this.weightOf[key] = weight;
    this.keyAt[this.next] = key;
    this.add(this.next, weight);
    this.total += weight;
    this.next++;
    return distance;
  }

  /** Takes the key out, as if it had never been touched. */
  remove(key: number): void {
    const slot = this.slotOf[key]!;
    if (slot >= 0) this.drop(key, slot);
  }

  private drop(key: number, slot: number): void {
    const weight = this.weightOf[key]!;
    this.add(slot, -weight);
    this.total -= weight;
    this.keyAt[slot] = -1;
    this.slotOf[key] = -1;
  }

  private add(slot: number, weight: number): void {
    const { tree, slots } = this;
    for (let i = slot + 1; i <= slots; i += i & -i) tree[i]! += weight;
  }

  private sumBefore(slot: number): number {
    const { tree } = this;
    let sum = 0;
    for (let i = slot; i > 0; i -= i & -i) sum += tree[i]!;
    return sum;
  }

  private renumber(): void {
    const { tree, keyAt, slotOf, weightOf, slots } = this;
    tree.fill(0);
    let used = 0;
    for (let slot = 0; slot < this.next; slot++) {
      const key = keyAt[slot]!;
      if (key < 0) continue;
      keyAt[used] = key;
      slotOf[key] = used;
      tree[used + 1] = weightOf[key]!;
      used++;
    }
    keyAt.fill(-1, used);
    for (let i = 1; i <= slots; i++) {
      const parent = i + (i & -i);
      if (parent <= slots) tree[parent]! += tree[i]!;
    }
    this.next = used;
  }
}
