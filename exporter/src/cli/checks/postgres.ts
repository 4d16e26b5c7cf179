import { ERROR_CATALOGUE } from '@presage/contract/errors';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import { PresageError } from '../../error.js';
import type { PostgresSession, PostgresSource } from '../../sources/source.js';
import { failure, fine, type CheckResult, type Finding } from './result.js';

interface Facts {
  monitor: boolean;
  timing: string;
}

/** Connection, version, role and, in each database, the extensions that the indexes advisor uses. */
export async function checkPostgres(source: PostgresSource, signal: AbortSignal): Promise<CheckResult[]> {
  const row = (check: string, finding: Finding): CheckResult => ({
    source: 'postgres',
    target: source.name,
    check,
    ...finding,
  });
  let version: number;
  let databases: string[];
  try {
    version = await source.version(signal);
    databases = await source.databases(signal);
  } catch (error) {
    return [row('connection', failure(error))];
  }
  const results = [row('connection', fine(`PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`))];
  for (const database of databases) {
    const findings = await source
      .session(database, signal, inDatabase)
      .catch((error: unknown): [string, Finding][] => [['connection', failure(error)]]);
    results.push(...findings.map(([check, finding]) => row(`${database}: ${check}`, finding)));
  }
  return results;
}

async function inDatabase(session: PostgresSession): Promise<[string, Finding][]> {
  const [facts] = await session.query<Facts>(
    `SELECT pg_catalog.pg_has_role(current_user, 'pg_monitor', 'USAGE') AS monitor,
            pg_catalog.current_setting('track_io_timing') AS timing`,
  );
  const extensions = await session.query<{ name: string; schema: string }>(
    `SELECT e.extname::text AS name, n.nspname::text AS schema
     FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     WHERE e.extname IN ('pg_stat_statements', 'hypopg')`,
  );
  const schemaOf = (name: string) => extensions.find((extension) => extension.name === name)?.schema;
  return [
    ['role', facts?.monitor ? fine('has the rights of pg_monitor') : noMonitor()],
    ['pg_stat_statements', await statements(session, schemaOf('pg_stat_statements'))],
    ['hypopg', schemaOf('hypopg') ? fine('installed') : missing('PRS_POSTGRES_NO_HYPOPG')],
  ];
}

function noMonitor(): Finding {
  const message = 'the user lacks pg_monitor, so statements of other users and some statistics stay hidden';
  return {
    ...failure(new PresageError('PRS_SOURCE_PERMISSION', message), 'warning'),
    hint: 'GRANT pg_monitor TO the user.',
  };
}

async function statements(session: PostgresSession, schema: string | undefined): Promise<Finding> {
  if (schema === undefined) return missing('PRS_POSTGRES_NO_STATEMENTS');
  try {
    const [row] = await session.query<{ count: number }>(
      `SELECT count(*) AS count FROM ${quoteIdentifier(schema)}.pg_stat_statements`,
    );
    return fine(`${row?.count ?? 0} statements`);
  } catch (error) {
    // installed, but not preloaded
    return failure(new PresageError('PRS_POSTGRES_NO_STATEMENTS', (error as Error).message), 'warning');
  }
}

function missing(code: 'PRS_POSTGRES_NO_STATEMENTS' | 'PRS_POSTGRES_NO_HYPOPG'): Finding {
  return failure(new PresageError(code, ERROR_CATALOGUE[code].summary), 'warning');
}
