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

/** Operations that read and, on a miss, fill; a row without an operation does so too. */
const READS = new Set(['', 'get', 'gets', 'read']);

/** The columns that a first line names; undefined when it is a row already. Throws when it is a header without what is needed. */
export function readHeader(line: string): TraceColumns | undefined {
  const names = splitFields(line).map((name) => name.trim().toLowerCase());
  if (!names.includes('key')) return undefined;
  const columns = Object.fromEntries(Object.keys(DEFAULT_COLUMNS).map((name) => [name, names.indexOf(name)]));
  const missing = ['timestamp', 'size'].filter((name) => columns[name]! < 0);
  if (missing.length === 0) return columns as unknown as TraceColumns;
  throw new PresageError('PRS_TRACE_INVALID', `The header of the trace lacks ${missing.join(' and ')}.`);
}

/** Reads one line of CSV. */
export function readRow(line: string, columns: TraceColumns): TraceRow | RowProblem {
  const fields = splitFields(line);
  if (fields.length <= Math.max(columns.timestamp, columns.key, columns.size)) return 'columns';
  if (!READS.has((fields[columns.op] ?? '').trim().toLowerCase())) return 'skipped';
  const time = numberOf(fields[columns.timestamp]);
  if (time === undefined) return 'timestamp';
  const key = fields[columns.key]!;
  if (key === '') return 'key';
  const size = numberOf(fields[columns.size]);
  if (size === undefined || size < 0) return 'size';
  const ttlField = (fields[columns.ttl] ?? '').trim();
  const ttl = ttlField === '' ? 0 : numberOf(ttlField);
  if (ttl === undefined || ttl < 0) return 'ttl';
  return { time, key, size, ttl };
}

function numberOf(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').trim();
  const value = Number(trimmed);
  return trimmed === '' || !Number.isFinite(value) ? undefined : value;
}
