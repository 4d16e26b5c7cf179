const INDEX_BITS = 17;
const REGISTERS = 1 << INDEX_BITS;
const HASHES = 2 ** 32;

/**
 * Number of distinct keys, and the sum of their sizes, from 32-bit hashes in 128 kB: registers of HyperLogLog counted as they change.
 * Each change adds the inverse of the probability that a new key makes one; unbiased, standard error below 0.25 % of the keys.
 * Method: Cohen, "All-distances sketches, revisited: HIP estimators for massive graphs analysis", PODS 2014.
 */
export class DistinctCounter {
  private readonly registers = new Uint8Array(REGISTERS);
  /** Sum of 2^−register; a share of the registers is the probability that a new key changes one. */
  private open = REGISTERS;
  private changes = 0;
  private weight = 0;

  add(hash: number, size = 1): void {
    const index = hash & (REGISTERS - 1);
    const rank = Math.clz32(hash | (REGISTERS - 1)) + 1;
    const before = this.registers[index]!;
    if (rank <= before) return;
    const represents = REGISTERS / this.open;
    this.changes += represents;
    this.weight += represents * size;
    this.open += 2 ** -rank - 2 ** -before;
    this.registers[index] = rank;
  }

  /** Distinct keys; keys that share a hash with another are added back. */
  keys(): number {
    return -HASHES * Math.log1p(-Math.min(this.changes, 0.99 * HASHES) / HASHES);
  }

  /** Sum over the distinct keys of the size at their first sight. */
  totalSize(): number {
    return this.changes === 0 ? 0 : (this.weight / this.changes) * this.keys();
  }
}
