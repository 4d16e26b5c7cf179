import { branchAndBound } from './selection/branch.js';
import { ChosenSet } from './selection/chosen.js';
import { fillGreedily, type Measure } from './selection/greedy.js';
import type { Instance, SelectionProblem } from './selection/problem.js';
import { reduceProblem } from './selection/reduce.js';
import { improveBySwaps } from './selection/swaps.js';

export type { SelectionProblem } from './selection/problem.js';

export interface SelectionOptions {
  budgetBytes?: number;
  maximumIndexes?: number;
  /** Smallest share of the whole cost that an index must save to be taken. */
  minimumGainRatio?: number;
  /** Indexes that were chosen before stay unless something is clearly better. */
  preferred?: ReadonlySet<number>;
  /** Elementary steps after which the search ends without a proof; a step takes some nanoseconds. */
  workLimit?: number;
}

export interface Selection {
  /** Positions of the chosen indexes, ascending. */
  chosen: number[];
  costBefore: number;
  /** Cost of reading with the chosen indexes, without their maintenance. */
  costAfter: number;
  /** Maintenance of the chosen indexes. */
  maintenance: number;
  /** For each chosen index, how much more the statements would cost without it. */
  gains: Map<number, number>;
  /** Proven: no selection within the limits has a smaller cost of reading and maintenance, where each index also costs the least gain. */
  bound: number;
  /** How much of the cost before the proof leaves open: (costAfter + maintenance − bound) / costBefore. */
  gapRatio: number;
}

const DEFAULT_WORK_LIMIT = 40_000_000;
/** The bound counts as reached when this share of the cost before is all that could be saved more. */
const TOLERANCE = 1e-9;
/** Part of the least gain that an index must bring which was chosen before. */
const KEEPING_SHARE = 0.5;

/**
 * Chooses indexes for the whole workload so that frequency × cost and maintenance together are least within the limits. A statement costs
 * its cheapest plan among those whose indexes are all chosen. Four greedies and swaps find a selection, and branch and bound on a
 * Lagrangian relaxation improves it and proves how far it may be from the best; small problems are solved exactly.
 */
export function selectIndexes(problem: SelectionProblem, options: SelectionOptions = {}): Selection {
  const { budgetBytes = Infinity, maximumIndexes = Infinity, minimumGainRatio = 0, preferred } = options;
  const costBefore = costWith(problem, new Set());
  const threshold = (index: number) => minimumGainRatio * costBefore * (preferred?.has(index) ? KEEPING_SHARE : 1);
  const upkeep = problem.indexes.map(({ maintenance }, index) => maintenance + threshold(index));
  const instance = reduceProblem(problem, upkeep, { budgetBytes, maximumIndexes });
  const workLimit = options.workLimit ?? DEFAULT_WORK_LIMIT;
  const found = branchAndBound(instance, bestByHand(instance, workLimit / 8), TOLERANCE * costBefore, workLimit);
  const chosen = found.members.map((index) => instance.items[index]!.position).sort((a, b) => a - b);
  return { chosen, costBefore, ...explain(problem, chosen, costBefore, Math.max(0, found.bound - found.value)) };
}

/** The best of the greedies, improved by swaps. */
function bestByHand(instance: Instance, workLimit: number): { members: number[]; value: number } {
  const chosen = new ChosenSet(instance);
  const hasSets = instance.planIndexes.length > instance.plans;
  const starts = (['ratio', 'benefit'] satisfies Measure[]).flatMap((measure) =>
    (hasSets ? [false, true] : [false]).map((sets) => {
      chosen.become([]);
      fillGreedily(chosen, measure, sets);
      return { members: chosen.members(), value: chosen.value };
    }),
  );
  const share = workLimit / starts.length;
  let best = { members: [] as number[], value: 0 };
  for (const { members } of starts) {
    chosen.become(members);
    improveBySwaps(chosen, chosen.work + share);
    if (chosen.value > best.value) best = { members: chosen.members(), value: chosen.value };
  }
  return best;
}

function explain(
  problem: SelectionProblem,
  chosen: readonly number[],
  costBefore: number,
  improvable: number,
): Omit<Selection, 'chosen' | 'costBefore'> {
  const costAfter = costWith(problem, new Set(chosen));
  const losses = lossesWithout(problem, new Set(chosen));
  const maintenance = chosen.reduce((sum, index) => sum + problem.indexes[index]!.maintenance, 0);
  const gains = new Map(chosen.map((index) => [index, losses.get(index) ?? 0]));
  const bound = costAfter + maintenance - improvable;
  return { costAfter, maintenance, gains, bound, gapRatio: costBefore > 0 ? improvable / costBefore : 0 };
}

/** What the queries would cost more without each of the chosen indexes that their cheapest plans use. */
function lossesWithout({ queries, plans }: SelectionProblem, chosen: ReadonlySet<number>): Map<number, number> {
  const possible = queries.map((): SelectionProblem['plans'] => []);
  for (const plan of plans) {
    const { query, indexes, cost } = plan;
    if (cost < queries[query]!.cost && indexes.every((index) => chosen.has(index))) possible[query]!.push(plan);
  }
  const losses = new Map<number, number>();
  for (const [query, own] of possible.entries()) {
    const [best, ...others] = own.sort((a, b) => a.cost - b.cost);
    for (const index of new Set(best?.indexes)) {
      const next = others.find(({ indexes }) => !indexes.includes(index))?.cost ?? queries[query]!.cost;
      losses.set(index, (losses.get(index) ?? 0) + queries[query]!.frequency * (next - best!.cost));
    }
  }
  return losses;
}

function costWith({ queries, plans }: SelectionProblem, chosen: ReadonlySet<number>): number {
  const costs = queries.map(({ cost }) => cost);
  for (const { query, indexes, cost } of plans) {
    if (cost < costs[query]! && indexes.every((index) => chosen.has(index))) costs[query] = cost;
  }
  return queries.reduce((sum, { frequency }, position) => sum + frequency * costs[position]!, 0);
}
