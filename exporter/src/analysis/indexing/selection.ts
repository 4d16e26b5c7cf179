/** Costs of statements under sets of indexes, as the planner gave them. All costs are in planner units. */
export interface SelectionProblem {
  /** How often each statement runs, and its cost without any new index. */
  queries: { frequency: number; cost: number }[];
  /** `maintenance` is what writes cost more with the index, in the unit of frequency × cost. */
  indexes: { size: number; maintenance: number }[];
  /** The cost of a statement when all of `indexes` exist. */
  plans: { query: number; indexes: number[]; cost: number }[];
}

export interface SelectionOptions {
  budgetBytes?: number;
  maximumIndexes?: number;
  /** Smallest share of the whole cost that an index must save to be taken. */
  minimumGainRatio?: number;
  /** Indexes that were chosen before stay unless something is clearly better. */
  preferred?: ReadonlySet<number>;
}

export interface Selection {
  chosen: number[];
  costBefore: number;
  /** Cost of reading with the chosen indexes, without their maintenance. */
  costAfter: number;
  /** For each chosen index, how much more the statements would cost without it. */
  gains: Map<number, number>;
}

const PREFERENCE = 1.1;

/**
 * Chooses indexes for the whole workload: in each step the set of indexes of one plan that saves most, less the cost of keeping it,
 * until nothing saves enough; then indexes that others made superfluous are taken out again.
 * A statement costs its cheapest plan among those whose indexes all exist.
 */
export function selectIndexes(problem: SelectionProblem, options: SelectionOptions = {}): Selection {
  const workload = new Workload(problem);
  const { budgetBytes = Infinity, maximumIndexes = Infinity, minimumGainRatio = 0, preferred } = options;
  const before = workload.cost(new Set());
  const chosen = new Set<number>();
  for (;;) {
    const step = bestStep(workload, chosen, { budgetBytes, maximumIndexes, preferred });
    if (!step || step.gain < minimumGainRatio * before * step.added.length || step.gain <= 0) break;
    for (const index of step.added) chosen.add(index);
  }
  return prune(workload, chosen, before, minimumGainRatio);
}

/** Indexes of one plan that are not chosen yet, with what they save. */
interface Step {
  added: number[];
  gain: number;
}

function bestStep(
  workload: Workload,
  chosen: ReadonlySet<number>,
  limits: { budgetBytes: number; maximumIndexes: number; preferred?: ReadonlySet<number> },
): Step | undefined {
  const current = workload.net(chosen);
  const size = workload.size(chosen);
  let best: Step | undefined;
  let bestScore = 0;
  for (const indexes of workload.configurations) {
    const added = indexes.filter((index) => !chosen.has(index));
    if (added.length === 0 || chosen.size + added.length > limits.maximumIndexes) continue;
    if (size + workload.size(added) > limits.budgetBytes) continue;
    const gain = current - workload.net(new Set([...chosen, ...added]));
    const score = added.every((index) => limits.preferred?.has(index)) ? gain * PREFERENCE : gain;
    if (score > bestScore) [best, bestScore] = [{ added, gain }, score];
  }
  return best;
}

function prune(workload: Workload, chosen: Set<number>, before: number, minimumGainRatio: number): Selection {
  for (;;) {
    const gains = new Map([...chosen].map((index) => [index, workload.loss(chosen, index)]));
    const weakest = [...gains].sort((a, b) => a[1] - b[1])[0];
    if (
      !weakest ||
      weakest[1] - workload.maintenance(weakest[0]) >= Math.max(minimumGainRatio * before, Number.MIN_VALUE)
    ) {
      return { chosen: [...chosen], costBefore: before, costAfter: workload.cost(chosen), gains };
    }
    chosen.delete(weakest[0]);
  }
}

class Workload {
  /** Distinct sets of indexes that some plan uses. */
  readonly configurations: number[][];
  private readonly plansOf: { indexes: number[]; cost: number }[][];

  constructor(private readonly problem: SelectionProblem) {
    this.plansOf = problem.queries.map(() => []);
    const distinct = new Map<string, number[]>();
    for (const plan of problem.plans) {
      this.plansOf[plan.query]?.push(plan);
      distinct.set([...plan.indexes].sort((a, b) => a - b).join(), plan.indexes);
    }
    this.configurations = [...distinct.values()];
  }

  cost(chosen: ReadonlySet<number>): number {
    return this.problem.queries.reduce((sum, query, position) => {
      const costs = this.plansOf[position]!.filter((plan) => plan.indexes.every((index) => chosen.has(index)));
      return sum + query.frequency * Math.min(query.cost, ...costs.map((plan) => plan.cost));
    }, 0);
  }

  net(chosen: ReadonlySet<number>): number {
    return [...chosen].reduce((sum, index) => sum + this.maintenance(index), this.cost(chosen));
  }

  maintenance(index: number): number {
    return this.problem.indexes[index]?.maintenance ?? 0;
  }

  size(indexes: Iterable<number>): number {
    return [...indexes].reduce((sum, index) => sum + (this.problem.indexes[index]?.size ?? 0), 0);
  }

  /** How much more the statements cost when `index` is taken out of `chosen`. */
  loss(chosen: ReadonlySet<number>, index: number): number {
    const rest = new Set(chosen);
    rest.delete(index);
    return this.cost(rest) - this.cost(chosen);
  }
}
