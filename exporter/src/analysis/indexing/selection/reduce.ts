import { BestPlans } from './best-plans.js';
import { Instance, type Item, type Limits, type SavingPlan, type SelectionProblem } from './problem.js';

/**
 * The instance without what no best selection needs: plans that save nothing, do not fit, or are matched by a plan with fewer of the
 * same indexes; indexes that cannot pay for themselves; and indexes that a smaller or equal one replaces in every plan.
 * `upkeep` is what having each index costs.
 */
export function reduceProblem(problem: SelectionProblem, upkeep: readonly number[], limits: Limits): Instance {
  const items = problem.indexes.map(({ size }, position) => ({ position, size, upkeep: upkeep[position]! }));
  let plans = withoutMatched(fittingPlans(problem, items, limits), items.length);
  for (;;) {
    const needless = new Set([...unprofitable(items, plans), ...replaced(items, plans)]);
    if (needless.size === 0) return compact(items, problem.queries.length, plans, limits);
    plans = plans.filter(({ indexes }) => !indexes.some((index) => needless.has(index)));
  }
}

/** The instance of the plans and the indexes in them, which get new numbers in the order of the old. */
export function compact(items: readonly Item[], queries: number, plans: SavingPlan[], limits: Limits): Instance {
  const used = [...new Set(plans.flatMap(({ indexes }) => indexes))].sort((a, b) => a - b);
  const numbers = new Map(used.map((index, number) => [index, number]));
  const renumbered = plans.map((plan) => ({ ...plan, indexes: plan.indexes.map((index) => numbers.get(index)!) }));
  return new Instance(
    used.map((index) => items[index]!),
    queries,
    renumbered,
    limits,
  );
}

function fittingPlans(problem: SelectionProblem, items: readonly Item[], limits: Limits): SavingPlan[] {
  return problem.plans.flatMap(({ query, indexes, cost }) => {
    const { frequency, cost: without } = problem.queries[query]!;
    const saving = frequency * (without - cost);
    const distinct = [...new Set(indexes)].sort((a, b) => a - b);
    const size = distinct.reduce((sum, index) => sum + items[index]!.size, 0);
    const fits = size <= limits.budgetBytes && distinct.length <= limits.maximumIndexes;
    return saving > 0 && distinct.length > 0 && fits ? [{ query, indexes: distinct, saving }] : [];
  });
}

function withoutMatched(plans: readonly SavingPlan[], items: number): SavingPlan[] {
  const best = new BestPlans(plans, items);
  return best.plans().filter((plan) => !best.matchesWithFewer(plan));
}

/** Indexes whose upkeep is at least the most that their plans could ever save. */
function unprofitable(items: readonly Item[], plans: readonly SavingPlan[]): number[] {
  if (items.every(({ upkeep }) => upkeep <= 0)) return [];
  const most = new Map<number, Map<number, number>>();
  for (const { query, indexes, saving } of plans) {
    for (const index of indexes) {
      const queries = most.get(index) ?? new Map<number, number>();
      queries.set(query, Math.max(queries.get(query) ?? 0, saving));
      most.set(index, queries);
    }
  }
  return [...most].flatMap(([index, queries]) =>
    items[index]!.upkeep >= [...queries.values()].reduce((sum, saving) => sum + saving, 0) ? [index] : [],
  );
}

/** Indexes for which another does at least as much in every plan and costs no more bytes and no more upkeep. */
function replaced(items: readonly Item[], plans: readonly SavingPlan[]): number[] {
  const best = new BestPlans(plans, items.length);
  const plansOf = new Map<number, SavingPlan[]>();
  const alone = new Map<number, SavingPlan[]>();
  for (const plan of plans) {
    for (const index of plan.indexes) append(plansOf, index, plan);
    if (plan.indexes.length === 1) append(alone, plan.query, plan);
  }
  for (const list of alone.values()) list.sort((a, b) => b.saving - a.saving || a.indexes[0]! - b.indexes[0]!);
  const gone = new Set<number>();
  for (const [index, own] of plansOf) {
    const item = items[index]!;
    const narrow = own.filter(({ indexes }) => indexes.length === 1);
    const rare = narrow.sort((a, b) => alone.get(a.query)!.length - alone.get(b.query)!.length)[0];
    for (const rival of rare ? alone.get(rare.query)! : []) {
      if (rival.saving < rare!.saving) break;
      const other = rival.indexes[0]!;
      const { size, upkeep } = items[other]!;
      if (other === index || gone.has(other) || size > item.size || upkeep > item.upkeep) continue;
      if (!own.every((plan) => replaces(best, plan, index, other))) continue;
      gone.add(index);
      break;
    }
  }
  return [...gone];
}

function append(lists: Map<number, SavingPlan[]>, group: number, plan: SavingPlan): void {
  const list = lists.get(group);
  if (list) list.push(plan);
  else lists.set(group, [plan]);
}

function replaces(best: BestPlans, { query, indexes, saving }: SavingPlan, index: number, other: number): boolean {
  if (best.saving(query, [other]) >= saving) return true;
  if (indexes.length === 1) return false;
  const rest = indexes.filter((member) => member !== index && member !== other);
  return (
    best.saving(
      query,
      [...rest, other].sort((a, b) => a - b),
    ) >= saving
  );
}
