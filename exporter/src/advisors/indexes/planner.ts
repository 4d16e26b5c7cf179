import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { Candidate } from '../../analysis/indexing/candidate.js';
import { readPlan, type PlanSummary } from '../../analysis/indexing/plan.js';
import { quoteIdentifier, quoteLiteral } from '../../analysis/indexing/quote.js';
import { printedText, type PlannableText } from '../../analysis/indexing/syntax.js';
import type { StatementShape } from '../../analysis/indexing/statement.js';
import { toPresageError } from '../../error.js';
import type { PostgresSession } from '../../sources/source.js';

/** A hypothetical index: its name in plans and its estimated size. */
export interface HypotheticalIndex {
  name: string;
  sizeBytes: number;
}

/** One plan, and for each index that it was to assume what became of it: undefined where PostgreSQL refuses it. */
export interface Planned {
  plan: PlanSummary;
  made: (HypotheticalIndex | undefined)[];
}

const STATEMENT_NAME = 'presage_statement';

/**
 * The planner of one session: plans statements for unknown parameter values, with and without hypothetical indexes.
 * HypoPG does not invalidate cached plans, so plans are thrown away before every EXPLAIN. What belongs together goes in one round trip.
 */
export class Planner {
  calls = 0;
  private generic = true;
  private path: string | undefined;
  private prepared: { shape: StatementShape; text: PlannableText | undefined } | undefined;
  private assumed: { bodies: string; made: (HypotheticalIndex | undefined)[] } | undefined;
  /** Bodies of indexes that PostgreSQL does not make, e.g. of an expression that is not immutable. */
  private readonly refused = new Set<string>();

  private constructor(
    private readonly session: PostgresSession,
    /** Quoted schema of HypoPG, absent where it is not installed. */
    private readonly hypopg: string | undefined,
    private readonly defaultPath: readonly string[],
  ) {}

  static async open(session: PostgresSession, searchPath: readonly string[]): Promise<Planner> {
    const [row] = await session.query<{ schema: string }>(
      `SELECT n.nspname::text AS schema FROM pg_catalog.pg_extension e
       JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'`,
    );
    // texts are read with these rules by the parser, so the server must read them alike
    await session.query('SET standard_conforming_strings = on');
    await session.query('SET plan_cache_mode = force_generic_plan');
    return new Planner(session, row && quoteIdentifier(row.schema), searchPath);
  }

  get hypothetical(): boolean {
    return this.hypopg !== undefined;
  }

  /** Prepares a statement under a search path on which its names are found; the text that PostgreSQL took, if any. */
  async prepare(shape: StatementShape): Promise<PlannableText | undefined> {
    if (this.prepared?.shape === shape) return this.prepared.text;
    this.prepared = undefined;
    const path = [...new Set([...this.defaultPath, ...shape.schemas])].map(quoteIdentifier).join(', ');
    const change =
      path === this.path ? '' : `SELECT pg_catalog.set_config('search_path', ${quoteLiteral(path)}, false);`;
    await this.session.script(`${change} DEALLOCATE ALL`);
    this.path = path;
    const text = (await this.prepareFirst(shape.texts)) ?? (await this.prepareFirst([await printedText(shape.text)]));
    this.prepared = { shape, text };
    return text;
  }

  /**
   * Plans the prepared statement with these indexes besides those that exist, for unknown values of its parameters or for the given
   * ones; undefined when PostgreSQL refuses.
   */
  async plan(
    candidates: readonly Candidate[],
    parameters: number,
    values?: readonly string[],
  ): Promise<Planned | undefined> {
    const bodies = this.hypopg === undefined ? [] : candidates.map(candidateBody);
    this.calls += 1;
    const explain = this.explainScript(parameters, values);
    const known = this.assumed?.bodies === bodies.join('\n') ? this.assumed.made : undefined;
    const usable = bodies.filter((body) => !this.refused.has(body));
    const assume = known ? '' : this.assumeScript(usable);
    const together = await this.attempt(() => this.session.script(`${assume} ${explain}`));
    if (together) {
      this.generic = values === undefined;
      const created = usable.length > 0 && !known ? (together[1] as HypotheticalIndex[]) : [];
      const made = new Map(created.map((index, position) => [usable[position]!, index]));
      return this.read(together, known ?? this.remember(bodies, made));
    }
    if (known || usable.length === 0) return undefined;
    const single = await this.assumeSingly(bodies);
    const alone = await this.attempt(() => this.session.script(explain));
    if (alone) this.generic = values === undefined;
    return alone && this.read(alone, single);
  }

  /** Takes the hypothetical indexes back: they live as long as the connection. */
  async end(): Promise<void> {
    if (this.hypopg !== undefined) await this.session.query(`SELECT ${this.hypopg}.hypopg_reset()`);
  }

  private read(results: readonly object[][], made: Planned['made']): Planned | undefined {
    const plan = readPlan((results.at(-1)?.[0] as { 'QUERY PLAN'?: unknown } | undefined)?.['QUERY PLAN']);
    return plan && { plan, made };
  }

  private remember(bodies: readonly string[], made: ReadonlyMap<string, HypotheticalIndex>): Planned['made'] {
    this.assumed = { bodies: bodies.join('\n'), made: bodies.map((body) => made.get(body)) };
    return this.assumed.made;
  }

  private async prepareFirst(texts: readonly (PlannableText | undefined)[]): Promise<PlannableText | undefined> {
    for (const candidate of texts) {
      if (!candidate) continue;
      // the extended protocol takes no second statement behind a semicolon
      const done = await this.attempt(() => this.session.query(`PREPARE ${STATEMENT_NAME} AS ${candidate.text}`));
      if (done) return candidate;
    }
    return undefined;
  }

  private explainScript(parameters: number, values: readonly string[] | undefined): string {
    const given = values?.map(quoteLiteral) ?? Array.from({ length: parameters }, () => 'NULL');
    const mode = values === undefined ? 'force_generic_plan' : 'force_custom_plan';
    return [
      'DISCARD PLANS;',
      this.generic === (values === undefined) ? '' : `SET plan_cache_mode = ${mode};`,
      `EXPLAIN (FORMAT JSON) EXECUTE ${STATEMENT_NAME}${given.length > 0 ? `(${given.join(', ')})` : ''}`,
    ].join(' ');
  }

  /** Replaces all hypothetical indexes by these. */
  private assumeScript(bodies: readonly string[]): string {
    this.assumed = undefined;
    if (this.hypopg === undefined) return '';
    const reset = `SELECT ${this.hypopg}.hypopg_reset();`;
    if (bodies.length === 0) return reset;
    return `${reset}
      SELECT h.indexname::text AS name, ${this.hypopg}.hypopg_relation_size(h.indexrelid)::int8 AS "sizeBytes"
      FROM pg_catalog.unnest(ARRAY[${bodies.map(quoteLiteral).join(', ')}]::text[]) WITH ORDINALITY u (body, position)
      CROSS JOIN LATERAL ${this.hypopg}.hypopg_create_index('CREATE INDEX ON ' || u.body) h ORDER BY u.position;`;
  }

  /** Makes the indexes one after the other, so that one that PostgreSQL refuses does not cost the others. */
  private async assumeSingly(bodies: readonly string[]): Promise<Planned['made']> {
    const made = new Map<string, HypotheticalIndex>();
    await this.session.query(`SELECT ${this.hypopg}.hypopg_reset()`);
    for (const body of bodies) {
      const rows = this.refused.has(body) ? undefined : await this.attempt(() => this.create(body));
      if (rows?.[0]) made.set(body, rows[0]);
      else this.refused.add(body);
    }
    return this.remember(bodies, made);
  }

  private create(body: string): Promise<HypotheticalIndex[]> {
    return this.session.query<HypotheticalIndex>(
      `SELECT h.indexname::text AS name, ${this.hypopg}.hypopg_relation_size(h.indexrelid)::int8 AS "sizeBytes"
       FROM ${this.hypopg}.hypopg_create_index('CREATE INDEX ON ' || $1::text) h`,
      [body],
    );
  }

  /** The answer, or undefined when the server refused this one statement; other failures end the run. */
  private async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const { code } = toPresageError(error);
      if (code === 'PRS_SOURCE_QUERY' || code === 'PRS_SOURCE_PERMISSION') return undefined;
      throw error;
    }
  }
}
