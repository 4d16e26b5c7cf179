import type { ObservedValue } from '../../analysis/indexing/values.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import { toPresageError } from '../../error.js';
import type { PostgresSession } from '../../sources/source.js';

/** Constants of statements, by queryid, the most frequent first. They may be anything that users typed: they serve to plan, and go nowhere else. */
export type ObservedConstants = ReadonlyMap<string, ObservedValue[]>;

interface ConstantRow {
  id: string;
  table: number;
  column: string;
  operator: keyof typeof KINDS;
  constant: string;
}

const KINDS = { '=': 'equal', '>': 'lower', '>=': 'lower', '<': 'upper', '<=': 'upper', '~~': 'prefix' } as const;
const MAXIMUM_CONSTANTS = 50_000;

/** What pg_qualstats saw columns compared with; nothing where it is not there, not loaded, or shows this role nothing. */
export async function readConstants(session: PostgresSession): Promise<ObservedConstants> {
  const [extension] = await session.query<{ schema: string }>(
    `SELECT n.nspname::text AS schema FROM pg_catalog.pg_extension e
     JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_qualstats'`,
  );
  const found = new Map<string, ObservedValue[]>();
  for (const { id, table, column, operator, constant } of extension ? await readRows(session, extension.schema) : []) {
    const value = valueOf(constant);
    if (value === undefined) continue;
    const own = found.get(id) ?? [];
    found.set(id, own);
    own.push({ table, column, kind: KINDS[operator], value });
  }
  return found;
}

async function readRows(session: PostgresSession, schema: string): Promise<ConstantRow[]> {
  try {
    return await session.query<ConstantRow>(
      `SELECT q.queryid::text AS id, q.lrelid::int8 AS "table", a.attname::text AS "column", o.oprname::text AS operator,
              q.constvalue::text AS constant
       FROM ${quoteIdentifier(schema)}.pg_qualstats() q
       JOIN pg_catalog.pg_database d ON d.oid = q.dbid AND d.datname = pg_catalog.current_database()
       JOIN pg_catalog.pg_attribute a ON a.attrelid = q.lrelid AND a.attnum = q.lattnum
       JOIN pg_catalog.pg_operator o ON o.oid = q.opno
       WHERE q.queryid IS NOT NULL AND q.constvalue IS NOT NULL AND o.oprname = ANY ($1::text[])
       ORDER BY q.occurences DESC, q.constvalue LIMIT ${MAXIMUM_CONSTANTS}`,
      [Object.keys(KINDS)],
    );
  } catch (error) {
    const { code } = toPresageError(error);
    if (code === 'PRS_SOURCE_QUERY' || code === 'PRS_SOURCE_PERMISSION') return [];
    throw error;
  }
}

/** The value in `'text'::type` or `7::type`; undefined where the extension cut it off. */
function valueOf(constant: string): string | undefined {
  const quoted = /^'((?:[^']|'')*)'::/.exec(constant)?.[1]?.replaceAll("''", "'");
  return quoted ?? /^([^':]+)::/.exec(constant)?.[1];
}
