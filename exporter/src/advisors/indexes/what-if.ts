import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { Candidate } from '../../analysis/indexing/candidates.js';
import type { PlanSummary } from '../../analysis/indexing/plan.js';
import type { Skipped, StatementShape } from '../../analysis/indexing/statement.js';
import { toPresageError } from '../../error.js';
import type { Planner } from './planner.js';

/** A statement that the planner could cost. */
export interface PlannedStatement {
  id: string;
  cost: number;
  /** Names of tables that its plan reads from end to end. */
  sequentialScans: string[];
}

/** The cost of a statement if all of `candidates` (their bodies) existed. */
export interface AlternativePlan {
  id: string;
  candidates: string[];
  cost: number;
}

export interface WhatIf {
  planned: PlannedStatement[];
  plans: AlternativePlan[];
  /** Estimated bytes of each candidate, by its body. */
  sizes: Record<string, number>;
  skipped: Skipped[];
}

/** When to stop: a moment of `performance.now()` and a number of planner calls. */
export interface PlannerBudget {
  deadline: number;
  calls: number;
}

/** More candidates than this for one statement are not tried one by one. */
const SINGLE_TRIALS = 16;
/** A plan that is less than this share cheaper is the same plan. */
const NOTICEABLE = 0.99;

/**
 * Costs every statement as it is, then with all candidates at once, then, where that helped, with each alone,
 * so that the selection can choose among them. Statements that come after the budget is spent are skipped by name.
 */
export async function planWorkload(
  planner: Planner,
  shapes: readonly StatementShape[],
  candidates: readonly Candidate[],
  budget: PlannerBudget,
): Promise<WhatIf> {
  const result: WhatIf = { planned: [], plans: [], sizes: {}, skipped: [] };
  let lost = false;
  for (const shape of shapes) {
    if (lost || performance.now() > budget.deadline || planner.calls >= budget.calls) {
      result.skipped.push({ id: shape.id, reason: 'budget' });
      continue;
    }
    try {
      await planStatement(planner, shape, candidates, result);
    } catch (error) {
      // a lock or statement timeout ends the connection; what was planned so far still counts
      if (toPresageError(error).code !== 'PRS_SOURCE_TIMEOUT') throw error;
      lost = true;
      result.skipped.push({ id: shape.id, reason: 'budget' });
    }
  }
  // hypothetical indexes live as long as the connection, which others use after this
  if (!lost) await planner.assume([]);
  return result;
}

async function planStatement(
  planner: Planner,
  shape: StatementShape,
  candidates: readonly Candidate[],
  result: WhatIf,
): Promise<void> {
  await planner.assume([]);
  const plan = (await planner.prepare(shape)) ? await planner.explain(shape) : undefined;
  if (!plan) {
    result.skipped.push({ id: shape.id, reason: 'unplannable' });
    return;
  }
  result.planned.push({ id: shape.id, cost: plan.totalCost, sequentialScans: plan.sequentialScans });
  const relevant = planner.hypothetical ? relevantCandidates(shape, candidates) : [];
  if (relevant.length === 0) return;
  const together = await tryCandidates(planner, shape, relevant, plan, result);
  if (!together) return;
  const trials = [...together.used, ...relevant.filter((candidate) => !together.used.includes(candidate))];
  for (const candidate of trials.slice(0, SINGLE_TRIALS)) {
    if (relevant.length > 1) await tryCandidates(planner, shape, [candidate], plan, result);
  }
}

/** Records the plan under `candidates` when it is noticeably cheaper; tells which of them it uses. */
async function tryCandidates(
  planner: Planner,
  shape: StatementShape,
  candidates: readonly Candidate[],
  baseline: PlanSummary,
  result: WhatIf,
): Promise<{ used: Candidate[] } | undefined> {
  const made = await planner.assume(candidates);
  for (const [position, index] of made.entries()) {
    if (index) result.sizes[candidateBody(candidates[position]!)] = index.sizeBytes;
  }
  const plan = await planner.explain(shape);
  if (!plan || plan.totalCost > baseline.totalCost * NOTICEABLE) return undefined;
  const used = candidates.filter((_, position) => plan.indexes.includes(made[position]?.name ?? ''));
  if (used.length === 0) return undefined;
  result.plans.push({ id: shape.id, candidates: used.map(candidateBody), cost: plan.totalCost });
  return { used };
}

/** A statement's own candidates and those of others whose first column it could use too. */
function relevantCandidates(shape: StatementShape, candidates: readonly Candidate[]): Candidate[] {
  const first = new Set(shape.candidates.map((candidate) => firstKey(candidate)));
  return candidates.filter((candidate) => first.has(firstKey(candidate)));
}

function firstKey(candidate: Candidate): string {
  return `${candidate.table} ${candidate.keys[0]?.text}`;
}
