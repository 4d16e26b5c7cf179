import type { Catalog } from '../../analysis/indexing/catalog.js';
import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { Candidate } from '../../analysis/indexing/candidate.js';
import { readNames, shapeStatements, type Skipped, type StatementShape } from '../../analysis/indexing/statement.js';
import { advanceWindow, windowWeight, type StatementWindow } from '../../analysis/indexing/window.js';
import { PresageError, toPresageError } from '../../error.js';
import type { PostgresSession, PostgresSource, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { readCatalog } from './catalog.js';
import { readConstants } from './constants.js';
import type { IndexesConfig } from './config.js';
import type { DatabaseFindings, IndexesFindings } from './findings.js';
import { readStatements, type StatementReading } from './statements.js';
import { planDatabase, type ChoiceOptions } from './plan-database.js';
import { readNamed } from './named.js';
import type { Scratch } from './scratch/validate.js';
import { readScanHistories, type ScanHistories } from './scan-history.js';
import type { PlannerBudget, WhatIf } from './what-if.js';

/** What one run saw. Times are Unix seconds. */
export interface IndexesObservation {
  time: number;
  databases: DatabaseObservation[];
  /** Databases that could not be read, with the reason. */
  failed: { datname: string; message: string }[];
  /** Absent where no history is configured or it could not be read. */
  scanHistories?: ScanHistories;
  scanHistoryFailure?: string;
}

export interface DatabaseObservation {
  datname: string;
  catalog: Catalog;
  shapes: StatementShape[];
  /** Candidates that no statement has by itself but that serve several. */
  merged: Candidate[];
  skipped: Skipped[];
  statementsSince: number;
  whatIf: WhatIf;
  /** How often the statements ran lately, where it was read more than once. */
  window?: StatementWindow;
  /** Texts by queryid, of all statements that were read. */
  texts: Record<string, string>;
  plannerCalls: number;
  /** Whether HypoPG answered the what-if questions. */
  hypothetical: boolean;
}

/** Part of the time limit that planning may use; the rest is for reading and for the other databases. */
const PLANNING_SHARE = 0.6;
const MAXIMUM_PLANNER_CALLS = 5_000;

/**
 * Reads catalog and workload of every selected database and asks its planner what each candidate would bring.
 *
 * @throws the first error when no database could be read; PRS_POSTGRES_NO_STATEMENTS when none shows its statements
 */
export async function observeIndexes(
  job: Job<IndexesConfig>,
  sources: Sources,
  signal: AbortSignal,
  previous: IndexesFindings | undefined,
): Promise<IndexesObservation> {
  const source = sources.postgres(job.target);
  const started = performance.now();
  const names = await source.databases(signal);
  const observation: IndexesObservation = { time: Date.now() / 1_000, databases: [], failed: [] };
  await observeHistory(observation, job, sources, signal);
  const errors: PresageError[] = [];
  for (const [position, datname] of names.entries()) {
    const seconds = job.timeoutSeconds * PLANNING_SHARE;
    const deadline = started + (seconds * 1_000 * (position + 1)) / names.length;
    const budget = { seconds, deadline, calls: MAXIMUM_PLANNER_CALLS };
    try {
      observation.databases.push(await observeDatabase(source, datname, names, budget, job.config, signal, previous));
    } catch (error) {
      if (signal.aborted) throw error;
      errors.push(toPresageError(error));
      observation.failed.push({ datname, message: errors.at(-1)!.message });
    }
  }
  if (observation.databases.length === 0 && errors[0]) throw errors[0];
  return observation;
}

/** What Prometheus cannot tell now keeps indexes from being called unused, and is no reason to fail. */
async function observeHistory(
  observation: IndexesObservation,
  { config }: Job<IndexesConfig>,
  sources: Sources,
  signal: AbortSignal,
): Promise<void> {
  if (!config.scanHistory) return;
  try {
    const source = sources.prometheus(config.scanHistory.target);
    observation.scanHistories = await readScanHistories(source, config.scanHistory, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    observation.scanHistoryFailure = toPresageError(error).message;
  }
}

async function observeDatabase(
  source: PostgresSource,
  datname: string,
  databases: readonly string[],
  budget: PlannerBudget,
  config: IndexesConfig,
  signal: AbortSignal,
  previous: IndexesFindings | undefined,
): Promise<DatabaseObservation> {
  const known = previous?.databases.find((database) => database.datname === datname)?.texts ?? {};
  // one session after the other: a session inside a session could wait for its own connection
  const here = await source.session(datname, signal, (session) => readStatements(session, datname, config, known));
  const reading = here ?? (await readElsewhere(source, datname, databases, config, signal, known));
  const before = previous?.databases.find((database) => database.datname === datname);
  const window = advanceWindow(before?.window, reading.statements, Date.now() / 1_000, reading.since);
  const statements = reading.statements.map((statement) => ({
    ...statement,
    weight: windowWeight(window, statement.id),
  }));
  return source.session(datname, signal, async (session) => {
    const observed = await observeStatements(
      session,
      datname,
      { ...reading, statements },
      {
        budget,
        minimumGainRatio: config.minimumGainRatio,
        preferred: openBodies(previous, datname),
        ...(before && { before }),
        ...(source.scratch && { scratch: { database: source.scratch, signal } }),
      },
    );
    return { ...observed, window };
  });
}

/** How the statements of one database are to be planned. */
export interface ObserveOptions extends ChoiceOptions {
  budget: PlannerBudget;
  /** What an earlier run learned. */
  before?: DatabaseFindings;
  scratch?: Scratch;
  onProgress?: (planned: number, of: number) => void;
}

/** Reads the catalog as far as the statements name it and asks the planner what indexes would bring them. */
export async function observeStatements(
  session: PostgresSession,
  datname: string,
  reading: StatementReading,
  options: ObserveOptions,
): Promise<DatabaseObservation> {
  const catalog = await readCatalog(session, datname);
  const { readable, names, skipped } = await readNames(reading.statements);
  const views = await readNamed(session, catalog, names);
  const { maximumWidth } = options;
  const shaped = await shapeStatements(readable, catalog, {
    views,
    ...(maximumWidth !== undefined && { maximumWidth }),
  });
  const constants = await readConstants(session);
  const planned = await planDatabase(session, catalog, shaped.shapes, { ...options, constants });
  return {
    datname,
    catalog,
    shapes: shaped.shapes,
    merged: planned.merged,
    skipped: [...skipped, ...shaped.skipped, ...planned.whatIf.skipped],
    statementsSince: reading.since,
    whatIf: planned.whatIf,
    texts: Object.fromEntries(reading.statements.map(({ id, text }) => [id, text])),
    plannerCalls: planned.calls,
    hypothetical: planned.hypothetical,
  };
}

/** Bodies of the indexes that are recommended already. */
export function openBodies(findings: IndexesFindings | undefined, datname: string): Set<string> {
  const open = (findings?.recommendations ?? []).filter((entry) => entry.datname === datname);
  return new Set(open.flatMap(({ candidate }) => (candidate ? [candidateBody(candidate)] : [])));
}

/** The extension may be created in another database of the server only; it counts for all of them. */
async function readElsewhere(
  source: PostgresSource,
  datname: string,
  databases: readonly string[],
  config: IndexesConfig,
  signal: AbortSignal,
  known: Readonly<Record<string, string>>,
): Promise<StatementReading> {
  for (const other of databases) {
    if (other === datname) continue;
    const reading = await source.session(other, signal, (session) => readStatements(session, datname, config, known));
    if (reading) return reading;
  }
  throw new PresageError(
    'PRS_POSTGRES_NO_STATEMENTS',
    `${source.name}: the extension pg_stat_statements is not created in database ${JSON.stringify(datname)}`,
  );
}
