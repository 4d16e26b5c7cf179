import type { SavingPlan } from './problem.js';

/** Subsets of a plan are looked for while there are few of them. */
const SUBSET_WIDTH = 6;

/**
 * The plan that saves most for each query and set of indexes. Sets are nodes of a tree whose edges are indexes in ascending order, one
 * root a query, and an edge is found by one number: spelled-out keys take most of the time where there are tens of thousands of plans.
 */
export class BestPlans {
  private readonly nodes = new Map<number, number>();
  private readonly best = new Map<number, SavingPlan>();

  /** @param items how many indexes there are */
  constructor(
    plans: readonly SavingPlan[],
    private readonly items: number,
  ) {
    let next = 0;
    for (const plan of plans) {
      let node = rootOf(plan.query);
      for (const index of plan.indexes) {
        const edge = node * items + index;
        const known = this.nodes.get(edge);
        if (known === undefined) this.nodes.set(edge, next);
        node = known ?? next++;
      }
      if (plan.saving > (this.best.get(node)?.saving ?? 0)) this.best.set(node, plan);
    }
  }

  /** One plan for each query and set, in the order in which the sets came first. */
  plans(): SavingPlan[] {
    return [...this.best.values()];
  }

  /** What the query saves with exactly these indexes, which ascend; 0 where there is no such plan. */
  saving(query: number, indexes: readonly number[]): number {
    let node: number | undefined = rootOf(query);
    for (const index of indexes) {
      node = this.nodes.get(node * this.items + index);
      if (node === undefined) return 0;
    }
    return this.best.get(node)?.saving ?? 0;
  }

  /** Whether some of the plan's indexes, not all, save as much. */
  matchesWithFewer(plan: SavingPlan): boolean {
    return plan.indexes.length <= SUBSET_WIDTH && this.matchesBelow(plan, rootOf(plan.query), 0, 0);
  }

  private matchesBelow(plan: SavingPlan, node: number, from: number, taken: number): boolean {
    const { indexes, saving } = plan;
    for (let at = from; at < indexes.length; at++) {
      const child = this.nodes.get(node * this.items + indexes[at]!);
      if (child === undefined || taken + 1 === indexes.length) continue;
      if ((this.best.get(child)?.saving ?? 0) >= saving) return true;
      if (this.matchesBelow(plan, child, at + 1, taken + 1)) return true;
    }
    return false;
  }
}

/** Roots are negative, other nodes are not. */
function rootOf(query: number): number {
  return -query - 1;
}
