import type { UnindexedForeignKey } from '../../analysis/tables/foreign-keys.js';
import type { SequenceState } from '../../analysis/tables/sequences.js';
import type { TableState } from '../../analysis/tables/table-state.js';
import { toPresageError, type PresageError } from '../../error.js';
import type { Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { TablesConfig } from './config.js';
import { readServer, type ServerReading } from './read-server.js';
import { readSequences, readTables, readUnindexedForeignKeys } from './read-tables.js';

/** What one run saw. Times are Unix seconds. */
export interface TablesObservation {
  time: number;
  server: ServerReading;
  databases: DatabaseTables[];
  /** Databases that could not be read, with the reason. */
  failed: { datname: string; message: string }[];
}

export interface DatabaseTables {
  datname: string;
  tables: TableState[];
  sequences: SequenceState[];
  foreignKeys: UnindexedForeignKey[];
}

/**
 * Reads the server from its first database, then the tables of every selected one.
 *
 * @throws the first error when no database could be read
 */
export async function observeTables(
  job: Job<TablesConfig>,
  sources: Sources,
  signal: AbortSignal,
): Promise<TablesObservation> {
  const source = sources.postgres(job.target);
  const names = await source.databases(signal);
  const server = await source.session(names[0]!, signal, readServer);
  const observation: TablesObservation = { time: Date.now() / 1_000, server, databases: [], failed: [] };
  const errors: PresageError[] = [];
  for (const datname of names) {
    try {
      const read = await source.session(datname, signal, async (session) => ({
        datname,
        tables: await readTables(session),
        sequences: await readSequences(session),
        foreignKeys: await readUnindexedForeignKeys(session),
      }));
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
