import type { ChosenSet } from './chosen.js';
import type { Instance } from './problem.js';

/** What a greedy step looks for most: the gain, or the gain per byte. */
export type Measure = 'benefit' | 'ratio';

/** Sets of several indexes are tried exactly only when they are among the most promising. */
const SETS_TRIED = 16;
const EPSILON = 1e-9;

/**
 * Adds what gains most by `measure` until nothing that fits gains: single indexes, and with `sets` also all that one plan lacks.
 * By ratio over single indexes this is the objective of Extend (Schlosser, Kossmann & Boissier, ICDE 2019).
 */
export function fillGreedily(chosen: ChosenSet, measure: Measure, sets: boolean): void {
  const { instance } = chosen;
  const gains = Float64Array.from(instance.items.keys(), (index) => (chosen.has[index] ? 0 : chosen.gain(index)));
  for (;;) {
    let best: number[] = [];
    let bestScore = 0;
    const consider = (added: number[], gain: number) => {
      const score = measure === 'ratio' ? gain / Math.max(1, sizeOf(instance, added)) : gain;
      if (gain > EPSILON && score > bestScore) [best, bestScore] = [added, score];
    };
    for (let index = 0; index < gains.length; index++) {
      if (gains[index]! > EPSILON && !chosen.has[index] && chosen.fits(index)) consider([index], gains[index]!);
    }
    chosen.work += gains.length;
    if (sets) for (const added of promisingSets(chosen, measure)) consider(added, gainOf(chosen, added));
    if (best.length === 0) return;
    for (const index of best) chosen.add(index);
    for (const index of neighbours(instance, best)) if (!chosen.has[index]) gains[index] = chosen.gain(index);
  }
}

/** Indexes that share a query with one of `indexes`: only their gains change with these. */
function neighbours(instance: Instance, indexes: readonly number[]): Set<number> {
  const { indexStart, indexPlans, planQuery, queryStart, planStart, planIndexes } = instance;
  const queries = new Set<number>();
  for (const index of indexes) {
    for (let at = indexStart[index]!; at < indexStart[index + 1]!; at++) queries.add(planQuery[indexPlans[at]!]!);
  }
  const found = new Set<number>();
  for (const query of queries) {
    const end = planStart[queryStart[query + 1]!]!;
    for (let at = planStart[queryStart[query]!]!; at < end; at++) found.add(planIndexes[at]!);
  }
  return found;
}

/** Takes out, cheapest first, what gains nothing any more. */
export function prune(chosen: ChosenSet): void {
  for (;;) {
    let weakest = -1;
    let most = chosen.value - EPSILON;
    for (const index of chosen.members()) {
      const value = valueWithout(chosen, index);
      if (value >= most) [weakest, most] = [index, value];
    }
    if (weakest < 0) return;
    chosen.remove(weakest);
  }
}

function valueWithout(chosen: ChosenSet, index: number): number {
  chosen.remove(index);
  const value = chosen.value;
  chosen.add(index);
  return value;
}

/** What plans lack, two indexes or more, that fits: the most promising by their own query alone. */
function promisingSets(chosen: ChosenSet, measure: Measure): number[][] {
  const { instance } = chosen;
  const found: { plan: number; score: number }[] = [];
  for (let plan = 0; plan < instance.plans; plan++) {
    const gain = chosen.lacks(plan) < 2 ? 0 : chosen.planGain(plan);
    if (gain <= 0) continue;
    const size = chosen.missingSize(plan);
    const score = gain / (measure === 'ratio' ? Math.max(1, size) : 1);
    if (found.length === SETS_TRIED && score <= found[SETS_TRIED - 1]!.score) continue;
    const { budgetBytes, maximumIndexes } = instance.limits;
    if (chosen.size + size > budgetBytes || chosen.count + chosen.lacks(plan) > maximumIndexes) continue;
    if (found.length === SETS_TRIED) found.pop();
    found.push({ plan, score });
    found.sort((a, b) => b.score - a.score);
  }
  chosen.work += 2 * instance.plans;
  return found.map(({ plan }) => chosen.missingOf(plan));
}

function gainOf(chosen: ChosenSet, added: readonly number[]): number {
  const before = chosen.value;
  for (const index of added) chosen.add(index);
  const gain = chosen.value - before;
  for (const index of added) chosen.remove(index);
  return gain;
}

function sizeOf({ size }: Instance, indexes: readonly number[]): number {
  return indexes.reduce((sum, index) => sum + size[index]!, 0);
}
