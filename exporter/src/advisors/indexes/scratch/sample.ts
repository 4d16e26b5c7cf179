import type { Table } from '../../../analysis/indexing/catalog.js';
import { quoteIdentifier, quoteQualified } from '../../../analysis/indexing/quote.js';
import type { PostgresSession } from '../../../sources/source.js';

/** Some rows of a table as text, by column. */
export interface Sample {
  columns: { name: string; type: string; modifier: number }[];
  values: (string | null)[][];
  rows: number;
  bytes: number;
  /** Rows of the whole table. */
  of: number;
}

/** How PostgreSQL writes values must not depend on the settings of a server, since another one reads them. */
export const PLAIN_OUTPUT = `SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL standard_conforming_strings = on`;

const ROWS_A_FETCH = 200;
/** Wider rows are left out, so that what one fetch brings stays small. */
const LONGEST_ROW = 65_536;
/** Pages are sampled as a whole and are not equally full. */
const SURPLUS = 1.3;

/**
 * Reads at most `rows` rows and `bytes` bytes of text, from random pages where the table has more; always the same ones while it does not
 * change. Types are as PostgreSQL prints them, domains what they are made of.
 */
export async function readSample(
  session: PostgresSession,
  table: Table,
  limits: { rows: number; bytes: number },
): Promise<Sample> {
  const columns = await readColumns(session, table);
  const sample: Sample = { columns, values: columns.map(() => []), rows: 0, bytes: 0, of: Math.max(table.rows, 0) };
  if (columns.length === 0) return sample;
  await session.script(`BEGIN READ ONLY; ${PLAIN_OUTPUT}`);
  try {
    await session.query(`DECLARE presage_sample NO SCROLL CURSOR FOR ${sampleQuery(table, columns, limits.rows)}`);
    for (let isMore = true; isMore; ) {
      const batch = await session.query<Record<string, string | null>>(`FETCH ${ROWS_A_FETCH} FROM presage_sample`);
      isMore = batch.length === ROWS_A_FETCH;
      for (const row of batch) {
        if (sample.bytes > limits.bytes) isMore = false;
        else add(sample, row);
      }
    }
  } finally {
    // after an error that took the connection there is nothing to end
    await session.query('ROLLBACK').catch(() => undefined);
  }
  sample.of = Math.max(sample.of, sample.rows);
  return sample;
}

function add(sample: Sample, row: Record<string, string | null>): void {
  sample.rows++;
  for (const [position, list] of sample.values.entries()) {
    const value = row[`c${position}`] ?? null;
    sample.bytes += value?.length ?? 0;
    list.push(value);
  }
}

function sampleQuery(table: Table, columns: Sample['columns'], rows: number): string {
  const texts = columns.map(({ name }, position) => `t.${quoteIdentifier(name)}::text AS c${position}`);
  const lengths = columns.map((_, position) => `coalesce(pg_catalog.octet_length(s.c${position}), 0)::int8`);
  const percent = Math.min(100, (100 * rows * SURPLUS) / Math.max(table.rows, 1));
  const part = table.rows > rows ? `TABLESAMPLE SYSTEM (${percent.toFixed(6)}) REPEATABLE (1)` : '';
  return `SELECT s.* FROM (SELECT ${texts.join(', ')} FROM ${quoteQualified(table)} t ${part}) s
    WHERE ${lengths.join(' + ')} <= ${LONGEST_ROW} LIMIT ${rows}`;
}

function readColumns(session: PostgresSession, { oid }: Table): Promise<Sample['columns']> {
  return session.query<Sample['columns'][number]>(
    `SELECT a.attname::text AS name,
            pg_catalog.format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, -1) AS type,
            CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS modifier
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = $1::int8::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [oid],
  );
}
