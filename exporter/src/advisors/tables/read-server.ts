import type { AutovacuumSettings, HorizonHolder } from '../../analysis/tables/table-state.js';
import type { ServerState } from '../../analysis/tables/settings.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import type { PostgresSession } from '../../sources/source.js';

/** What holds for the whole server. */
export interface ServerReading {
  state: ServerState;
  autovacuum: AutovacuumSettings;
  /** The next transaction id, with its epoch. */
  nextTransaction: number;
  /** Age of the oldest row of each database, in transactions. */
  ages: { datname: string; age: number }[];
  holder?: HorizonHolder;
}

const MEMORY_UNITS: Record<string, number> = { B: 1, kB: 1_024, '8kB': 8_192, MB: 1_048_576, GB: 1_073_741_824 };

/** Reads settings, counters and transaction ids; takes no lock and no transaction id. */
export async function readServer(session: PostgresSession): Promise<ServerReading> {
  const settings = await readSettings(session);
  const [facts] = await session.query<{
    next: number;
    temp_files: number;
    temp_bytes: number;
    blocks: number;
    milliseconds: number;
  }>(
    `SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::float8 AS next,
            sum(temp_files)::float8 AS temp_files, sum(temp_bytes)::float8 AS temp_bytes,
            sum(blks_read)::float8 AS blocks, sum(blk_read_time)::float8 AS milliseconds
     FROM pg_catalog.pg_stat_database`,
  );
  const ages = await session.query<{ datname: string; age: number }>(
    `SELECT datname::text AS datname, pg_catalog.age(datfrozenxid)::int8 AS age
     FROM pg_catalog.pg_database WHERE datallowconn ORDER BY datname`,
  );
  const deallocations = await readDeallocations(session);
  const holder = await readHolder(session);
  return {
    state: {
      settings,
      checkpoints: await readCheckpoints(session),
      temporary: { files: facts!.temp_files, bytes: facts!.temp_bytes },
      reads: { blocks: facts!.blocks, milliseconds: facts!.milliseconds },
      ...(deallocations !== undefined && { statementDeallocations: deallocations }),
    },
    autovacuum: {
      enabled: settings['autovacuum'] === 'on',
      vacuumThreshold: Number(settings['autovacuum_vacuum_threshold']),
      vacuumScaleFactor: Number(settings['autovacuum_vacuum_scale_factor']),
      analyzeThreshold: Number(settings['autovacuum_analyze_threshold']),
      analyzeScaleFactor: Number(settings['autovacuum_analyze_scale_factor']),
      freezeMaximumAge: Number(settings['autovacuum_freeze_max_age']),
    },
    nextTransaction: facts!.next,
    ages,
    ...(holder && { holder }),
  };
}

async function readSettings(session: PostgresSession): Promise<Record<string, string>> {
  const rows = await session.query<{ name: string; setting: string; unit: string | null }>(
    `SELECT name, setting, unit FROM pg_catalog.pg_settings
     WHERE name LIKE 'autovacuum%' OR name IN ('fsync', 'full_page_writes', 'track_counts', 'max_wal_size', 'work_mem',
       'random_page_cost', 'effective_cache_size', 'shared_buffers', 'pg_stat_statements.max')`,
  );
  return Object.fromEntries(
    rows.map(({ name, setting, unit }) => {
      const factor = unit === null ? undefined : MEMORY_UNITS[unit];
      return [name, factor === undefined ? setting : String(Number(setting) * factor)];
    }),
  );
}

/** PostgreSQL 17 moved the counters to a view of their own. */
async function readCheckpoints(session: PostgresSession): Promise<{ timed: number; requested: number }> {
  const [place] = await session.query<{ own: boolean }>(
    `SELECT pg_catalog.to_regclass('pg_catalog.pg_stat_checkpointer') IS NOT NULL AS own`,
  );
  const [row] = await session.query<{ timed: number; requested: number }>(
    place?.own
      ? 'SELECT num_timed::float8 AS timed, num_requested::float8 AS requested FROM pg_catalog.pg_stat_checkpointer'
      : 'SELECT checkpoints_timed::float8 AS timed, checkpoints_req::float8 AS requested FROM pg_catalog.pg_stat_bgwriter',
  );
  return row!;
}

async function readDeallocations(session: PostgresSession): Promise<number | undefined> {
  const [place] = await session.query<{ schema: string }>(
    `SELECT n.nspname::text AS schema FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = 'pg_stat_statements_info' AND EXISTS (
       SELECT FROM pg_catalog.pg_extension e WHERE e.extname = 'pg_stat_statements' AND e.extnamespace = n.oid)
       AND pg_catalog.current_setting('pg_stat_statements.max', true) IS NOT NULL`,
  );
  if (!place) return undefined;
  const [row] = await session.query<{ dealloc: number }>(
    `SELECT dealloc::float8 AS dealloc FROM ${quoteIdentifier(place.schema)}.pg_stat_statements_info`,
  );
  return row?.dealloc;
}

/** The oldest of all that keep VACUUM from removing rows. */
async function readHolder(session: PostgresSession): Promise<HorizonHolder | undefined> {
  const [row] = await session.query<HorizonHolder>(
    `SELECT kind, name, age::int8 AS age FROM (
       SELECT 'session' AS kind, pid::text AS name,
              greatest(pg_catalog.age(backend_xmin), pg_catalog.age(backend_xid)) AS age
       FROM pg_catalog.pg_stat_activity
       WHERE pid <> pg_catalog.pg_backend_pid() AND backend_type = 'client backend'
       UNION ALL SELECT 'prepared transaction', gid, pg_catalog.age(transaction) FROM pg_catalog.pg_prepared_xacts
       UNION ALL SELECT 'replication slot', slot_name::text, greatest(pg_catalog.age(xmin), pg_catalog.age(catalog_xmin))
       FROM pg_catalog.pg_replication_slots
       UNION ALL SELECT 'standby', application_name, pg_catalog.age(backend_xmin) FROM pg_catalog.pg_stat_replication) h
     WHERE age IS NOT NULL ORDER BY age DESC LIMIT 1`,
  );
  return row;
}
