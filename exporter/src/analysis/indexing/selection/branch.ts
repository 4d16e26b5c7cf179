import { ChosenSet } from './chosen.js';
import { fillGreedily, prune } from './greedy.js';
import type { Instance } from './problem.js';
import { IN, OPEN, OUT, Relaxation, type Prices } from './relaxation.js';

const STEPS_AT_ROOT = 600;
const STEPS_AT_BRANCH = 40;

/** A best selection so far and the value that no selection exceeds; they meet when the search was complete. */
export interface Proven {
  members: number[];
  value: number;
  bound: number;
}

/** Part of the space of selections: what is decided, the prices to start from, and the bound of what it came from. */
interface Branch {
  fixed: Uint8Array;
  prices: Prices;
  bound: number;
}

/**
 * Branch and bound, depth first, on the Lagrangian bound; indexes that the bound decides are fixed without branching. Starts from
 * `incumbent` and ends when nothing better than `tolerance` is possible or after `workLimit` steps, whichever comes first.
 */
export function branchAndBound(
  instance: Instance,
  incumbent: { members: number[]; value: number },
  tolerance: number,
  workLimit: number,
): Proven {
  const relaxation = new Relaxation(instance);
  const chosen = new ChosenSet(instance);
  const best = { ...incumbent };
  const root = { fixed: new Uint8Array(instance.items.length).fill(OPEN), prices: relaxation.save(), bound: Infinity };
  const open: Branch[] = [root];
  while (open.length > 0 && relaxation.work + chosen.work < workLimit) {
    const branch = open.pop()!;
    if (branch.bound <= best.value + tolerance || !propagate(instance, branch.fixed)) continue;
    const steps = branch === root ? STEPS_AT_ROOT : STEPS_AT_BRANCH;
    relaxation.tighten(branch.prices, branch.fixed, best.value + tolerance, steps);
    tryRounding(chosen, relaxation, branch.fixed, best);
    const bound = Math.min(branch.bound, relaxation.bound);
    if (bound <= best.value + tolerance) continue;
    fixByProfit(relaxation, branch.fixed, best.value + tolerance);
    const index = mostUncertain(relaxation, branch.fixed);
    if (index === undefined) {
      tryExactly(chosen, branch.fixed, best);
      continue;
    }
    const prices = relaxation.save();
    const children = [OUT, IN].map((decision) => {
      const fixed = branch.fixed.slice();
      fixed[index] = decision;
      return { fixed, prices, bound };
    });
    open.push(...(relaxation.profit[index]! > 0 ? children : children.reverse()));
  }
  const bound = open.reduce((most, branch) => Math.max(most, branch.bound), best.value);
  return { ...best, bound: Math.min(bound, allSavings(instance)) };
}

/** Rules out what no longer fits beside what is in; false when that exceeds the limits already. */
function propagate({ size, limits }: Instance, fixed: Uint8Array): boolean {
  let bytes = 0;
  let count = 0;
  for (let index = 0; index < fixed.length; index++) {
    if (fixed[index] !== IN) continue;
    bytes += size[index]!;
    count++;
  }
  if (bytes > limits.budgetBytes || count > limits.maximumIndexes) return false;
  for (let index = 0; index < fixed.length; index++) {
    const fits = bytes + size[index]! <= limits.budgetBytes && count < limits.maximumIndexes;
    if (fixed[index] === OPEN && !fits) fixed[index] = OUT;
  }
  return true;
}

/** Fixes indexes for which the other decision would lower the bound to what is known already. */
function fixByProfit({ bound, profit }: Relaxation, fixed: Uint8Array, target: number): void {
  for (let index = 0; index < fixed.length; index++) {
    if (fixed[index] === OPEN && bound - Math.abs(profit[index]!) <= target)
      fixed[index] = profit[index]! > 0 ? IN : OUT;
  }
}

function mostUncertain({ share }: Relaxation, fixed: Uint8Array): number | undefined {
  let best: number | undefined;
  for (let index = 0; index < fixed.length; index++) {
    if (fixed[index] !== OPEN) continue;
    if (best === undefined || Math.abs(share[index]! - 0.5) < Math.abs(share[best]! - 0.5)) best = index;
  }
  return best;
}

/** Takes what is in, then what the relaxation takes most often, then what gains; keeps the result when it is better. */
function tryRounding(
  chosen: ChosenSet,
  { share }: Relaxation,
  fixed: Uint8Array,
  best: { members: number[]; value: number },
): void {
  const order = [...fixed.keys()].filter((index) => fixed[index] === OPEN && share[index]! > 0.1);
  order.sort((a, b) => share[b]! - share[a]!);
  chosen.become([...fixed.keys()].filter((index) => fixed[index] === IN));
  for (const index of order) if (chosen.fits(index) && chosen.gain(index) > 0) chosen.add(index);
  fillGreedily(chosen, 'ratio', false);
  prune(chosen);
  keep(chosen, best);
}

function tryExactly(chosen: ChosenSet, fixed: Uint8Array, best: { members: number[]; value: number }): void {
  chosen.become([...fixed.keys()].filter((index) => fixed[index] === IN));
  const { limits } = chosen.instance;
  if (chosen.size <= limits.budgetBytes && chosen.count <= limits.maximumIndexes) keep(chosen, best);
}

function keep(chosen: ChosenSet, best: { members: number[]; value: number }): void {
  if (chosen.value <= best.value) return;
  best.value = chosen.value;
  best.members = chosen.members();
}

function allSavings({ queries, queryStart, saving }: Instance): number {
  let sum = 0;
  for (let query = 0; query < queries; query++) {
    if (queryStart[query]! < queryStart[query + 1]!) sum += saving[queryStart[query]!]!;
  }
  return sum;
}
