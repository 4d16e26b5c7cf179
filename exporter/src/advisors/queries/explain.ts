import { toPresageError } from '../../error.js';
import type { PostgresSession } from '../../sources/source.js';

/**
 * Plans of statements for unknown parameters, by queryid. PostgreSQL refuses some normalised texts (`interval $1`), and those on tables
 * that the role may not read; they have no plan. The texts must be single SELECT statements.
 */
export async function explainStatements(
  session: PostgresSession,
  statements: readonly { id: string; text: string; parameters: number }[],
): Promise<Record<string, unknown>> {
  const plans: Record<string, unknown> = {};
  await session.query('SET plan_cache_mode = force_generic_plan');
  try {
    for (const { id, text, parameters } of statements) {
      const plan = await attempt(() => explain(session, text, parameters));
      if (plan !== undefined) plans[id] = plan;
    }
  } finally {
    await session.query('RESET plan_cache_mode').catch(() => undefined);
  }
  return plans;
}

async function explain(session: PostgresSession, text: string, parameters: number): Promise<unknown> {
  await session.query(`PREPARE presage_query AS ${text}`);
  try {
    const given = parameters === 0 ? '' : `(${Array.from({ length: parameters }, () => 'NULL').join(', ')})`;
    const [row] = await session.query<{ 'QUERY PLAN': unknown }>(`EXPLAIN (FORMAT JSON) EXECUTE presage_query${given}`);
    return row?.['QUERY PLAN'];
  } finally {
    await session.query('DEALLOCATE presage_query');
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const { code } = toPresageError(error);
    if (code === 'PRS_SOURCE_QUERY' || code === 'PRS_SOURCE_PERMISSION') return undefined;
    throw error;
  }
}
