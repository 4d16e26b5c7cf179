import { PresageError } from '../../error.js';
import { splitFields } from '../input/csv.js';

/** One reference of a trace. Seconds, bytes; a time to live of 0 is for ever. */
export interface TraceRow {
  time: number;
  key: string;
  size: number;
  ttl: number;
}

/** A row that is no reference: `skipped` when it is an operation that does not read, else what is wrong with it. */
export type RowProblem = 'skipped' | 'columns' | 'timestamp' | 'key' | 'size' | 'ttl';

/** Where the columns are; −1 for those that the trace does not have. */
export interface TraceColumns {
  timestamp: number;
  key: number;
  size: number;
  op: number;
  ttl: number;
}

/** Without a header. */
export const DEFAULT_COLUMNS: TraceColumns = { timestamp: 0, key: 1, size: 2, op: 3, ttl: 4 };

/** Names that a header may give to the columns, as public traces do. */
const NAMES: Record<keyof TraceColumns, readonly string[]> = {
  timestamp: ['timestamp', 'time', 'ts'],
  key: ['key', 'id', 'obj_id', 'object_id'],
  size: ['size', 'bytes', 'obj_size', 'object_size'],
  op: ['op', 'operation', 'command'],
  ttl: ['ttl'],
};

/** Operations that read and, on a miss, fill; a row without an operation does so too. */
const READS = new Set(['', 'get', 'gets', 'read']);

/**
 * The columns that a first line names; undefined when it is a row already. Throws when it is a header without what is needed.
 *
 * @param needsSize whether rows without a size are of no use
 */
export function readHeader(line: string, needsSize: boolean): TraceColumns | undefined {
  const fields = splitFields(line).map((name) => name.trim().toLowerCase());
  if (!fields.some((field) => NAMES.key.includes(field)) || fields.some((field) => numberOf(field) !== undefined)) {
    return undefined;
  }
  const columns = Object.fromEntries(
    Object.entries(NAMES).map(([name, known]) => [name, fields.findIndex((field) => known.includes(field))]),
  );
  const missing = ['timestamp', ...(needsSize ? ['size'] : [])].filter((name) => columns[name]! < 0);
  if (missing.length === 0) return columns as unknown as TraceColumns;
  throw new PresageError('PRS_TRACE_INVALID', `The header of the trace lacks ${missing.join(' and ')}.`);
}

/**
 * Reads one line of CSV. A negative time to live is none, as Redis says it; without `needsSize` a row need not have a size.
 */
export function readRow(line: string, columns: TraceColumns, needsSize: boolean): TraceRow | RowProblem {
  const fields = splitFields(line);
  if (fields.length <= Math.max(columns.timestamp, columns.key)) return 'columns';
  if (!READS.has((fields[columns.op] ?? '').trim().toLowerCase())) return 'skipped';
  const time = numberOf(fields[columns.timestamp]);
  if (time === undefined) return 'timestamp';
  const key = fields[columns.key]!;
  if (key === '') return 'key';
  const sizeField = fields[columns.size]?.trim() ?? '';
  const size = sizeField === '' && !needsSize ? 0 : numberOf(sizeField);
  if (size === undefined || size < 0) return 'size';
  const ttlField = (fields[columns.ttl] ?? '').trim();
  const ttl = ttlField === '' ? 0 : numberOf(ttlField);
  if (ttl === undefined) return 'ttl';
  return { time, key, size, ttl: Math.max(0, ttl) };
}

function numberOf(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').trim();
  const value = Number(trimmed);
  return trimmed === '' || !Number.isFinite(value) ? undefined : value;
}
