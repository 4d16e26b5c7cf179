import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import type { StatementCounters } from '../../analysis/queries/windows.js';
import { PresageError } from '../../error.js';
import type { PostgresSession } from '../../sources/source.js';

/** What pg_stat_statements counted in one database. */
export interface CounterReading {
  counters: StatementCounters[];
  /** Texts by queryid, of those that were read now or known before. */
  texts: Record<string, string>;
  /** When counting began, as text. */
  epoch: string;
}

interface Extension {
  schema: string;
  /** Names before and since version 1.8. */
  time: 'total_time' | 'total_exec_time';
  hasInfo: boolean;
}

async function findExtension(session: PostgresSession): Promise<Extension | undefined> {
  const [row] = await session.query<{ schema: string; recent: boolean; info: boolean }>(
    `SELECT n.nspname::text AS schema,
            EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
                    WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' AND a.attname = 'total_exec_time') AS recent,
            EXISTS (SELECT FROM pg_catalog.pg_class c
                    WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements_info') AS info
     FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname = 'pg_stat_statements'`,
  );
  return (
    row && {
      schema: quoteIdentifier(row.schema),
      time: row.recent ? 'total_exec_time' : 'total_time',
      hasInfo: row.info,
    }
  );
}

/**
 * The statements of the database of the session that took most time since counting began, our own left out; their texts are read only
 * when some are not in `knownTexts`.
 *
 * @throws PRS_POSTGRES_NO_STATEMENTS when the extension is not created in the database, or not loaded
 */
export async function readCounters(
  session: PostgresSession,
  options: { maximumStatements: number; minimumCalls: number },
  knownTexts: Readonly<Record<string, string>>,
): Promise<CounterReading> {
  const extension = await findExtension(session);
  if (!extension) {
    throw new PresageError(
      'PRS_POSTGRES_NO_STATEMENTS',
      'the extension pg_stat_statements is not created in the database',
    );
  }
  try {
    const counters = await topStatements(session, extension, options);
    const missing = counters.filter(({ id }) => knownTexts[id] === undefined).map(({ id }) => id);
    const read = missing.length === 0 ? {} : await readTexts(session, extension, missing);
    const texts = Object.fromEntries(counters.map(({ id }) => [id, knownTexts[id] ?? read[id] ?? '']));
    return { counters, texts, epoch: await readEpoch(session, extension) };
  } catch (error) {
    if (!(error instanceof Error) || !/shared_preload_libraries/.test(error.message)) throw error;
    throw new PresageError(
      'PRS_POSTGRES_NO_STATEMENTS',
      `pg_stat_statements is created but not loaded: ${error.message}`,
    );
  }
}

function topStatements(
  session: PostgresSession,
  { schema, time }: Extension,
  options: { maximumStatements: number; minimumCalls: number },
): Promise<StatementCounters[]> {
  return session.query<StatementCounters>(
    `SELECT s.queryid::text AS id, sum(s.calls)::float8 AS calls, sum(s.${time})::float8 AS milliseconds,
            sum(s.rows)::float8 AS rows, sum(s.shared_blks_read)::float8 AS "blocksRead",
            sum(s.temp_blks_written)::float8 AS "temporaryBlocks"
     FROM ${schema}.pg_stat_statements(false) s
     JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = pg_catalog.current_database()
     WHERE s.queryid IS NOT NULL AND s.userid <> (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
     GROUP BY s.queryid HAVING sum(s.calls) >= $1
     ORDER BY sum(s.${time}) DESC, s.queryid LIMIT $2`,
    [options.minimumCalls, options.maximumStatements],
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

async function readEpoch(session: PostgresSession, { schema, hasInfo }: Extension): Promise<string> {
  const [row] = await session.query<{ epoch: string }>(
    `SELECT ${hasInfo ? `coalesce((SELECT stats_reset::text FROM ${schema}.pg_stat_statements_info), '')` : `''`}
            || pg_catalog.pg_postmaster_start_time()::text AS epoch`,
  );
  return row!.epoch;
}
