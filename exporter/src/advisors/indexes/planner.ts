import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { Candidate } from '../../analysis/indexing/candidate.js';
import { readPlan, type PlanSummary } from '../../analysis/indexing/plan.js';
import { quoteIdentifier, quoteLiteral } from '../../analysis/indexing/quote.js';
import type { PlannableText } from '../../analysis/indexing/syntax.js';
import type { StatementShape } from '../../analysis/indexing/statement.js';
import { toPresageError } from '../../error.js';
import type { PostgresSession } from '../../sources/source.js';

/** A hypothetical index: its name in plans and its estimated size. */
export interface HypotheticalIndex {
  name: string;
  sizeBytes: number;
}

const STATEMENT_NAME = 'presage_statement';

/**
 * The planner of one session: plans statements for unknown parameter values, with and without hypothetical indexes.
 * HypoPG does not invalidate cached plans, so plans are thrown away after every change of the hypothetical indexes.
 */
export class Planner {
  calls = 0;
  private generic = true;
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
    const path = [...new Set([...this.defaultPath, ...shape.schemas])].map(quoteIdentifier).join(', ');
    await this.session.query(`SELECT pg_catalog.set_config('search_path', $1, false)`, [path]);
    await this.session.query('DEALLOCATE ALL');
    for (const candidate of shape.texts) {
      const done = await this.attempt(() => this.session.query(`PREPARE ${STATEMENT_NAME} AS ${candidate.text}`));
      if (done) return candidate;
    }
    return undefined;
  }

  /**
   * Plans the prepared statement, for unknown values of its parameters or for the given ones; undefined when PostgreSQL refuses.
   */
  async explain(parameters: number, values?: readonly string[]): Promise<PlanSummary | undefined> {
    const given = values?.map(quoteLiteral) ?? Array.from({ length: parameters }, () => 'NULL');
    const isGeneric = values === undefined;
    this.calls += 1;
    await this.session.query('DISCARD PLANS');
    if (isGeneric !== this.generic) {
      await this.session.query(`SET plan_cache_mode = ${isGeneric ? 'force_generic_plan' : 'force_custom_plan'}`);
      this.generic = isGeneric;
    }
    const rows = await this.attempt(() =>
      this.session.query<{ 'QUERY PLAN': unknown }>(
        `EXPLAIN (FORMAT JSON) EXECUTE ${STATEMENT_NAME}${given.length > 0 ? `(${given.join(', ')})` : ''}`,
      ),
    );
    return rows && readPlan(rows[0]?.['QUERY PLAN']);
  }

  /** Replaces all hypothetical indexes by these; one that PostgreSQL refuses is undefined. */
  async assume(candidates: readonly Candidate[]): Promise<(HypotheticalIndex | undefined)[]> {
    if (this.hypopg === undefined) return candidates.map(() => undefined);
    await this.session.query(`SELECT ${this.hypopg}.hypopg_reset()`);
    if (candidates.length === 0) return [];
    const bodies = candidates.map(candidateBody);
    const usable = bodies.filter((body) => !this.refused.has(body));
    const all = await this.create(this.hypopg, usable);
    const made = new Map(all?.map((index, position) => [usable[position]!, index]));
    if (!all) {
      await this.session.query(`SELECT ${this.hypopg}.hypopg_reset()`);
      for (const body of usable) {
        const [index] = (await this.create(this.hypopg, [body])) ?? [];
        if (index) made.set(body, index);
        else this.refused.add(body);
      }
    }
    return bodies.map((body) => made.get(body));
  }

  private create(hypopg: string, bodies: readonly string[]): Promise<HypotheticalIndex[] | undefined> {
    return this.attempt(() =>
      this.session.query<HypotheticalIndex>(
        `SELECT h.indexname::text AS name, ${hypopg}.hypopg_relation_size(h.indexrelid)::int8 AS "sizeBytes"
         FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY u (body, position)
         CROSS JOIN LATERAL ${hypopg}.hypopg_create_index('CREATE INDEX ON ' || u.body) h ORDER BY u.position`,
        [bodies],
      ),
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
