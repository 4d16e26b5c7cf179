import { findUnneeded } from '../../analysis/indexing/unneeded.js';
import type { Statement } from '../../analysis/indexing/statement.js';
import type { ChosenIndexes } from '../../analysis/indexing/workload.js';
import type { IndexesRecommendation } from '../../advisors/indexes/findings.js';
import { chosenIndexes, missingIndexes } from '../../advisors/indexes/missing.js';
import { observeStatements, type DatabaseObservation } from '../../advisors/indexes/observe.js';
import { readStatements, type StatementReading } from '../../advisors/indexes/statements.js';
import { recommendRemoval } from '../../advisors/indexes/superfluous.js';
import { configSchema } from '../../config/config.js';
import { PresageError } from '../../error.js';
import { createSources } from '../../sources/create.js';
import type { PostgresSession } from '../../sources/source.js';
import { readWorkloadFile } from './workload-file.js';

/** What `presage advise` is asked for. Sizes in bytes. */
export interface AdviceRequest {
  url: string;
  /** `pg_stat_statements` or the path of a file. */
  workload: string;
  budgetBytes?: number;
  maximumIndexes?: number;
  maximumWidth: number;
  minimumGainRatio: number;
  minimumCalls: number;
  /** A database in which indexes may be made for a moment; further fields as in the configuration. */
  scratch?: { url: string; rows?: number; time?: string };
  /** Time for planning. */
  seconds: number;
  onProgress?: (planned: number, of: number) => void;
}

export interface Advice {
  database: DatabaseObservation;
  create: IndexesRecommendation[];
  drop: IndexesRecommendation[];
  /** Absent without HypoPG, when nothing was costed. */
  chosen?: ChosenIndexes;
  budgetBytes?: number;
  milliseconds: number;
}

const TARGET = 'database';
const MAXIMUM_STATEMENTS = 5_000;
/** Some statements of a large workload get fewer questions than the others. */
const MAXIMUM_CALLS = 15_000;
const UNUSED_AFTER = 14 * 86_400;
/** One statement may take this long to plan, in the notation of the configuration. */
const TIMEOUT = '30s';

/** Reads a database once and advises on its indexes. Throws the errors of the source, and those of the workload file. */
export async function runAdvice(request: AdviceRequest): Promise<Advice> {
  const started = performance.now();
  const file = request.workload === 'pg_stat_statements' ? undefined : await readWorkloadFile(request.workload);
  const target = { name: TARGET, url: request.url, timeout: TIMEOUT, scratch: request.scratch };
  const config = configSchema.parse({ targets: { postgres: [target] } });
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  try {
    const source = sources.postgres(TARGET);
    const { signal } = new AbortController();
    const [datname = ''] = await source.databases(signal);
    const database = await source.session(datname, signal, async (session) => {
      const reading = file ? fileReading(file) : await serverReading(session, datname, request);
      const budget = { seconds: request.seconds, calls: MAXIMUM_CALLS };
      // a scratch database that was asked for must be there, and be another one, before anything else is done
      await source.scratch?.use(session, signal, () => Promise.resolve());
      const scratch = source.scratch && { database: source.scratch, signal };
      return observeStatements(session, datname, reading, { ...request, budget, scratch });
    });
    return { ...advise(database, request), milliseconds: Math.round(performance.now() - started) };
  } finally {
    await sources.close();
  }
}

function fileReading(statements: Statement[]): StatementReading {
  return { statements, since: 0 };
}

async function serverReading(
  session: PostgresSession,
  datname: string,
  { minimumCalls }: AdviceRequest,
): Promise<StatementReading> {
  const options = { maximumStatements: MAXIMUM_STATEMENTS, minimumCalls };
  const reading = await readStatements(session, datname, options, {});
  if (reading) return reading;
  throw new PresageError(
    'PRS_POSTGRES_NO_STATEMENTS',
    `The extension pg_stat_statements is not created in database ${JSON.stringify(datname)}; give a file with --workload.`,
  );
}

function advise(database: DatabaseObservation, request: AdviceRequest): Omit<Advice, 'milliseconds'> {
  const now = Date.now() / 1_000;
  const unneeded = findUnneeded(database.catalog, { now, unusedAfter: UNUSED_AFTER, appeared: new Map() });
  const drop = unneeded.map((entry) => recommendRemoval(entry, database, TARGET, now));
  const budget = request.budgetBytes !== undefined && { budgetBytes: request.budgetBytes };
  if (!database.hypothetical) return { database, drop, create: missingIndexes(database, TARGET, request), ...budget };
  const { recommendations, ...chosen } = chosenIndexes(database, TARGET, request);
  return { database, drop, create: recommendations, chosen, ...budget };
}
