import type { Candidate } from '../../analysis/indexing/candidate.js';
import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { Table } from '../../analysis/indexing/catalog.js';
import { cautiousCost, type Estimate } from '../../analysis/indexing/estimate.js';
import type { StatementShape } from '../../analysis/indexing/statement.js';
import type { PlannableText } from '../../analysis/indexing/syntax.js';
import type { Planner } from './planner.js';

/** One plan: with the indexes `assumed` (their bodies) the planner used those of `used`. */
export interface RecordedPlan {
  assumed: string[];
  used: string[];
  cost: number;
}

/** What an index is estimated to bring; `replaced` is the cost of the scan that it saves. */
export interface RecordedEstimate extends Estimate {
  candidate: string;
  /** A real index on a sample said so. */
  isValidated?: boolean;
}

/** What the planner said of one statement, as long as the facts behind `signature` stay the same. */
export interface StatementAnswers {
  signature: string;
  cost: number;
  sequentialScans: string[];
  plans: RecordedPlan[];
  /** Plans that the estimate of an index brings which HypoPG cannot make; not from the planner. */
  estimates: RecordedEstimate[];
  /** Costs for likely values of the parameters, without and with the indexes `assumed`. */
  opinion?: { assumed: string; before: number; after: number };
}

/**
 * Asks the planner about one statement and remembers: a plan that uses few of many indexes is the plan for every set between the two.
 */
export class Inquiry {
  /** Plans that the planner was asked for. */
  asked = 0;
  constructor(
    private readonly planner: Planner,
    readonly shape: StatementShape,
    readonly answers: StatementAnswers,
    private readonly sizes: Record<string, number>,
    /** The tables that the statement reads. */
    private readonly tables: readonly Table[],
  ) {}

  /** Prepares the statement where it is not; undefined when PostgreSQL refuses it. */
  prepare(): Promise<PlannableText | undefined> {
    return this.planner.prepare(this.shape);
  }

  /** The plan with these indexes besides those that exist. */
  async ask(candidates: readonly Candidate[]): Promise<RecordedPlan | undefined> {
    const bodies = candidates.map(candidateBody);
    const known = this.known(new Set(bodies));
    if (known) return known;
    const text = await this.prepare();
    if (!text) return undefined;
    this.asked++;
    const planned = await this.planner.plan(candidates, text.parameters.length);
    if (!planned) return undefined;
    const { plan, made } = planned;
    const names = new Map<string, string>();
    for (const [position, index] of made.entries()) {
      if (!index) continue;
      const body = bodies[position]!;
      names.set(index.name, body);
      // the hypothetical index of a partitioned table has no size of its own
      if (!candidates[position]!.partitions) this.sizes[body] = index.sizeBytes;
    }
    const used = plan.indexes.flatMap((name) => names.get(name) ?? []);
    const record = { assumed: bodies, used, cost: cautiousCost(plan, this.tables) };
    this.answers.plans.push(record);
    return record;
  }

  /** The cost for given values of the parameters. */
  async costWith(candidates: readonly Candidate[], values: readonly string[]): Promise<number | undefined> {
    const text = await this.prepare();
    const planned = text && (await this.planner.plan(candidates, text.parameters.length, values));
    return planned && cautiousCost(planned.plan, this.tables);
  }

  private known(wanted: ReadonlySet<string>): RecordedPlan | undefined {
    return this.answers.plans.find(({ assumed, used }) => {
      if (!used.every((body) => wanted.has(body))) return false;
      const offered = new Set(assumed);
      return [...wanted].every((body) => offered.has(body));
    });
  }
}
