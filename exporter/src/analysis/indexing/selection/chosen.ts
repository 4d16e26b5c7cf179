import type { Instance } from './problem.js';

/** A set of indexes that grows and shrinks, with its value kept up to date: the saving of each query's best plan, less upkeep. */
export class ChosenSet {
  readonly has: Uint8Array;
  value = 0;
  size = 0;
  count = 0;
  /** Steps that all changes and questions so far took, a measure of time that is the same on every machine. */
  work = 0;
  /** For each plan, how many of its indexes are not chosen. */
  private readonly missing: Int32Array;
  private readonly bestSaving: Float64Array;

  constructor(readonly instance: Instance) {
    this.has = new Uint8Array(instance.items.length);
    this.bestSaving = new Float64Array(instance.queries);
    this.missing = Int32Array.from(
      instance.saving,
      (_, plan) => instance.planStart[plan + 1]! - instance.planStart[plan]!,
    );
  }

  members(): number[] {
    return [...this.has.keys()].filter((index) => this.has[index]);
  }

  /** Whether `index` may be added without exceeding the limits. */
  fits(index: number): boolean {
    const { limits, size } = this.instance;
    return this.count < limits.maximumIndexes && this.size + size[index]! <= limits.budgetBytes;
  }

  add(index: number): void {
    const { indexStart, indexPlans, planQuery, saving, size, upkeep } = this.instance;
    this.has[index] = 1;
    this.count++;
    this.size += size[index]!;
    this.value -= upkeep[index]!;
    for (let at = indexStart[index]!; at < indexStart[index + 1]!; at++) {
      const plan = indexPlans[at]!;
      const query = planQuery[plan]!;
      if (--this.missing[plan]! > 0 || saving[plan]! <= this.bestSaving[query]!) continue;
      this.value += saving[plan]! - this.bestSaving[query]!;
      this.bestSaving[query] = saving[plan]!;
    }
    this.work += indexStart[index + 1]! - indexStart[index]!;
  }

  remove(index: number): void {
    const { indexStart, indexPlans, planQuery, saving, size, upkeep } = this.instance;
    this.has[index] = 0;
    this.count--;
    this.size -= size[index]!;
    this.value += upkeep[index]!;
    for (let at = indexStart[index]!; at < indexStart[index + 1]!; at++) this.missing[indexPlans[at]!]!++;
    for (let at = indexStart[index]!; at < indexStart[index + 1]!; at++) {
      const plan = indexPlans[at]!;
      const query = planQuery[plan]!;
      // no other plan of the query saves this much, or it would do as well
      if (this.missing[plan] !== 1 || saving[plan]! < this.bestSaving[query]!) continue;
      const next = this.complete(query);
      this.value -= this.bestSaving[query]! - next;
      this.bestSaving[query] = next;
    }
    this.work += 2 * (indexStart[index + 1]! - indexStart[index]!);
    // sums of bytes and of costs must not drift
    if (this.count === 0) this.value = this.size = 0;
  }

  /** What adding `index` would change the value by. */
  gain(index: number): number {
    const { indexStart, indexPlans, planQuery, saving, upkeep } = this.instance;
    let gain = -upkeep[index]!;
    let query = -1;
    for (let at = indexStart[index]!; at < indexStart[index + 1]!; at++) {
      const plan = indexPlans[at]!;
      // plans ascend by query and fall in saving, so the first that counts is the best
      if (planQuery[plan] === query || this.missing[plan] !== 1) continue;
      query = planQuery[plan]!;
      if (saving[plan]! > this.bestSaving[query]!) gain += saving[plan]! - this.bestSaving[query]!;
    }
    this.work += indexStart[index + 1]! - indexStart[index]!;
    return gain;
  }

  /** What the query of `plan` would save more with it. */
  planGain(plan: number): number {
    return this.instance.saving[plan]! - this.bestSaving[this.instance.planQuery[plan]!]!;
  }

  missingOf(plan: number): number[] {
    const { planStart, planIndexes } = this.instance;
    if (this.missing[plan] === 0) return [];
    return [...planIndexes.subarray(planStart[plan], planStart[plan + 1])].filter((index) => !this.has[index]);
  }

  missingSize(plan: number): number {
    const { planStart, planIndexes, size } = this.instance;
    let sum = 0;
    for (let at = planStart[plan]!; at < planStart[plan + 1]!; at++) {
      if (!this.has[planIndexes[at]!]) sum += size[planIndexes[at]!]!;
    }
    return sum;
  }

  lacks(plan: number): number {
    return this.missing[plan]!;
  }

  /** Makes `members` the chosen ones. */
  become(members: readonly number[]): void {
    const wanted = new Set(members);
    this.work += this.has.length;
    for (const index of this.members()) if (!wanted.has(index)) this.remove(index);
    for (const index of members) if (!this.has[index]) this.add(index);
  }

  private complete(query: number): number {
    const { queryStart, saving } = this.instance;
    for (let plan = queryStart[query]!; plan < queryStart[query + 1]!; plan++) {
      this.work++;
      if (this.missing[plan] === 0) return saving[plan]!;
    }
    return 0;
  }
}
