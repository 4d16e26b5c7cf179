/** Costs of statements under sets of indexes, as the planner gave them. All costs are in planner units. */
export interface SelectionProblem {
  /** How often each statement runs, and its cost without any new index. */
  queries: { frequency: number; cost: number }[];
  /** `maintenance` is what writes cost more with the index, in the unit of frequency × cost. */
  indexes: { size: number; maintenance: number }[];
  /** The cost of a statement when all of `indexes` exist. */
  plans: { query: number; indexes: number[]; cost: number }[];
}

/** What a selection must not exceed. */
export interface Limits {
  budgetBytes: number;
  maximumIndexes: number;
}

/** A plan that saves something: `saving` is frequency × (cost without indexes − cost with these), `indexes` ascend. */
export interface SavingPlan {
  query: number;
  indexes: number[];
  saving: number;
}

/** Something that can be chosen: its position in the problem, its bytes, and what having it costs. */
export interface Item {
  position: number;
  size: number;
  upkeep: number;
}

/**
 * Index selection in the form that the search works on: maximise Σ over queries of the best saving among plans whose indexes are
 * all chosen, less the upkeep of the chosen. Rows of ragged arrays lie one after the other: those of row r from start[r] to start[r + 1].
 */
export class Instance {
  readonly size: Float64Array;
  readonly upkeep: Float64Array;
  readonly planQuery: Int32Array;
  readonly saving: Float64Array;
  /** Plans of a query, largest saving first. */
  readonly queryStart: Int32Array;
  readonly planStart: Int32Array;
  readonly planIndexes: Int32Array;
  readonly indexStart: Int32Array;
  readonly indexPlans: Int32Array;

  constructor(
    readonly items: readonly Item[],
    readonly queries: number,
    plans: readonly SavingPlan[],
    readonly limits: Limits,
  ) {
    const sorted = plans.toSorted((a, b) => a.query - b.query || b.saving - a.saving);
    this.size = Float64Array.from(items, ({ size }) => size);
    this.upkeep = Float64Array.from(items, ({ upkeep }) => upkeep);
    this.planQuery = Int32Array.from(sorted, ({ query }) => query);
    this.saving = Float64Array.from(sorted, ({ saving }) => saving);
    this.queryStart = starts(this.planQuery, queries);
    this.planIndexes = Int32Array.from(sorted.flatMap(({ indexes }) => indexes));
    this.planStart = new Int32Array(sorted.length + 1);
    sorted.forEach(({ indexes }, plan) => (this.planStart[plan + 1] = this.planStart[plan]! + indexes.length));
    this.indexStart = starts(this.planIndexes, items.length);
    this.indexPlans = this.plansOfIndexes();
  }

  get plans(): number {
    return this.saving.length;
  }

  private plansOfIndexes(): Int32Array {
    const next = this.indexStart.slice();
    const result = new Int32Array(this.planIndexes.length);
    for (let plan = 0; plan < this.plans; plan++) {
      for (let at = this.planStart[plan]!; at < this.planStart[plan + 1]!; at++) {
        result[next[this.planIndexes[at]!]!++] = plan;
      }
    }
    return result;
  }
}

/** Where each of `rows` rows starts when `values` are counted by row. */
function starts(values: Int32Array, rows: number): Int32Array {
  const result = new Int32Array(rows + 1);
  for (const value of values) result[value + 1]!++;
  for (let row = 0; row < rows; row++) result[row + 1]! += result[row]!;
  return result;
}
