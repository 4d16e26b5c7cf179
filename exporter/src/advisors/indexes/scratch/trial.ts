import { randomBytes } from 'node:crypto';
import type { Candidate } from '../../../analysis/indexing/candidate.js';
import type { Measured } from '../../../analysis/indexing/estimate.js';
import { candidateBody } from '../../../analysis/indexing/ddl.js';
import { readPlan, type PlanSummary } from '../../../analysis/indexing/plan.js';
import { quoteIdentifier, quoteQualified } from '../../../analysis/indexing/quote.js';
import type { PlannableText } from '../../../analysis/indexing/syntax.js';
import { toPresageError } from '../../../error.js';
import type { PostgresSession } from '../../../sources/source.js';
import { PLAIN_OUTPUT, type Sample } from './sample.js';

const INDEX_NAME = 'presage_trial';
const STATEMENT_NAME = 'presage_statement';
const ROWS_AN_INSERT = 1_000;
/** The samples are small, so their statistics can hold nearly all values: one that is there by chance then counts as one row. */
const MOST_STATISTICS = 10_000;

export type Attempt<T> = { value: T } | { refusal: string };

/**
 * Copies of tables in a scratch database: all rows of the samples in one schema and half of them in another, so that what is measured on
 * both tells how it grows. Everything happens in the transaction of the session, which is rolled back later.
 */
export class Trial {
  private readonly name = `presage_scratch_${randomBytes(8).toString('hex')}`;
  private readonly schemas = { full: this.name, half: `${this.name}_half` };
  private readonly rows = new Map<string, { full: number; half: number }>();
  /** Schemas of extensions, where their types and operators are found. */
  private extensions: string[] = [];

  private constructor(private readonly session: PostgresSession) {}

  static async open(session: PostgresSession): Promise<Trial> {
    const trial = new Trial(session);
    const rows = await session.query<{ name: string }>(
      `SELECT DISTINCT n.nspname::text AS name FROM pg_catalog.pg_extension e
       JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace`,
    );
    trial.extensions = rows.map(({ name }) => name);
    await session.script(`${PLAIN_OUTPUT}; SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan;
      SET LOCAL default_statistics_target = ${MOST_STATISTICS};
      CREATE SCHEMA ${quoteIdentifier(trial.schemas.full)}; CREATE SCHEMA ${quoteIdentifier(trial.schemas.half)}`);
    await trial.useSchema('full');
    return trial;
  }

  /** Makes the copy of one table; the types that are unknown here, whose columns are left out. */
  async copy(table: string, sample: Sample): Promise<Attempt<string[]>> {
    return this.attempt(async () => {
      await this.useSchema('full');
      const types = await this.typesOf(sample);
      const known = sample.columns.flatMap(({ name }, position) => {
        const type = types[position];
        return type === undefined ? [] : [{ name: quoteIdentifier(name), type, values: sample.values[position]! }];
      });
      const columns = known.map(({ name, type }) => `${name} ${type}`).join(', ');
      const [full, half] = [this.place('full', table), this.place('half', table)];
      await this.session.query(`CREATE TABLE ${full} (${columns}) WITH (autovacuum_enabled = off)`);
      for (let start = 0; start < sample.rows; start += ROWS_AN_INSERT) {
        await this.insert(full, known, start);
      }
      await this.session.query(
        `CREATE TABLE ${half} WITH (autovacuum_enabled = off)
         AS SELECT * FROM ${full} TABLESAMPLE BERNOULLI (50) REPEATABLE (1)`,
      );
      await this.session.script(`ANALYZE ${full}; ANALYZE ${half}`);
      const [counted] = await this.session.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${half}`);
      this.rows.set(table, { full: sample.rows, half: counted?.rows ?? 0 });
      return sample.columns.flatMap(({ type }, position) => (types[position] === undefined ? [type] : []));
    });
  }

  /** Makes a real index on both copies, runs `work` and takes it back; `work` gets its bytes. */
  async withIndex<T>(candidate: Candidate, work: (size: Measured) => Promise<T>): Promise<Attempt<T>> {
    await this.session.query('SAVEPOINT presage_index');
    const made = await this.attempt(() => this.build(candidate));
    const result = 'refusal' in made ? made : { value: await work(made.value) };
    await this.session.script('ROLLBACK TO SAVEPOINT presage_index; RELEASE SAVEPOINT presage_index');
    return result;
  }

  /**
   * The price of reading the table with the index that stands, for unknown values of the parameters. Full scans are forbidden meanwhile,
   * since small tables are always read as a whole; no value when the planner cannot use the index even so.
   */
  async price(table: string, text: PlannableText): Promise<Attempt<Measured | undefined>> {
    const full = await this.attempt(() => this.plan('full', text));
    if ('refusal' in full) return full;
    const read = readWithTrial(full.value);
    if (!read) return { value: undefined };
    if (read.isRepeated) return { refusal: 'the plan reads the table with it once for each row of another one' };
    const half = await this.attempt(() => this.plan('half', text));
    const less = 'value' in half ? readWithTrial(half.value) : undefined;
    return { value: this.measured(table, read.cost, less && !less.isRepeated ? less.cost : undefined) };
  }

  private async build(candidate: Candidate): Promise<Measured> {
    const { name } = candidate;
    const sizes: number[] = [];
    for (const side of ['full', 'half'] as const) {
      const schema = this.schemas[side];
      await this.useSchema(side);
      await this.session.query(`CREATE INDEX ${INDEX_NAME} ON ${candidateBody({ ...candidate, schema })}`);
      // expressions have statistics from now on
      await this.session.query(`ANALYZE ${this.place(side, name)}`);
      const [size] = await this.session.query<{ bytes: number }>(
        'SELECT pg_catalog.pg_relation_size($1::text::regclass) AS bytes',
        [this.place(side, INDEX_NAME)],
      );
      sizes.push(size?.bytes ?? 0);
    }
    return this.measured(name, sizes[0]!, sizes[1]);
  }

  private measured(table: string, full: number, half: number | undefined): Measured {
    const rows = this.rows.get(table) ?? { full: 0, half: 0 };
    return {
      full: { rows: rows.full, value: full },
      ...(half !== undefined && { half: { rows: rows.half, value: half } }),
    };
  }

  private async plan(side: 'full' | 'half', { text, parameters }: PlannableText): Promise<PlanSummary | undefined> {
    await this.session.query('DEALLOCATE ALL');
    await this.useSchema(side);
    // the extended protocol takes no second statement behind a semicolon
    await this.session.query(`PREPARE ${STATEMENT_NAME} AS ${text}`);
    const given = parameters.length > 0 ? `(${parameters.map(() => 'NULL').join(', ')})` : '';
    const [row] = await this.session.query(`EXPLAIN (FORMAT JSON) EXECUTE ${STATEMENT_NAME}${given}`);
    return readPlan(row?.['QUERY PLAN']);
  }

  /** The types of the columns as this server prints them, so that no text of another one comes into a statement. */
  private async typesOf({ columns }: Sample): Promise<(string | undefined)[]> {
    const types: (string | undefined)[] = [];
    for (const { type, modifier } of columns) {
      const known = await this.attempt(() =>
        this.session.query<{ type: string }>(
          `SELECT pg_catalog.format_type(t.oid, $2::int4) AS type FROM pg_catalog.pg_type t
           WHERE t.oid = pg_catalog.to_regtype($1::text)`,
          [type, modifier],
        ),
      );
      types.push('value' in known ? known.value[0]?.type : undefined);
    }
    return types;
  }

  private async insert(
    place: string,
    columns: readonly { name: string; type: string; values: readonly (string | null)[] }[],
    start: number,
  ): Promise<void> {
    const names = columns.map(({ name }) => name).join(', ');
    const casts = columns.map(({ type }, position) => `CAST(u.c${position} AS ${type})`).join(', ');
    const lists = columns.map((_, position) => `pg_catalog.unnest($${position + 1}::text[])`).join(', ');
    const aliases = columns.map((_, position) => `c${position}`).join(', ');
    await this.session.query(
      `INSERT INTO ${place} (${names}) SELECT ${casts} FROM ROWS FROM (${lists}) AS u (${aliases})`,
      columns.map(({ values }) => values.slice(start, start + ROWS_AN_INSERT)),
    );
  }

  private async useSchema(side: 'full' | 'half'): Promise<void> {
    const path = [this.schemas[side], 'public', ...this.extensions].map(quoteIdentifier).join(', ');
    await this.session.query(`SELECT pg_catalog.set_config('search_path', $1, true)`, [path]);
  }

  private place(side: 'full' | 'half', name: string): string {
    return quoteQualified({ schema: this.schemas[side], name });
  }

  /** What the server refuses is undone, and the transaction goes on; other failures end it. */
  private async attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
    await this.session.query('SAVEPOINT presage_attempt');
    try {
      const value = await work();
      await this.session.query('RELEASE SAVEPOINT presage_attempt');
      return { value };
    } catch (error) {
      const { code, message } = toPresageError(error);
      if (code !== 'PRS_SOURCE_QUERY' && code !== 'PRS_SOURCE_PERMISSION') throw error;
      await this.session.script('ROLLBACK TO SAVEPOINT presage_attempt; RELEASE SAVEPOINT presage_attempt');
      return { refusal: message };
    }
  }
}

function readWithTrial(plan: PlanSummary | undefined): PlanSummary['reads'][number] | undefined {
  return plan?.reads.find(({ index }) => index === INDEX_NAME);
}
