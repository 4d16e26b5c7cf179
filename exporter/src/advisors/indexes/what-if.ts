import { isPlannable, type Candidate } from '../../analysis/indexing/candidate.js';
import type { Catalog, Table } from '../../analysis/indexing/catalog.js';
import { candidateBody } from '../../analysis/indexing/ddl.js';
import { cautiousCost, estimatedCost, estimatedSize } from '../../analysis/indexing/estimate.js';
import { frequencyOf, type Skipped, type StatementShape } from '../../analysis/indexing/statement.js';
import { toPresageError } from '../../error.js';
import { Inquiry, type RecordedPlan, type StatementAnswers } from './answers.js';
import type { Planner } from './planner.js';
import { signatureOf } from './signature.js';

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

/** Costs of one statement for likely values of its parameters, without and with the chosen indexes. */
export interface Opinion {
  id: string;
  before: number;
  after: number;
}

export interface WhatIf {
  planned: PlannedStatement[];
  plans: AlternativePlan[];
  /** Estimated bytes of each candidate, by its body. */
  sizes: Record<string, number>;
  skipped: Skipped[];
  opinions: Opinion[];
  /** Bodies of the indexes that a real index on a sample answered for. */
  validated: string[];
  /** What could not be validated in the scratch database, with the reason. */
  notices: string[];
  /** By queryid, for the next run. */
  answers: Record<string, StatementAnswers>;
}

/** When to stop: seconds of planning, a moment of `performance.now()` where there is one, and a number of planner calls. */
export interface PlannerBudget {
  seconds: number;
  deadline?: number;
  calls: number;
}

/** Indexes that one statement is planned with at once. */
const MAXIMUM_TOGETHER = 120;
/** Part of the budget for the statements as they are and with candidates; the rest is for the chosen indexes and for likely values. */
const PLANNING_SHARE = 0.75;
/** Planner calls for one statement, besides those that check the selection. */
const CALLS_A_STATEMENT = 12;
/** Statements that cost less are single lookups already: they count, but no index is looked for. */
const CHEAP = 50;
/** A plan that is less than this share cheaper is the same plan. */
const NOTICEABLE = 0.99;

/**
 * Costs every statement as it is, then with all candidates at once, then without those that this plan used, and so on, so that the
 * selection can choose among alternatives. Statements that come after the budget is spent are skipped by name; what `before` knows
 * of statements whose tables are as they were is not asked again.
 */
export class WhatIfRun {
  readonly result: WhatIf = {
    planned: [],
    plans: [],
    sizes: {},
    skipped: [],
    opinions: [],
    validated: [],
    notices: [],
    answers: {},
  };
  readonly inquiries = new Map<string, Inquiry>();
  private readonly tables: ReadonlyMap<number, Table>;
  private readonly byFirstKey: ReadonlyMap<string, Candidate[]>;
  private lost = false;
  private readonly started = performance.now();
  private readonly deadline: number;

  constructor(
    private readonly planner: Planner,
    private readonly catalog: Catalog,
    candidates: readonly Candidate[],
    private readonly budget: PlannerBudget,
    private readonly before: {
      answers: Readonly<Record<string, StatementAnswers>>;
      sizes: Readonly<Record<string, number>>;
    },
  ) {
    this.deadline = Math.min(this.started + budget.seconds * 1_000, budget.deadline ?? Infinity);
    this.tables = new Map(catalog.tables.map((table) => [table.oid, table]));
    this.byFirstKey = groupByFirstKey(candidates);
    for (const candidate of candidates) {
      const body = candidateBody(candidate);
      this.result.sizes[body] = before.sizes[body] ?? estimatedSize(candidate, this.tables.get(candidate.table)!);
    }
  }

  async planAll(
    shapes: readonly StatementShape[],
    onProgress: (planned: number, of: number) => void = () => undefined,
  ): Promise<void> {
    const hurried: { inquiry: Inquiry; saving: number }[] = [];
    for (const [position, shape] of shapes.entries()) {
      onProgress(position, shapes.length);
      // the first ones take most time on the server, so they may take more than their part
      const inTime = this.spent() <= PLANNING_SHARE * Math.sqrt((position + 1) / shapes.length);
      const done = await this.guarded(async () => {
        const inquiry = await this.planStatement(shape, inTime);
        if (inquiry && !inTime) hurried.push({ inquiry, saving: savingOf(inquiry) });
      });
      if (!done) this.result.skipped.push({ id: shape.id, reason: 'budget' });
    }
    hurried.sort((a, b) => b.saving - a.saving);
    for (const { inquiry, saving } of hurried) {
      if (saving <= 0 || this.spent() > PLANNING_SHARE) return;
      await this.guarded(() => peel(inquiry, this.askable(inquiry.shape), inquiry.answers.cost));
    }
  }

  millisecondsLeft(): number {
    return Math.max(0, this.deadline - performance.now());
  }

  /** Part of the budget that is used up. */
  private spent(): number {
    const time = (performance.now() - this.started) / Math.max(1, this.deadline - this.started);
    return Math.max(time, this.planner.calls / this.budget.calls);
  }

  private askable(shape: StatementShape): Candidate[] {
    return this.relevant(shape).filter(isPlannable).slice(0, MAXIMUM_TOGETHER);
  }

  /** Runs `work` while budget is left; false when it was not run or a timeout took the connection. */
  async guarded(work: () => Promise<void>): Promise<boolean> {
    if (this.lost || performance.now() > this.deadline || this.planner.calls >= this.budget.calls) return false;
    try {
      await work();
      return true;
    } catch (error) {
      // a lock or statement timeout ends the connection; what was planned so far still counts
      if (toPresageError(error).code !== 'PRS_SOURCE_TIMEOUT') throw error;
      this.lost = true;
      return false;
    }
  }

  /** Hypothetical indexes live as long as the connection, which others use after this. */
  async end(): Promise<void> {
    if (!this.lost) await this.planner.end();
    const inquiries = [...this.inquiries.values()];
    this.result.plans = inquiries.flatMap((inquiry) => alternativesOf(inquiry));
    const estimates = inquiries.flatMap(({ answers }) => answers.estimates);
    this.result.validated = estimates.flatMap(({ candidate, isValidated }) => (isValidated ? [candidate] : []));
  }

  /** A statement's own candidates and those of others whose first column it could use too. */
  relevant(shape: StatementShape): Candidate[] {
    const own = new Set(shape.candidates.map(candidateBody));
    const others = usableBy(shape, this.byFirstKey).filter((candidate) => !own.has(candidateBody(candidate)));
    return [...shape.candidates, ...others];
  }

  /** Plans one statement, with few questions where `inTime` is false; the inquiry where more could be asked. */
  private async planStatement(shape: StatementShape, inTime: boolean): Promise<Inquiry | undefined> {
    const relevant = this.relevant(shape);
    const signature = signatureOf(shape, relevant, this.tables, this.planner.hypothetical);
    const remembered = this.before.answers[shape.id];
    if (remembered?.signature === signature) {
      this.add(shape, remembered);
      return undefined;
    }
    const text = await this.planner.prepare(shape);
    const plan = text && (await this.planner.plan([], text.parameters.length))?.plan;
    if (!plan) {
      this.result.skipped.push({ id: shape.id, reason: 'unplannable' });
      return undefined;
    }
    const { sequentialScans } = plan;
    const cost = cautiousCost(plan, this.tablesOf(shape));
    const answers: StatementAnswers = { signature, cost, sequentialScans, plans: [], estimates: [] };
    const inquiry = this.add(shape, answers);
    if (cost < CHEAP) return undefined;
    for (const candidate of shape.candidates.filter((entry) => !isPlannable(entry))) {
      const estimate = estimatedCost(plan, candidate, this.tables.get(candidate.table)!);
      if (estimate === undefined || estimate.cost > cost * NOTICEABLE) continue;
      answers.estimates.push({ candidate: candidateBody(candidate), ...estimate });
    }
    if (!this.planner.hypothetical) return undefined;
    if (inTime) await peel(inquiry, this.askable(shape), cost);
    else await inquiry.ask(this.askable(shape));
    return inquiry;
  }

  private tablesOf(shape: StatementShape): Table[] {
    return shape.tables.flatMap((oid) => this.tables.get(oid) ?? []);
  }

  private add(shape: StatementShape, answers: StatementAnswers): Inquiry {
    const inquiry = new Inquiry(this.planner, shape, answers, this.result.sizes, this.tablesOf(shape));
    this.inquiries.set(shape.id, inquiry);
    this.result.answers[shape.id] = answers;
    this.result.planned.push({ id: shape.id, cost: answers.cost, sequentialScans: answers.sequentialScans });
    return inquiry;
  }
}

/**
 * All candidates at once; those on a part of the rows; then the plain ones; of those that are used each alone, and all but each; then all without these, until it
 * no longer helps.
 */
async function peel(inquiry: Inquiry, candidates: Candidate[], baseline: number): Promise<void> {
  const limit = inquiry.asked + CALLS_A_STATEMENT;
  const helps = (plan: RecordedPlan | undefined) =>
    plan !== undefined && plan.used.length > 0 && plan.cost <= baseline * NOTICEABLE;
  if (!helps(await inquiry.ask(candidates))) return;
  const partial = candidates.filter(({ included, predicate }) => !included && predicate);
  if (partial.length > 0) await inquiry.ask(partial);
  let left = candidates.filter(({ included, predicate }) => !included && !predicate);
  while (left.length > 0 && inquiry.asked < limit) {
    const plan = await inquiry.ask(left);
    if (!helps(plan)) return;
    const used = new Set(plan!.used);
    const chosen = left.filter((candidate) => used.has(candidateBody(candidate)));
    const others = chosen.map((candidate) => left.filter((other) => other !== candidate));
    const sets = chosen.length > 1 ? [...chosen.map((candidate) => [candidate]), ...others] : [];
    for (const set of sets) if (inquiry.asked < limit) await inquiry.ask(set);
    left = left.filter((candidate) => !used.has(candidateBody(candidate)));
  }
}

/** The most that indexes could save of a statement, as far as is known. */
function savingOf({ shape, answers: { cost, plans } }: Inquiry): number {
  return frequencyOf(shape) * (cost - Math.min(cost, ...plans.map((plan) => plan.cost)));
}

/** Plans that are noticeably cheaper than the one without new indexes, each set of indexes once. */
export function alternativesOf({ shape, answers }: Inquiry): AlternativePlan[] {
  const bySet = new Map<string, AlternativePlan>();
  const plans = [
    ...answers.plans.map(({ used, cost }) => ({ candidates: used, cost })),
    ...answers.estimates.map(({ candidate, cost }) => ({ candidates: [candidate], cost })),
  ];
  for (const { candidates, cost } of plans) {
    if (candidates.length === 0 || cost > answers.cost * NOTICEABLE) continue;
    bySet.set([...candidates].sort().join('\n'), { id: shape.id, candidates, cost });
  }
  return [...bySet.values()];
}

export function groupByFirstKey(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(firstKey(candidate));
    if (group) group.push(candidate);
    else groups.set(firstKey(candidate), [candidate]);
  }
  return groups;
}

/** Those of the grouped indexes whose first key the statement could use. */
export function usableBy(shape: StatementShape, groups: ReadonlyMap<string, Candidate[]>): Candidate[] {
  const first = new Set(shape.candidates.map(firstKey));
  return [...first].flatMap((key) => groups.get(key) ?? []);
}

function firstKey(candidate: Candidate): string {
  return `${candidate.table} ${candidate.keys[0]?.text}`;
}
