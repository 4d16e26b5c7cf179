import type { Catalog, Column, ForeignKey, Index, Table, View } from '../../analysis/indexing/catalog.js';
import type { PostgresSession } from '../../sources/source.js';

const USER_SCHEMAS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;

/** Reads tables, indexes and foreign keys of the database of the session. Takes no lock on any table. */
export async function readCatalog(session: PostgresSession, datname: string): Promise<Catalog> {
  const [tables, indexes, foreignKeys, [facts]] = [
    await readTables(session),
    await readIndexes(session),
    await readForeignKeys(session),
    await readFacts(session),
  ];
  for (const table of tables) {
    table.indexes = indexes.get(table.oid) ?? [];
    table.foreignKeys = foreignKeys.get(table.oid) ?? [];
  }
  sumPartitions(tables);
  return {
    datname,
    tables,
    searchPath: facts?.search_path ?? [],
    countersSince: facts?.since ?? 0,
    standbys: facts?.standbys ?? 0,
    extensions: facts?.extensions ?? {},
  };
}

interface Facts {
  search_path: string[];
  since: number;
  standbys: number;
  extensions: Record<string, string>;
}

/** Counters start anew with a reset, and after a crash; the start of the server is the safe guess for the latter. */
function readFacts(session: PostgresSession): Promise<Facts[]> {
  return session.query<Facts>(
    `SELECT pg_catalog.current_schemas(false)::text[] AS search_path,
            extract(epoch FROM greatest(d.stats_reset, pg_catalog.pg_postmaster_start_time()))::float8 AS since,
            (SELECT count(*) FROM pg_catalog.pg_stat_replication) AS standbys,
            (SELECT pg_catalog.json_object_agg(e.extname, e.extversion) FROM pg_catalog.pg_extension e) AS extensions
     FROM pg_catalog.pg_stat_database d WHERE d.datname = pg_catalog.current_database()`,
  );
}

interface TableRow {
  oid: number;
  schema: string;
  name: string;
  relkind: string;
  rows: number;
  size_bytes: number;
  scans: number;
  inserted: number;
  updated: number;
  hot_updated: number;
  deleted: number;
  root: number | null;
  parent: number | null;
}

type ReadTable = Table & { root?: number; parent?: number };

async function readTables(session: PostgresSession): Promise<ReadTable[]> {
  const rows = await session.query<TableRow>(
    `SELECT c.oid::int8 AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS relkind,
            greatest(c.reltuples::float8, s.n_live_tup) AS rows,
            c.relpages::int8 * pg_catalog.current_setting('block_size')::int8 AS size_bytes,
            coalesce(s.seq_scan, 0) + coalesce(s.idx_scan, 0) AS scans, coalesce(s.n_tup_ins, 0) AS inserted,
            coalesce(s.n_tup_upd, 0) AS updated, coalesce(s.n_tup_hot_upd, 0) AS hot_updated,
            coalesce(s.n_tup_del, 0) AS deleted,
            CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid::int8 END AS root,
            CASE WHEN c.relispartition
                 THEN (SELECT i.inhparent::int8 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) END AS parent
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
     WHERE c.relkind IN ('r', 'p', 'm', 'f') AND c.relpersistence <> 't' AND ${USER_SCHEMAS}
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
                       AND d.objid = c.oid AND d.deptype = 'e')`,
  );
  return rows.map((row) => ({
    oid: row.oid,
    schema: row.schema,
    name: row.name,
    kind: row.relkind === 'p' ? 'partitioned' : row.relkind === 'f' ? 'other' : 'table',
    rows: row.rows,
    sizeBytes: row.size_bytes,
    scans: row.scans,
    writes: { inserted: row.inserted, updated: row.updated, hotUpdated: row.hot_updated, deleted: row.deleted },
    columns: [],
    indexes: [],
    foreignKeys: [],
    ...(row.root !== null && { root: row.root, isPartition: true }),
    ...(row.parent !== null && { parent: row.parent }),
  }));
}

/** A partitioned table has the rows, bytes and counters of its partitions; those of several levels get no list of partitions. */
function sumPartitions(tables: ReadTable[]): void {
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  const nested = new Set(tables.flatMap(({ kind, root }) => (kind === 'partitioned' && root ? [root] : [])));
  for (const part of tables) {
    const root = byOid.get(part.root ?? 0);
    if (!root || part.kind === 'partitioned') continue;
    if (!root.partitions) [root.partitions, root.rows] = [[], 0];
    if (!nested.has(root.oid)) root.partitions.push({ schema: part.schema, name: part.name });
    root.rows += Math.max(part.rows, 0);
    root.sizeBytes += part.sizeBytes;
    root.scans += part.scans;
    for (const kind of ['inserted', 'updated', 'hotUpdated', 'deleted'] as const)
      root.writes[kind] += part.writes[kind];
  }
}

interface KeyRow {
  column: string | null;
  text: string;
  option: number | null;
  class: string | null;
  collation: string | null;
  included: boolean;
}

interface IndexRow extends Omit<Index, 'keys' | 'included' | 'predicate'> {
  table: number;
  keys: KeyRow[];
  predicate: string | null;
}

async function readIndexes(session: PostgresSession): Promise<Map<number, Index[]>> {
  const rows = await session.query<IndexRow>(
    `WITH building AS MATERIALIZED (SELECT p.relid, p.index_relid FROM pg_catalog.pg_stat_progress_create_index p)
     SELECT i.indrelid::int8 AS "table", i.indexrelid::int8 AS oid, c.relname::text AS name, m.amname::text AS method,
            i.indisunique AS "unique", i.indisprimary AS primary, i.indisreplident AS "replicaIdentity",
            i.indisexclusion OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                        WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AS constraint,
            i.indisvalid AND i.indisready AS valid, c.relispartition OR c.relkind = 'I' AS partitioned,
            EXISTS (SELECT FROM building p
                    WHERE p.index_relid = i.indexrelid OR (p.relid = i.indrelid AND p.index_relid = 0)) AS building,
            coalesce(s.idx_scan, 0) AS scans,
            c.relpages::int8 * pg_catalog.current_setting('block_size')::int8 AS "sizeBytes",
            pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
            pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate,
            (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                      'column', a.attname,
                      'text', CASE WHEN a.attname IS NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid, k, false)
                                   ELSE pg_catalog.quote_ident(a.attname) END,
                      'option', i.indoption[k - 1], 'class', i.indclass[k - 1]::oid::text || ' ' || o.opcname,
                      'collation', i.indcollation[k - 1]::oid::text, 'included', k > i.indnkeyatts) ORDER BY k)
             FROM pg_catalog.generate_series(1, i.indnatts) k
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] AND a.attnum > 0
             LEFT JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[k - 1]) AS keys
     FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
     JOIN pg_catalog.pg_am m ON m.oid = c.relam JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_catalog.pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
     WHERE c.relpersistence <> 't' AND ${USER_SCHEMAS}`,
  );
  return groupBy(rows, (row) => row.table, toIndex);
}

function toIndex({ table: _, keys, predicate, ...row }: IndexRow): Index {
  const DESCENDING = 1;
  const NULLS_FIRST = 2;
  return {
    ...row,
    ...(predicate !== null && { predicate }),
    keys: keys
      .filter((key) => !key.included)
      .map((key) => ({
        ...(key.column !== null && { column: key.column }),
        text: key.text,
        descending: ((key.option ?? 0) & DESCENDING) !== 0,
        nullsFirst: ((key.option ?? 0) & NULLS_FIRST) !== 0,
        operatorClass: key.class ?? '',
        collation: key.collation ?? '',
      })),
    included: keys.flatMap((key) => (key.included && key.column !== null ? [key.column] : [])),
  };
}

async function readForeignKeys(session: PostgresSession): Promise<Map<number, ForeignKey[]>> {
  const columnNames = (table: string, numbers: string) =>
    `ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY u (attnum, position)
           JOIN pg_catalog.pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.attnum ORDER BY u.position)`;
  const rows = await session.query<ForeignKey & { table: number }>(
    `SELECT k.conrelid::int8 AS "table", k.confrelid::int8 AS "referencedTable",
            ${columnNames('k.conrelid', 'k.conkey')} AS columns, ${columnNames('k.confrelid', 'k.confkey')} AS "referencedColumns"
     FROM pg_catalog.pg_constraint k WHERE k.contype = 'f'`,
  );
  return groupBy(
    rows,
    (row) => row.table,
    ({ table: _, ...key }) => key,
  );
}

/** Adds the views that have one of `names`, and tells whether there were new ones. */
export async function addViews(session: PostgresSession, catalog: Catalog, names: readonly string[]): Promise<boolean> {
  const known = new Set((catalog.views ?? []).map(({ name }) => name));
  const wanted = names.filter((name) => !known.has(name));
  if (wanted.length === 0) return false;
  const rows = await session.query<View>(
    `SELECT n.nspname::text AS schema, c.relname::text AS name, pg_catalog.pg_get_viewdef(c.oid) AS definition
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'v' AND c.relname = ANY ($1::text[]) AND ${USER_SCHEMAS}`,
    [wanted],
  );
  catalog.views = [...(catalog.views ?? []), ...rows];
  return rows.length > 0;
}

interface ColumnRow {
  table: number;
  name: string;
  indexable: boolean;
  pattern_class: string | null;
  distinct: number | null;
  width: number | null;
  type: string;
  category: string;
  dimensions: number | null;
  null_fraction: number | null;
  correlation: number | null;
  common: string[] | null;
  frequencies: number[] | null;
  quartiles: (string | null)[];
}

/** Values are cut, for they serve as examples only. */
const VALUE_LENGTH = 200;

/** Adds the columns, with what pg_stats tells this user of them, to the tables that have one of `names`. */
export async function addColumns(session: PostgresSession, catalog: Catalog, names: readonly string[]): Promise<void> {
  const wanted = new Set(names);
  const tables = catalog.tables.filter((table) => wanted.has(table.name));
  if (tables.length === 0) return;
  const quartile = (part: number) =>
    `pg_catalog.left((h.bounds)[1 + (pg_catalog.cardinality(h.bounds) - 1) * ${part} / 4], ${VALUE_LENGTH})`;
  const rows = await session.query<ColumnRow>(
    `WITH columns AS (
       SELECT a.attrelid, a.attnum, a.attname, a.attcollation, a.atttypmod,
              CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END AS type
       FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped)
     SELECT a.attrelid::int8 AS "table", a.attname::text AS name, t.typname::text AS type, t.typcategory::text AS category,
            t.typtype IN ('e', 'r') OR t.typcategory = 'A' OR EXISTS (
              SELECT FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_am m ON m.oid = o.opcmethod
              WHERE m.amname = 'btree' AND o.opcdefault
                AND (o.opcintype = t.oid OR EXISTS (
                  SELECT FROM pg_catalog.pg_cast k
                  WHERE k.castsource = t.oid AND k.casttarget = o.opcintype AND k.castmethod = 'b'))) AS indexable,
            CASE WHEN l.collname IN ('C', 'POSIX') OR (l.collname = 'default' AND d.datcollate IN ('C', 'POSIX')) THEN NULL
                 WHEN t.typname IN ('text', 'varchar') THEN t.typname || '_pattern_ops'
                 WHEN t.typname = 'bpchar' THEN 'bpchar_pattern_ops' END AS pattern_class,
            CASE WHEN t.typname = 'vector' AND a.atttypmod > 0 THEN a.atttypmod END AS dimensions,
            s.n_distinct::float8 AS distinct, s.avg_width AS width, s.null_frac::float8 AS null_fraction,
            s.correlation::float8 AS correlation,
            ARRAY(SELECT pg_catalog.left(v, ${VALUE_LENGTH}) FROM pg_catalog.unnest((s.most_common_vals::text::text[])[1:5]) v) AS common,
            (s.most_common_freqs::float8[])[1:5] AS frequencies,
            ARRAY[${quartile(1)}, ${quartile(2)}, ${quartile(3)}] AS quartiles
     FROM columns a JOIN pg_catalog.pg_type t ON t.oid = a.type
     JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
     LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
     LEFT JOIN pg_catalog.pg_stats s
       ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = a.attname
         AND s.inherited = (c.relkind = 'p')
     CROSS JOIN LATERAL (SELECT s.histogram_bounds::text::text[] AS bounds) h
     ORDER BY a.attrelid, a.attnum`,
    [tables.map((table) => table.oid)],
  );
  const columns = groupBy(rows, (row) => row.table, toColumn);
  for (const table of tables) table.columns = columns.get(table.oid) ?? [];
}

function toColumn(row: ColumnRow): Column {
  const quartiles = row.quartiles.filter((value) => value !== null);
  return {
    name: row.name,
    indexable: row.indexable,
    type: row.type,
    category: row.category,
    ...(row.pattern_class !== null && { patternClass: row.pattern_class }),
    ...(row.distinct !== null && { distinct: row.distinct }),
    ...(row.width !== null && { width: row.width }),
    ...(row.dimensions !== null && { dimensions: row.dimensions }),
    ...(row.null_fraction !== null && { nullFraction: row.null_fraction }),
    ...(row.correlation !== null && { correlation: row.correlation }),
    ...(row.common?.length && {
      common: row.common.map((value, position) => ({ value, frequency: row.frequencies?.[position] ?? 0 })),
    }),
    ...(quartiles.length === 3 && { quartiles }),
  };
}

function groupBy<R, T>(rows: readonly R[], key: (row: R) => number, value: (row: R) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(value(row));
    else groups.set(key(row), [value(row)]);
  }
  return groups;
}
