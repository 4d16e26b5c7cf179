import type { KnownColumn } from '../../analysis/queries/text-problems.js';
import type { PostgresSession } from '../../sources/source.js';

const USER_SCHEMAS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'`;

/** Columns of the tables with these names, and whether an index begins with each. */
export function readColumns(session: PostgresSession, names: readonly string[]): Promise<KnownColumn[]> {
  return session.query<KnownColumn>(
    `SELECT c.relname::text AS "table", a.attname::text AS "column", t.typname::text AS type,
            EXISTS (SELECT FROM pg_catalog.pg_index i
                    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indkey[0] = a.attnum) AS indexed
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p', 'm') AND ${USER_SCHEMAS}`,
    [names],
  );
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
