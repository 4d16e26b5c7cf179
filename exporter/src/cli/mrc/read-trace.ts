import { PresageError } from '../../error.js';
import { readLines } from '../input/read-lines.js';
import { DEFAULT_COLUMNS, readHeader, readRow, type RowProblem, type TraceRow } from './trace-row.js';

/** What was read of a trace besides its references. */
export interface TraceSummary {
  references: number;
  /** Rows whose operation does not read. */
  skipped: number;
  rejected: RejectedRows;
  hasTtl: boolean;
}

/** Rows that could not be used: how many, and the first of them. */
export interface RejectedRows {
  rows: number;
  first: { line: number; problem: Exclude<RowProblem, 'skipped'> }[];
}

const NAMED_ROWS = 10;

/**
 * Hands every reference of a trace to `add`. `onProgress` is called after each batch. Throws when there is none.
 *
 * @param needsSize whether rows without a size are rejected
 */
export async function readTrace(
  input: string,
  needsSize: boolean,
  add: (row: TraceRow) => void,
  onProgress: (references: number) => void,
): Promise<TraceSummary> {
  const summary: TraceSummary = { references: 0, skipped: 0, rejected: { rows: 0, first: [] }, hasTtl: false };
  let columns = DEFAULT_COLUMNS;
  let number = 0;
  for await (const lines of readLines(input)) {
    for (const raw of lines) {
      const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
      number++;
      const header = number === 1 ? readHeader(line.replace(/^\uFEFF/, ''), needsSize) : undefined;
      if (header) columns = header;
      else if (line !== '') take(readRow(line, columns, needsSize), number, summary, add);
    }
    onProgress(summary.references);
  }
  if (summary.references > 0) return summary;
  const { skipped, rejected } = summary;
  throw new PresageError(
    'PRS_TRACE_INVALID',
    `The trace has no reference: ${rejected.rows} rows rejected${describeFirst(rejected)}, ${skipped} skipped by operation.`,
  );
}

/** The first rejected rows in words, e.g. ` (line 7: size)`. */
export function describeFirst({ rows, first }: RejectedRows): string {
  if (rows === 0) return '';
  const named = first.map(({ line, problem }) => `line ${line}: ${problem}`).join(', ');
  return ` (${named}${rows > first.length ? ', …' : ''})`;
}

function take(row: TraceRow | RowProblem, line: number, summary: TraceSummary, add: (row: TraceRow) => void): void {
  if (typeof row === 'object') {
    summary.references++;
    if (row.ttl > 0) summary.hasTtl = true;
    add(row);
  } else if (row === 'skipped') summary.skipped++;
  else {
    summary.rejected.rows++;
    if (summary.rejected.first.length < NAMED_ROWS) summary.rejected.first.push({ line, problem: row });
  }
}
