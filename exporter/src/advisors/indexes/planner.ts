import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { Candidate } from '../../analysis/indexing/candidates.js';
import { readPlan, type PlanSummary } from '../../analysis/indexing/plan.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
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

  /** Prepares a statement under a search path on which its names are found; false when PostgreSQL refuses it. */
  async prepare(shape: StatementShape): Promise<boolean> {
    const path = [...new Set([...this.defaultPath, ...shape.schemas])].map(quoteIdentifier).join(', ');
    await this.session.query(`SELECT pg_catalog.set_config('search_path', $1, false)`, [path]);
    await this.session.query('DEALLOCATE ALL');
    for (const text of [shape.text, shape.alternativeText]) {
      if (
        text !== undefined &&
        (await this.attempt(() => this.session.query(`PREPARE ${STATEMENT_NAME} AS ${text}`)))
      ) {
        return true;
      }
    }
    return false;
  }

  /** Plans the prepared statement; undefined when PostgreSQL refuses. */
  async explain(shape: StatementShape): Promise<PlanSummary | undefined> {
    const values = Array.from({ length: shape.parameters }, () => 'NULL').join(', ');
    this.calls += 1;
    await this.session.query('DISCARD PLANS');
    const rows = await this.attempt(() =>
      this.session.query<{ 'QUERY PLAN': unknown }>(
        `EXPLAIN (FORMAT JSON) EXECUTE ${STATEMENT_NAME}${values && `(${values})`}`,
      ),
    );
    return rows && readPlan(rows[0]?.['QUERY PLAN']);
  }

  /** Replaces all hypothetical indexes by these; one that PostgreSQL refuses is undefined. */
  async assume(candidates: readonly Candidate[]): Promise<(HypotheticalIndex | undefined)[]> {
    if (this.hypopg === undefined) return candidates.map(() => undefined);
    await this.session.query(`SELECT ${this.hypopg}.hypopg_reset()`);
    const made: (HypotheticalIndex | undefined)[] = [];
    for (const candidate of candidates) made.push(await this.create(this.hypopg, candidate));
    return made;
  }

  private async create(hypopg: string, candidate: Candidate): Promise<HypotheticalIndex | undefined> {
    const rows = await this.attempt(() =>
      this.session.query<HypotheticalIndex>(
        `SELECT h.indexname::text AS name, ${hypopg}.hypopg_relation_size(h.indexrelid)::int8 AS "sizeBytes"
         FROM ${hypopg}.hypopg_create_index($1) h`,
        [`CREATE INDEX ON ${candidateBody(candidate)}`],
      ),
    );
    return rows?.[0];
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
