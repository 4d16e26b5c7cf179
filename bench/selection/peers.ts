import type { SelectionProblem } from '../../exporter/src/analysis/indexing/selection.js';

/** Reading cost of the workload with a set of indexes. */
export type Cost = (chosen: ReadonlySet<number>) => number;

/** Re-states published methods over recorded plans. Each returns positions of indexes within the budget in bytes. */
export const PEERS: Record<string, (problem: SelectionProblem, names: string[][], budget: number) => Set<number>> = {
  'greedy by ratio': (problem, _, budget) => greedy(problem, budget, (gain, size) => gain / size),
  'greedy by benefit': (problem, _, budget) => greedy(problem, budget, (gain) => gain),
  Extend: extend,
  DB2Advis: db2advis,
};

export function costFunction({ queries, plans }: SelectionProblem): Cost {
  return (chosen) => {
    const costs = queries.map(({ cost }) => cost);
    for (const { query, indexes, cost } of plans) {
      if (cost < costs[query]! && indexes.every((index) => chosen.has(index))) costs[query] = cost;
    }
    return queries.reduce((sum, { frequency }, query) => sum + frequency * costs[query]!, 0);
  };
}

function greedy(problem: SelectionProblem, budget: number, score: (gain: number, size: number) => number): Set<number> {
  const cost = costFunction(problem);
  const useful = usefulIndexes(problem);
  const chosen = new Set<number>();
  for (let left = budget, current = cost(chosen); ; ) {
    let best: { index: number; score: number; after: number } | undefined;
    for (const index of useful) {
      const size = problem.indexes[index]!.size;
      if (chosen.has(index) || size > left) continue;
      const after = cost(new Set([...chosen, index]));
      const value = score(current - after, size);
      if (after < current && value > (best?.score ?? 0)) best = { index, score: value, after };
    }
    if (!best) return chosen;
    chosen.add(best.index);
    left -= problem.indexes[best.index]!.size;
    current = best.after;
  }
}

/** Schlosser, Kossmann & Boissier, ICDE 2019, with the smallest improvement (1.003) of the published code: one more column at each step. */
function extend(problem: SelectionProblem, names: string[][], budget: number): Set<number> {
  const cost = costFunction(problem);
  const size = (chosen: Iterable<number>) => [...chosen].reduce((sum, index) => sum + problem.indexes[index]!.size, 0);
  const positions = new Map(names.map((columns, index) => [columns.join(), index]));
  const single = names.flatMap((columns, index) => (columns.length === 1 ? [index] : []));
  for (let chosen = new Set<number>(), current = cost(chosen); ; ) {
    let best: { chosen: Set<number>; after: number; ratio: number } | undefined;
    const used = size(chosen);
    const consider = (next: Set<number>) => {
      const bytes = size(next);
      const after = cost(next);
      const ratio = (current - after) / Math.max(1, bytes - used);
      if (bytes <= budget && after * 1.003 < current && ratio > (best?.ratio ?? 0))
        best = { chosen: next, after, ratio };
    };
    for (const index of single) if (!chosen.has(index)) consider(new Set([...chosen, index]));
    for (const narrow of chosen) {
      for (const column of single) {
        const wide = positions.get([...names[narrow]!, ...names[column]!].join());
        if (wide === undefined || chosen.has(wide)) continue;
        consider(new Set([...[...chosen].filter((index) => index !== narrow), wide]));
      }
    }
    if (!best) return chosen;
    chosen = best.chosen;
    current = best.after;
  }
}

/** Valentin et al., ICDE 2000, without the random variations: the best index of each query, by benefit per byte, prefixes merged. */
function db2advis(problem: SelectionProblem, names: string[][], budget: number): Set<number> {
  const benefits = new Map<number, number>();
  problem.queries.forEach(({ frequency, cost: without }, query) => {
    const own = problem.plans.filter((plan) => plan.query === query && plan.cost < without);
    const best = own.sort((a, b) => a.cost - b.cost)[0];
    for (const index of best?.indexes ?? []) {
      benefits.set(index, (benefits.get(index) ?? 0) + frequency * (without - best!.cost));
    }
  });
  const ratio = (index: number) => benefits.get(index)! / problem.indexes[index]!.size;
  const ranked = [...benefits.keys()].sort((a, b) => ratio(b) - ratio(a));
  const kept = ranked.filter((index, rank) => {
    const wider = ranked
      .slice(0, rank)
      .some((other) => names[index]!.every((column, at) => names[other]![at] === column));
    return !wider;
  });
  const chosen = new Set<number>();
  let left = budget;
  for (const index of kept) {
    if (problem.indexes[index]!.size > left) continue;
    chosen.add(index);
    left -= problem.indexes[index]!.size;
  }
  return chosen;
}

function usefulIndexes({ queries, plans }: SelectionProblem): number[] {
  return [...new Set(plans.flatMap(({ query, indexes, cost }) => (cost < queries[query]!.cost ? indexes : [])))];
}
