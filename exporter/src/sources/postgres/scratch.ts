import type { PostgresTarget } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { PostgresSession, ScratchDatabase } from '../source.js';
import { readTls } from '../tls.js';
import { PostgresConnection } from './connection.js';
import { scratchSettings } from './settings.js';

const IDENTITY = `
  SELECT c.system_identifier::text AS server, pg_catalog.current_database()::text AS datname
  FROM pg_catalog.pg_control_system() c`;

interface Identity {
  server: string;
  datname: string;
}

/**
 * The scratch database of a target, whose databases are `selected` besides the one that is observed. A connection lives as long as one
 * run. PRS_CONFIG_INVALID when the URL is none.
 */
export function scratchDatabase(
  name: string,
  config: NonNullable<PostgresTarget['scratch']>,
  selected: readonly string[],
): ScratchDatabase {
  const settings = scratchSettings(name, config);
  return {
    rows: config.rows,
    maximumBytes: config.max_bytes,
    seconds: config.time,
    use: async (target, signal, work) => {
      const tls = settings.tls && (await readTls(settings.tls));
      const connection = await PostgresConnection.open(settings.database, settings, tls, signal);
      const session: PostgresSession = {
        query: (sql, parameters = []) => connection.query(sql, parameters, signal),
        script: (sql) => connection.script(sql, signal),
      };
      try {
        await refuseTarget(session, target, selected, settings.subject);
        await session.query('BEGIN');
        return await work(session);
      } finally {
        // the server does the same when the connection is lost
        if (connection.usable) await connection.query('ROLLBACK', [], signal).catch(() => undefined);
        connection.destroy();
      }
    },
  };
}

/** Names, hosts and ports can hide it, so the servers themselves are asked who they are; a standby answers like its primary. */
async function refuseTarget(
  scratch: PostgresSession,
  target: PostgresSession,
  selected: readonly string[],
  subject: string,
): Promise<void> {
  const [[own], [observed]] = [await scratch.query<Identity>(IDENTITY), await target.query<Identity>(IDENTITY)];
  if (!own || !observed) throw new PresageError('PRS_SOURCE_QUERY', `${subject}: the server does not say who it is`);
  if (own.server !== observed.server) return;
  if (own.datname !== observed.datname && !selected.includes(own.datname) && !selected.includes('*')) return;
  const text = `${subject}: ${JSON.stringify(own.datname)} is a database of the target itself, so nothing is written to it`;
  throw new PresageError('PRS_POSTGRES_SCRATCH_IS_TARGET', text);
}
