import { parse, type Node } from 'libpg-query';
import type { Table, View } from '../../analysis/indexing/catalog.js';
import { relationNames } from '../../analysis/indexing/statement.js';
import { TableIndex } from '../../analysis/indexing/scope.js';
import type { PostgresSession } from '../../sources/source.js';

const USER_SCHEMAS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;
/** Views of views beyond this depth are left out. */
const VIEW_DEPTH = 8;

/** A table with the columns that an index begins with. */
export interface NamedTable extends Table {
  indexed: string[];
}

interface RelationRow {
  oid: number;
  schema: string;
  name: string;
  /** The query behind a view. */
  definition: string | null;
  columns: { name: string; type: string; indexed: boolean }[] | null;
  foreign_keys: Table['foreignKeys'] | null;
}

/** The tables that have one of `names`, also behind views, and what finds them by name. */
export async function readTables(
  session: PostgresSession,
  datname: string,
  names: readonly string[],
): Promise<{ tables: NamedTable[]; index: TableIndex }> {
  const rows = new Map<number, RelationRow>();
  const views: { view: View; node: Node | undefined }[] = [];
  const asked = new Set<string>();
  let wanted = [...names];
  for (let depth = 0; depth < VIEW_DEPTH && wanted.length > 0; depth++) {
    const read = await readRelations(session, wanted);
    for (const name of wanted) asked.add(name);
    wanted = [];
    for (const row of read) {
      const { schema, name, definition } = row;
      if (definition === null) rows.set(row.oid, row);
      else views.push({ view: { schema, name, definition }, node: await parseView(definition) });
    }
    const behind = relationNames(views.flatMap(({ node }) => node ?? []));
    wanted = behind.filter((name) => !asked.has(name));
  }
  const tables = [...rows.values()].map(toTable);
  const searchPath = await readSearchPath(session);
  const catalog = { datname, searchPath, tables, views: views.map(({ view }) => view) };
  return {
    tables,
    index: new TableIndex(
      catalog,
      views.map(({ node }) => node),
    ),
  };
}

function readRelations(session: PostgresSession, names: readonly string[]): Promise<RelationRow[]> {
  const columnNames = (table: string, numbers: string) =>
    `(SELECT pg_catalog.json_agg(a.attname ORDER BY u.position)
      FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY u (attnum, position)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.attnum)`;
  return session.query<RelationRow>(
    `SELECT c.oid::int8 AS oid, n.nspname::text AS schema, c.relname::text AS name,
            CASE c.relkind WHEN 'v' THEN pg_catalog.pg_get_viewdef(c.oid) END AS definition,
            (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                      'name', a.attname, 'type', t.typname,
                      'indexed', EXISTS (SELECT FROM pg_catalog.pg_index i
                                         WHERE i.indrelid = c.oid AND i.indisvalid AND i.indkey[0] = a.attnum)) ORDER BY a.attnum)
             FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
            (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
                      'columns', ${columnNames('k.conrelid', 'k.conkey')}, 'referencedTable', k.confrelid::int8,
                      'referencedColumns', ${columnNames('k.confrelid', 'k.confkey')}))
             FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f') AS foreign_keys
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p', 'm', 'v') AND ${USER_SCHEMAS}`,
    [names],
  );
}

/** Only names, columns and foreign keys count here; nothing else is read. */
function toTable({ oid, schema, name, columns, foreign_keys }: RelationRow): NamedTable {
  return {
    oid,
    schema,
    name,
    kind: 'table',
    rows: 0,
    sizeBytes: 0,
    scans: 0,
    writes: { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0 },
    columns: (columns ?? []).map((column) => ({ name: column.name, type: column.type, indexable: true })),
    indexed: (columns ?? []).flatMap((column) => (column.indexed ? [column.name] : [])),
    indexes: [],
    foreignKeys: foreign_keys ?? [],
  };
}

async function parseView(definition: string): Promise<Node | undefined> {
  try {
    return (await parse(definition)).stmts?.[0]?.stmt;
  } catch {
    return undefined;
  }
}

async function readSearchPath(session: PostgresSession): Promise<string[]> {
  const [row] = await session.query<{ path: string[] }>('SELECT pg_catalog.current_schemas(false)::text[] AS path');
  return row?.path ?? [];
}

/** Rows written to each of these tables since counting began, by name; tables of one name in several schemas together. */
export async function readWrites(session: PostgresSession, names: readonly string[]): Promise<Record<string, number>> {
  const rows = await session.query<{ name: string; written: number }>(
    `SELECT relname::text AS name, sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS written
     FROM pg_catalog.pg_stat_user_tables WHERE relname = ANY ($1::text[]) GROUP BY relname`,
    [names],
  );
  return Object.fromEntries(rows.map(({ name, written }) => [name, written]));
}
