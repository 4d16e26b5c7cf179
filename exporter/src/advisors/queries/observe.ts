import type { Node } from 'libpg-query';
import { relationNames } from '../../analysis/indexing/statement.js';
import { parameterNumbers, parseStatement } from '../../analysis/indexing/syntax.js';
import { readTableUse, type TableUse } from '../../analysis/queries/lookup.js';
import { textProblems, type TextProblem } from '../../analysis/queries/text-problems.js';
import type { StatementCounters } from '../../analysis/queries/windows.js';
import { toPresageError, type PresageError } from '../../error.js';
import type { PostgresSession, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { QueriesConfig } from './config.js';
import { explainStatements } from './explain.js';
import type { QueriesFindings } from './findings.js';
import { readCounters } from './read-counters.js';
import { readTables, readWrites, type NamedTable } from './read-tables.js';

/** What one run saw. Times are Unix seconds. */
export interface QueriesObservation {
  time: number;
  databases: DatabaseQueries[];
  /** Databases that could not be read, with the reason. */
  failed: { datname: string; message: string }[];
}

export interface DatabaseQueries {
  datname: string;
  epoch: string;
  counters: StatementCounters[];
  texts: Record<string, string>;
  /** By queryid, of statements that could be parsed. */
  facts: Record<string, StatementFacts>;
  /** Those that the statements name. */
  tables: NamedTable[];
  /** By queryid, of SELECT statements that took most time. */
  plans: Record<string, unknown>;
  /** Rows written to each table since counting began. */
  writes: Record<string, number>;
}

export interface StatementFacts {
  reads: boolean;
  tables: string[];
  parameters: number;
  problems: TextProblem[];
  /** Absent where it is not sure which tables the statement means. */
  use?: TableUse;
}

/** Statements that are planned in one run. */
const PLANNED = 25;

/**
 * Reads the statements of every selected database with what their texts and plans say.
 *
 * @throws the first error when no database could be read
 */
export async function observeQueries(
  job: Job<QueriesConfig>,
  sources: Sources,
  signal: AbortSignal,
  previous: QueriesFindings | undefined,
): Promise<QueriesObservation> {
  const source = sources.postgres(job.target);
  const observation: QueriesObservation = { time: Date.now() / 1_000, databases: [], failed: [] };
  const errors: PresageError[] = [];
  for (const datname of await source.databases(signal)) {
    const known = previous?.databases.find((database) => database.datname === datname)?.texts ?? {};
    try {
      const read = await source.session(datname, signal, (session) =>
        observeDatabase(session, datname, job.config, known),
      );
      observation.databases.push(read);
    } catch (error) {
      if (signal.aborted) throw error;
      errors.push(toPresageError(error));
      observation.failed.push({ datname, message: errors.at(-1)!.message });
    }
  }
  if (observation.databases.length === 0 && errors[0]) throw errors[0];
  return observation;
}

async function observeDatabase(
  session: PostgresSession,
  datname: string,
  config: QueriesConfig,
  known: Readonly<Record<string, string>>,
): Promise<DatabaseQueries> {
  const { counters, texts, epoch } = await readCounters(session, config, known);
  const trees = new Map<string, Node>();
  const plannable: Record<string, string> = {};
  for (const { id } of counters) {
    const parsed = await parseStatement(texts[id] ?? '');
    if (!('node' in parsed)) continue;
    trees.set(id, parsed.node);
    plannable[id] = parsed.inner ?? texts[id]!;
  }
  const names = relationNames([...trees.values()]);
  const { tables, index } = await readTables(session, datname, names);
  const columns = tables.flatMap(({ name, columns: own, indexed }) =>
    own.map((column) => ({
      table: name,
      column: column.name,
      type: column.type!,
      indexed: indexed.includes(column.name),
    })),
  );
  const facts: Record<string, StatementFacts> = {};
  for (const { id, calls, rows } of counters) {
    const node = trees.get(id);
    if (!node) continue;
    const use = readTableUse(node, index);
    facts[id] = {
      reads: 'SelectStmt' in node && !node.SelectStmt.lockingClause,
      tables: relationNames([node]),
      parameters: parameterNumbers(node).length,
      problems: textProblems(node, columns, rows / calls),
      ...(use && { use }),
    };
  }
  const planned = counters.filter(({ id }) => facts[id]?.reads).slice(0, PLANNED);
  const plans = await explainStatements(
    session,
    planned.map(({ id }) => ({ id, text: plannable[id]!, parameters: facts[id]!.parameters })),
  );
  return { datname, epoch, counters, texts, facts, tables, plans, writes: await readWrites(session, names) };
}
