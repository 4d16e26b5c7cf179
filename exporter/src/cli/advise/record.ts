import type { Advice } from './run.js';

/**
 * All planner answers in the form that `presage select` reads: with the same budget it makes the same choice without the database.
 */
export function recordOf({ database, chosen }: Advice): object {
  const nothing = { problem: { queries: [], indexes: [], plans: [] }, indexTexts: [], minimumGainRatio: 0 };
  const { problem, indexTexts, minimumGainRatio } = chosen ?? nothing;
  const configurations = new Map<string, { id: number; indexes: number[] }>([['', { id: 0, indexes: [] }]]);
  const costs = problem.queries.map(({ cost }): Record<string, number> => ({ 0: cost }));
  for (const { query, indexes, cost } of problem.plans) {
    const key = [...indexes].sort((a, b) => a - b).join();
    const configuration = configurations.get(key) ?? { id: configurations.size, indexes: [...indexes] };
    configurations.set(key, configuration);
    costs[query]![configuration.id] = Math.min(cost, costs[query]![configuration.id] ?? Infinity);
  }
  const texts = new Map(database.shapes.map(({ id, text }) => [id, text]));
  return {
    workload: database.datname,
    minimumGainRatio,
    indexes: problem.indexes.map(({ size, maintenance }, id) => ({
      id,
      name: indexTexts[id],
      sizeBytes: size,
      maintenance,
    })),
    configurations: [...configurations.values()],
    queries: database.whatIf.planned.map(({ id }, query) => ({
      id,
      text: texts.get(id),
      frequency: problem.queries[query]?.frequency ?? 0,
      costs: costs[query],
    })),
  };
}
