import type { Statement } from '../../analysis/indexing/statement.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import { PresageError } from '../../error.js';
import type { PostgresSession } from '../../sources/source.js';

/** What pg_stat_statements knows of one database. */
export interface StatementReading {
  statements: Statement[];
  /** Unix seconds since which it counts. */
  since: number;
}

interface Extension {
  schema: string;
  /** `total_exec_time` since version 1.8, `total_time` before. */
  timeColumn: string;
  hasInfo: boolean;
}

/** Where pg_stat_statements is installed in the database of the session, if it is. */
async function findExtension(session: PostgresSession): Promise<Extension | undefined> {
  const [row] = await session.query<{ schema: string; columns: string[]; has_info: boolean }>(
    `SELECT n.nspname::text AS schema,
            ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                  WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' AND a.attnum > 0) AS columns,
            EXISTS (SELECT FROM pg_catalog.pg_class c
                    WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements_info') AS has_info
     FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname = 'pg_stat_statements'`,
  );
  if (!row) return undefined;
  const timeColumn = row.columns.includes('total_exec_time') ? 'total_exec_time' : 'total_time';
  return { schema: quoteIdentifier(row.schema), timeColumn, hasInfo: row.has_info };
}

/**
 * The statements of `database` with the most total time, as far as the database of the session can show them: the extension counts
 * for the whole server but is created in each database by itself. Texts are read only when some are not in `knownTexts`.
 *
 * @returns undefined when the extension is not created in the database of the session
 * @throws PRS_POSTGRES_NO_STATEMENTS when it is created but not loaded
 */
export async function readStatements(
  session: PostgresSession,
  database: string,
  options: { maximumStatements: number; minimumCalls: number },
  knownTexts: Readonly<Record<string, string>>,
): Promise<StatementReading | undefined> {
  const extension = await findExtension(session);
  if (!extension) return undefined;
  try {
    const rows = await topStatements(session, extension, database, options);
    const missing = rows.filter(({ id }) => knownTexts[id] === undefined).map(({ id }) => id);
    const texts = { ...knownTexts, ...(missing.length > 0 ? await readTexts(session, extension, missing) : {}) };
    return {
      statements: rows.map((row) => ({ ...row, text: texts[row.id] ?? '' })),
      since: await countersSince(session, extension, database),
    };
  } catch (error) {
    if (!(error instanceof Error) || !/shared_preload_libraries/.test(error.message)) throw error;
    throw new PresageError(
      'PRS_POSTGRES_NO_STATEMENTS',
      `pg_stat_statements is created but not loaded: ${error.message}`,
    );
  }
}

async function topStatements(
  session: PostgresSession,
  { schema, timeColumn }: Extension,
  database: string,
  options: { maximumStatements: number; minimumCalls: number },
): Promise<Omit<Statement, 'text'>[]> {
  return session.query(
    `SELECT s.queryid::text AS id, sum(s.calls)::float8 AS calls, sum(s.${timeColumn})::float8 AS "totalMilliseconds",
            sum(s.rows)::float8 AS rows
     FROM ${schema}.pg_stat_statements(false) s
     JOIN pg_catalog.pg_database d ON d.oid = s.dbid
     WHERE d.datname = $1 AND s.queryid IS NOT NULL
     GROUP BY s.queryid HAVING sum(s.calls) >= $2
     ORDER BY sum(s.${timeColumn}) DESC, s.queryid LIMIT $3`,
    [database, options.minimumCalls, options.maximumStatements],
  );
}

async function readTexts(
  session: PostgresSession,
  { schema }: Extension,
  ids: string[],
): Promise<Record<string, string>> {
  const rows = await session.query<{ id: string; text: string | null }>(
    `SELECT queryid::text AS id, min(query) AS text FROM ${schema}.pg_stat_statements(true)
     WHERE queryid = ANY ($1::int8[]) GROUP BY queryid`,
    [ids],
  );
  return Object.fromEntries(rows.flatMap(({ id, text }) => (text === null ? [] : [[id, text] as const])));
}

async function countersSince(session: PostgresSession, extension: Extension, database: string): Promise<number> {
  const info = extension.hasInfo ? `(SELECT stats_reset FROM ${extension.schema}.pg_stat_statements_info)` : 'NULL';
  const [row] = await session.query<{ since: number }>(
    `SELECT extract(epoch FROM coalesce(${info}, d.stats_reset, pg_catalog.pg_postmaster_start_time()))::float8 AS since
     FROM pg_catalog.pg_stat_database d WHERE d.datname = $1`,
    [database],
  );
  return row?.since ?? 0;
}
