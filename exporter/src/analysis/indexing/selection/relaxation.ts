import type { Instance } from './problem.js';

/** What a branch of the search has decided about an index. */
export const OPEN = 2;
export const OUT = 0;
export const IN = 1;

/** Steps without a better bound after which steps become shorter. */
const PATIENCE = 20;
const FIRST_LENGTH = 0.2;
const LEAST_LENGTH = 1e-4;
const SMOOTHING = 0.03;

/**
 * Lagrangian relaxation of index selection. Each query pays each index that its plan uses a price, and the limits have prices too. With
 * prices fixed, queries and indexes choose apart from each other, and what they reach together is an upper bound on the value of every
 * selection. Steps along mean slopes (the volume algorithm: Barahona & Anbil, Mathematical Programming 87, 2000) make the bound small.
 */
export class Relaxation {
  bound = Infinity;
  /** What each index brings beyond its own cost at the best prices. */
  readonly profit: Float64Array;
  /** How often each index was worth its cost in the last steps, from 0 to 1. */
  readonly share: Float64Array;
  work = 0;
  private readonly pairIndex: Int32Array;
  /** Pairs of query and index, parallel to `planIndexes`. */
  private readonly planPairs: Int32Array;
  private readonly bytesScale: number;
  private readonly countScale: number;
  private readonly currentProfit: Float64Array;
  private readonly chosenPlan: Int32Array;
  /** The price of each pair, or Infinity where the index is out. */
  private readonly paid: Float64Array;
  private readonly slope: Float64Array;
  private readonly mean: Float64Array;
  private prices: Prices;
  private best: Prices;

  constructor(readonly instance: Instance) {
    const { items, limits, planIndexes, planQuery, planStart } = instance;
    const pairs = new Map<number, number>();
    this.planPairs = new Int32Array(planIndexes.length);
    for (let plan = 0; plan < instance.plans; plan++) {
      for (let at = planStart[plan]!; at < planStart[plan + 1]!; at++) {
        const pair = planQuery[plan]! * items.length + planIndexes[at]!;
        if (!pairs.has(pair)) pairs.set(pair, pairs.size);
        this.planPairs[at] = pairs.get(pair)!;
      }
    }
    this.pairIndex = Int32Array.from(pairs.keys(), (pair) => pair % items.length);
    this.bytesScale = isFinite(limits.budgetBytes) && limits.budgetBytes > 0 ? 1 / limits.budgetBytes : 0;
    this.countScale = isFinite(limits.maximumIndexes) && limits.maximumIndexes > 0 ? 1 / limits.maximumIndexes : 0;
    this.profit = new Float64Array(items.length);
    this.share = new Float64Array(items.length);
    this.currentProfit = new Float64Array(items.length);
    this.chosenPlan = new Int32Array(instance.queries);
    this.paid = new Float64Array(pairs.size);
    this.slope = new Float64Array(pairs.size + 2);
    this.mean = new Float64Array(pairs.size + 2);
    this.prices = new Float64Array(pairs.size + 2);
    this.best = this.prices.slice();
  }

  /** The best prices of the last tightening, to start from again. */
  save(): Prices {
    return this.best.slice();
  }

  /**
   * Takes at most `steps` steps from `from` for the decisions in `fixed` and keeps the smallest bound; ends as soon as it is no more
   * than `target`.
   */
  tighten(from: Prices, fixed: Uint8Array, target: number, steps: number): void {
    this.best = from;
    this.prices = from.slice();
    this.bound = this.evaluate(fixed);
    this.profit.set(this.currentProfit);
    this.measureSlope(fixed, 1);
    let length = FIRST_LENGTH;
    let since = 0;
    for (let step = 0; step < steps && this.bound > target && length > LEAST_LENGTH; step++) {
      if (!this.move(length * (this.bound - target))) return;
      const value = this.evaluate(fixed);
      const agreement = this.measureSlope(fixed, SMOOTHING);
      if (value < this.bound - 1e-12 * Math.abs(this.bound)) {
        this.bound = value;
        this.profit.set(this.currentProfit);
        this.best = this.prices.slice();
        if (agreement > 0) length = Math.min(2, length * 1.1);
        since = 0;
      } else if (++since >= PATIENCE) {
        since = 0;
        length *= 0.66;
      }
    }
  }

  private evaluate(fixed: Uint8Array): number {
    const { instance, prices, paid, pairIndex, planPairs, currentProfit } = this;
    const bytesPrice = prices[prices.length - 2]!;
    const countPrice = prices[prices.length - 1]!;
    const { size, upkeep, queryStart, planStart, saving } = instance;
    for (let index = 0; index < size.length; index++) {
      currentProfit[index] =
        -upkeep[index]! - bytesPrice * size[index]! * this.bytesScale - countPrice * this.countScale;
    }
    for (let pair = 0; pair < pairIndex.length; pair++) {
      const index = pairIndex[pair]!;
      currentProfit[index]! += prices[pair]!;
      paid[pair] = fixed[index] === OUT ? Infinity : prices[pair]!;
    }
    let bound = (this.bytesScale ? bytesPrice : 0) + (this.countScale ? countPrice : 0);
    for (let index = 0; index < size.length; index++) {
      const profit = currentProfit[index]!;
      if (fixed[index] === IN || (fixed[index] === OPEN && profit > 0)) bound += profit;
      this.share[index]! += SMOOTHING * ((profit > 0 ? 1 : 0) - this.share[index]!);
    }
    for (let query = 0; query < instance.queries; query++) {
      let most = 0;
      this.chosenPlan[query] = -1;
      for (let plan = queryStart[query]!; plan < queryStart[query + 1]! && saving[plan]! > most; plan++) {
        let value = saving[plan]!;
        // prices are not negative, so a plan that is no better already stays so
        for (let at = planStart[plan]!; at < planStart[plan + 1]! && value > most; at++) value -= paid[planPairs[at]!]!;
        if (value > most) {
          most = value;
          this.chosenPlan[query] = plan;
        }
      }
      bound += most;
    }
    this.work += size.length + 2 * pairIndex.length + planPairs.length;
    return bound;
  }

  /** Takes the slope at the prices into the running mean with `weight`; tells how far they agree. */
  private measureSlope(fixed: Uint8Array, weight: number): number {
    const { instance, slope, mean } = this;
    const { size, planStart } = instance;
    slope.fill(0);
    const bytesAt = slope.length - 2;
    const countAt = slope.length - 1;
    slope[bytesAt] = this.bytesScale ? 1 : 0;
    slope[countAt] = this.countScale ? 1 : 0;
    const taken = (index: number) => fixed[index] === IN || (fixed[index] === OPEN && this.currentProfit[index]! > 0);
    for (let index = 0; index < size.length; index++) {
      if (!taken(index)) continue;
      slope[bytesAt]! -= size[index]! * this.bytesScale;
      slope[countAt]! -= this.countScale;
    }
    for (let pair = 0; pair < this.pairIndex.length; pair++) if (taken(this.pairIndex[pair]!)) slope[pair] = 1;
    for (const plan of this.chosenPlan) {
      if (plan < 0) continue;
      for (let at = planStart[plan]!; at < planStart[plan + 1]!; at++) slope[this.planPairs[at]!]!--;
    }
    let agreement = 0;
    for (let at = 0; at < slope.length; at++) {
      agreement += slope[at]! * mean[at]!;
      mean[at]! += weight * (slope[at]! - mean[at]!);
    }
    return agreement;
  }

  /** Moves from the best prices against the mean slope, as far as would lower the bound by `fall`; false where there is no slope. */
  private move(fall: number): boolean {
    const { mean, prices, best } = this;
    let norm = 0;
    // a price of zero cannot fall
    for (let at = 0; at < mean.length; at++) if (best[at]! > 0 || mean[at]! < 0) norm += mean[at]! * mean[at]!;
    if (norm < 1e-18) return false;
    const factor = fall / norm;
    for (let at = 0; at < mean.length; at++) prices[at] = Math.max(0, best[at]! - factor * mean[at]!);
    return true;
  }
}

/** What queries pay for indexes, and at the end what the whole budget and the whole number of indexes cost. */
export type Prices = Float64Array;
