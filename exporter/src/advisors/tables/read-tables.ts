import type { UnindexedForeignKey } from '../../analysis/tables/foreign-keys.js';
import type { SequenceState } from '../../analysis/tables/sequences.js';
import type { ColumnSummary, TableState } from '../../analysis/tables/table-state.js';
import type { PostgresSession } from '../../sources/source.js';

const USER_SCHEMAS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;
const EPOCH = (time: string) => `extract(epoch FROM ${time})::float8`;
/** Columns are summed up of tables of this size on; of smaller ones no advice needs them. */
const COLUMNS_FROM_BYTES = 64 * 1024 * 1024;

interface TableRow
  extends Omit<TableState, 'writes' | 'blocks' | 'options' | 'lastVacuum' | 'lastAnalyze' | 'columns'> {
  lastVacuum: number | null;
  lastAnalyze: number | null;
  inserted: number;
  updated: number;
  deleted: number;
  hit: number;
  read: number;
  options: string[] | null;
}

/** Reads the tables of the database of the session from catalogue and statistics, without a lock on any of them. */
export async function readTables(session: PostgresSession): Promise<TableState[]> {
  const rows = await session.query<TableRow>(
    `SELECT c.oid::int8 AS oid, n.nspname::text AS schema, c.relname::text AS name,
            CASE WHEN c.reltuples < 0 THEN coalesce(nullif(s.n_live_tup, 0), -1) ELSE greatest(c.reltuples::float8, s.n_live_tup) END::float8 AS rows,
            coalesce(s.n_dead_tup, 0)::float8 AS "deadRows", coalesce(s.n_mod_since_analyze, 0)::float8 AS "modifiedRows",
            c.relpages::int8 * pg_catalog.current_setting('block_size')::int8 AS "sizeBytes",
            ${EPOCH('greatest(s.last_vacuum, s.last_autovacuum)')} AS "lastVacuum",
            ${EPOCH('greatest(s.last_analyze, s.last_autoanalyze)')} AS "lastAnalyze",
            EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum p WHERE p.relid = c.oid) AS vacuuming,
            coalesce(s.n_tup_ins, 0)::float8 AS inserted, coalesce(s.n_tup_upd, 0)::float8 AS updated,
            coalesce(s.n_tup_del, 0)::float8 AS deleted,
            coalesce(i.heap_blks_hit, 0)::float8 AS hit, coalesce(i.heap_blks_read, 0)::float8 AS read,
            greatest(pg_catalog.age(c.relfrozenxid), pg_catalog.age(t.relfrozenxid))::int8 AS "transactionAge",
            c.reloptions AS options
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
     LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
     LEFT JOIN pg_catalog.pg_statio_all_tables i ON i.relid = c.oid
     WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND ${USER_SCHEMAS}`,
  );
  const columns = await readColumns(session, rows);
  return rows.map(({ inserted, updated, deleted, hit, read, options, lastVacuum, lastAnalyze, ...row }) => {
    const summary = columns.get(row.oid);
    return {
      ...row,
      ...(lastVacuum !== null && { lastVacuum }),
      ...(lastAnalyze !== null && { lastAnalyze }),
      writes: { inserted, updated, deleted },
      blocks: { hit, read },
      options: Object.fromEntries((options ?? []).map(splitOption)),
      ...(summary && { columns: summary }),
    };
  });
}

function splitOption(option: string): [string, string] {
  const equals = option.indexOf('=');
  return [option.slice(0, equals), option.slice(equals + 1)];
}

interface ColumnRow extends Omit<ColumnSummary, 'timeColumn'> {
  table: number;
  timeColumn: string | null;
}

async function readColumns(session: PostgresSession, tables: readonly TableRow[]): Promise<Map<number, ColumnSummary>> {
  const large = tables.filter(({ sizeBytes }) => sizeBytes >= COLUMNS_FROM_BYTES);
  if (large.length === 0) return new Map();
  const rows = await session.query<ColumnRow>(
    `SELECT a.attrelid::int8 AS "table", count(*)::int8 AS count,
            sum((1 - coalesce(s.null_frac, 0)) * coalesce(s.avg_width, 0))::float8 AS width,
            bool_or(coalesce(s.null_frac, 0) > 0) AS nullable, bool_and(s.attname IS NOT NULL) AS known,
            (array_agg(a.attname::text ORDER BY abs(s.correlation) DESC, a.attnum)
              FILTER (WHERE t.typname IN ('timestamptz', 'timestamp', 'date') AND abs(s.correlation) > 0.9))[1] AS "timeColumn"
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_catalog.pg_stats s
       ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname AND NOT s.inherited
     WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
     GROUP BY a.attrelid`,
    [large.map(({ oid }) => oid)],
  );
  return new Map(
    rows.map(({ table, timeColumn, ...row }) => [table, { ...row, ...(timeColumn !== null && { timeColumn }) }]),
  );
}

interface SequenceRow extends Omit<SequenceState, 'lastValue' | 'owner'> {
  lastValue: number | null;
  ownerSchema: string | null;
  ownerName: string | null;
  ownerColumn: string | null;
  ownerType: string | null;
}

/** Sequences with the smaller of their own limit and that of the column which they fill. */
export async function readSequences(session: PostgresSession): Promise<SequenceState[]> {
  const rows = await session.query<SequenceRow>(
    `SELECT q.schemaname::text AS schema, q.sequencename::text AS name, q.last_value::float8 AS "lastValue",
            q.start_value::float8 AS "startValue", q.increment_by::float8 AS increment, q.cycle AS cycles,
            CASE WHEN q.increment_by > 0
                 THEN least(q.max_value, CASE o.type WHEN 'int2' THEN 32767 WHEN 'int4' THEN 2147483647 ELSE q.max_value END)
                 ELSE greatest(q.min_value, CASE o.type WHEN 'int2' THEN -32768 WHEN 'int4' THEN -2147483648 ELSE q.min_value END)
            END::float8 AS "limit",
            o.schema AS "ownerSchema", o.name AS "ownerName", o.column AS "ownerColumn", o.type AS "ownerType"
     FROM pg_catalog.pg_sequences q
     JOIN pg_catalog.pg_namespace n ON n.nspname = q.schemaname
     JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = q.sequencename AND c.relpersistence <> 't'
     LEFT JOIN LATERAL (
       SELECT on_.nspname::text AS schema, oc.relname::text AS name, a.attname::text AS "column", t.typname::text AS type
       FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class oc ON oc.oid = d.refobjid
       JOIN pg_catalog.pg_namespace on_ ON on_.oid = oc.relnamespace
       JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
         AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i') LIMIT 1) o ON true
     WHERE ${USER_SCHEMAS}`,
  );
  return rows.map(({ lastValue, ownerSchema, ownerName, ownerColumn, ownerType, ...row }) => ({
    ...row,
    ...(lastValue !== null && { lastValue }),
    ...(ownerName !== null && {
      owner: { schema: ownerSchema!, name: ownerName, column: ownerColumn!, type: ownerType! },
    }),
  }));
}

interface KeyRow extends Omit<UnindexedForeignKey, 'referenced'> {
  referencedSchema: string;
  referencedName: string;
}

/** Foreign keys that no valid whole index of their table begins with; those of partitions go with their parent's. */
export async function readUnindexedForeignKeys(session: PostgresSession): Promise<UnindexedForeignKey[]> {
  const rows = await session.query<KeyRow>(
    `SELECT k.conname::text AS name, n.nspname::text AS schema, c.relname::text AS "table",
            ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY u (attnum, position)
                  JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum ORDER BY u.position) AS columns,
            rn.nspname::text AS "referencedSchema", rc.relname::text AS "referencedName",
            greatest(c.reltuples, 0)::float8 AS rows, coalesce(rs.n_tup_del, 0)::float8 AS "referencedDeletes",
            coalesce(rs.n_tup_upd, 0)::float8 AS "referencedUpdates"
     FROM pg_catalog.pg_constraint k
     JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_class rc ON rc.oid = k.confrelid JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
     LEFT JOIN pg_catalog.pg_stat_all_tables rs ON rs.relid = k.confrelid
     WHERE k.contype = 'f' AND k.conparentid = 0 AND ${USER_SCHEMAS}
       AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_index i
         WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
           AND (i.indkey::int2[])[0:pg_catalog.cardinality(k.conkey) - 1] @> k.conkey)`,
  );
  return rows.map(({ referencedSchema, referencedName, ...row }) => ({
    ...row,
    referenced: { schema: referencedSchema, name: referencedName },
  }));
}
