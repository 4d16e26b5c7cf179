import { selectIndexes, type Selection, type SelectionProblem } from '../../analysis/indexing/selection.js';
import type { WhatIf } from './what-if-file.js';

/** What `presage select` found. Costs are frequency × planner units, sizes bytes, percentages are of the cost without indexes. */
export interface Answer {
  workload: string;
  budgetBytes: number;
  maximumIndexes?: number;
  indexes: {
    id: string;
    name: string;
    sizeBytes: number;
    lossWithout: number;
    lossWithoutPercent: number;
    queries: string[];
  }[];
  sizeBytes: number;
  totalCost: number;
  /** What writes cost more with the chosen indexes, where the file knows it. */
  maintenance: number;
  costWithoutIndexes: number;
  costPercent: number;
  /** No selection within the limits costs less. */
  bound: number;
  /** What the proof leaves open, in points of the percentage. */
  gap: number;
  milliseconds: number;
  queries: { id: string; frequency: number; cost: number; costWithoutIndexes: number; indexes: string[] }[];
}

/** Selects indexes for recorded planner answers and explains the choice. */
export function answer(whatIf: WhatIf, limits: { budgetBytes: number; maximumIndexes?: number }): Answer {
  const start = performance.now();
  const selection = selectIndexes(whatIf.problem, { ...limits, minimumGainRatio: whatIf.minimumGainRatio });
  const milliseconds = performance.now() - start;
  const used = plansUsed(whatIf.problem, selection);
  const percent = (cost: number) => (selection.costBefore > 0 ? (100 * cost) / selection.costBefore : 0);
  const indexes = selection.chosen.map((position) => {
    const lossWithout = selection.gains.get(position)!;
    const queries = whatIf.queries.filter((_, query) => used[query]!.indexes.includes(position));
    return { ...whatIf.indexes[position]!, lossWithout, lossWithoutPercent: percent(lossWithout), queries };
  });
  return {
    workload: whatIf.workload,
    ...limits,
    indexes,
    sizeBytes: indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    totalCost: selection.costAfter,
    maintenance: selection.maintenance,
    costWithoutIndexes: selection.costBefore,
    costPercent: percent(selection.costAfter),
    bound: selection.bound,
    gap: 100 * selection.gapRatio,
    milliseconds: Math.round(milliseconds * 10) / 10,
    queries: whatIf.queries.map((id, query) => ({
      id,
      frequency: whatIf.problem.queries[query]!.frequency,
      cost: used[query]!.cost,
      costWithoutIndexes: whatIf.problem.queries[query]!.cost,
      indexes: used[query]!.indexes.map((position) => whatIf.indexes[position]!.id),
    })),
  };
}

/** The cheapest plan of each query with the chosen indexes; of equal ones the one with fewer indexes. */
function plansUsed({ queries, plans }: SelectionProblem, { chosen }: Selection): { indexes: number[]; cost: number }[] {
  const has = new Set(chosen);
  const used = queries.map(({ cost }) => ({ indexes: [] as number[], cost }));
  for (const { query, indexes, cost } of plans) {
    const best = used[query]!;
    const better = cost < best.cost || (cost === best.cost && indexes.length < best.indexes.length);
    if (better && indexes.every((index) => has.has(index))) used[query] = { indexes, cost };
  }
  return used;
}
