import { PresageError } from '../../error.js';
import { readLines } from './read-lines.js';
import { layoutOf, readRow, type RowProblem, type SeriesColumns, type SeriesRow } from './series-row.js';

/** One series of an input; times in Unix seconds, ascending and each once. */
export interface InputSeries {
  name: string;
  times: Float64Array;
  /** NaN where a row had no value. */
  values: Float64Array;
}

/** Rows that could not be used: how many, and the first of them. */
export interface RejectedRows {
  rows: number;
  first: { line: number; problem: RowProblem }[];
}

const NAMED_ROWS = 10;

/**
 * Reads `series,timestamp,value` (or `timestamp,value`, or any order that a header names; also between semicolons or tabs), also with gzip; `-` is the
 * standard input. Of several rows at one time the last counts. Series come in the order of their first row.
 * `onProgress` is called after each batch with the rows so far. Throws when nothing can be read or no row is a point.
 */
export async function readSeries(
  input: string,
  onProgress: (rows: number) => void = () => undefined,
): Promise<{ series: InputSeries[]; rejected: RejectedRows }> {
  const points = new Map<string, { times: number[]; values: number[] }>();
  let rows = 0;
  const rejected = await streamRows(input, (batch, rejectedRows) => {
    for (const row of batch) add(points, row);
    onProgress((rows += batch.length) + rejectedRows);
  });
  if (points.size === 0) throw nothing(rejected);
  return { series: Array.from(points, ([name, { times, values }]) => ordered(name, times, values)), rejected };
}

/**
 * Hands on the usable rows of such an input in batches, in their order, with the count of those rejected so far;
 * waits for `take`. Throws when nothing can be read.
 */
export async function streamRows(
  input: string,
  take: (rows: SeriesRow[], rejectedRows: number) => void | Promise<void>,
): Promise<RejectedRows> {
  const rejected: RejectedRows = { rows: 0, first: [] };
  let columns: SeriesColumns | undefined;
  let number = 0;
  for await (const lines of readLines(input)) {
    const batch: SeriesRow[] = [];
    for (const raw of lines) {
      const line = (number++ === 0 ? raw.replace(/^\uFEFF/, '') : raw).trimEnd();
      if (line === '') continue;
      if (!columns) {
        const layout = layoutOf(line);
        columns = layout.columns;
        if (layout.isHeader) continue;
      }
      const row = readRow(line, columns);
      if (typeof row === 'object') batch.push(row);
      else if (rejected.rows++ < NAMED_ROWS) rejected.first.push({ line: number, problem: row });
    }
    await take(batch, rejected.rows);
  }
  return rejected;
}

/** The rejected rows in words, e.g. `2 rows rejected (line 7: value, line 9: timestamp)`; undefined without any. */
export function describeRejected({ rows, first }: RejectedRows): string | undefined {
  if (rows === 0) return undefined;
  const named = first.map(({ line, problem }) => `line ${line}: ${problem}`).join(', ');
  return `${rows} ${rows === 1 ? 'row' : 'rows'} rejected (${named}${rows > first.length ? ', …' : ''})`;
}

function add(points: Map<string, { times: number[]; values: number[] }>, { series, time, value }: SeriesRow): void {
  let one = points.get(series);
  if (!one) points.set(series, (one = { times: [], values: [] }));
  one.times.push(time);
  one.values.push(value);
}

function ordered(name: string, times: number[], values: number[]): InputSeries {
  if (times.every((time, index) => index === 0 || time > times[index - 1]!)) {
    return { name, times: Float64Array.from(times), values: Float64Array.from(values) };
  }
  // a stable sort keeps the last row of a time last
  const order = times.map((_, index) => index).sort((a, b) => times[a]! - times[b]!);
  const kept = order.filter((index, position) => times[index] !== times[order[position + 1] ?? -1]);
  const pick = (from: number[]) => Float64Array.from(kept, (index) => from[index]!);
  return { name, times: pick(times), values: pick(values) };
}

/** The error of an input without any point. */
export function nothing(rejected: RejectedRows): PresageError {
  const why = describeRejected(rejected);
  return new PresageError('PRS_INPUT_INVALID', `The input has no point${why ? `: ${why}` : ''}.`);
}
