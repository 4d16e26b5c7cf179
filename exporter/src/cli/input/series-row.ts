import { PresageError } from '../../error.js';
import { SEPARATORS, splitFields, type Separator } from './csv.js';

/** Where the columns are; no `series` when the input is one series. */
export interface SeriesColumns {
  series?: number;
  timestamp: number;
  value: number;
  /** Comma when absent. */
  separator?: Separator;
}

type Column = 'series' | 'timestamp' | 'value';

/** One point; `value` is NaN where the row says that there is none. `time` in Unix seconds. */
export interface SeriesRow {
  series: string;
  time: number;
  value: number;
}

/** What is wrong with a row. */
export type RowProblem = 'columns' | 'timestamp' | 'value';

const NAMES: Record<Column, readonly string[]> = {
  series: ['series', 'id', 'unique_id', 'series_id', 'item_id', 'metric', 'name'],
  timestamp: ['timestamp', 'time', 'ds', 'date'],
  value: ['value', 'y'],
};

/** Numbers from here on are in so small parts of a second: as larger ones they would lie past the year 5000. */
const PARTS = [
  { from: 1e17, parts: 1e9 },
  { from: 1e14, parts: 1e6 },
  { from: 1e11, parts: 1e3 },
];
const MISSING = new Set(['', 'nan', 'null', 'none', 'na', '+inf', '-inf', 'inf']);

/**
 * The columns that a first line names, undefined when it is not a header. Of two columns one is the value, whatever its
 * name. Throws when a header has a time but not which column holds the values.
 */
export function readHeader(line: string, separator: Separator = ','): SeriesColumns | undefined {
  const names = splitFields(line, separator).map((name) => name.trim().toLowerCase());
  const at = (column: Column) => names.findIndex((name) => NAMES[column].includes(name));
  const [series, timestamp, value] = [at('series'), at('timestamp'), at('value')];
  const isRow = names.some((name) => name !== '' && Number.isFinite(Number(name)));
  if (timestamp < 0 || isRow) return undefined;
  const rest = separator !== ',' && { separator };
  if (value < 0) {
    if (names.length === 2) return { timestamp, value: 1 - timestamp, ...rest };
    throw new PresageError('PRS_INPUT_INVALID', `The header names no column ${NAMES.value.join(' or ')}: ${cut(line)}`);
  }
  return { timestamp, value, ...(series >= 0 && { series }), ...rest };
}

/** The columns of an input without a header: `series,timestamp,value`, or `timestamp,value` when a row has two fields. */
export function columnsOf(line: string, separator: Separator = ','): SeriesColumns {
  const columns =
    splitFields(line, separator).length === 2 ? { timestamp: 0, value: 1 } : { series: 0, timestamp: 1, value: 2 };
  return separator === ',' ? columns : { ...columns, separator };
}

/**
 * How a first line reads: as a header or as a row, with the first separator that makes sense of it.
 * Throws when a header has a time but not which column holds the values.
 */
export function layoutOf(line: string): { columns: SeriesColumns; isHeader: boolean } {
  for (const separator of SEPARATORS) {
    const header = readHeader(line, separator);
    if (header) return { columns: header, isHeader: true };
    const columns = columnsOf(line, separator);
    if (typeof readRow(line, columns) === 'object') return { columns, isHeader: false };
  }
  return { columns: columnsOf(line), isHeader: false };
}

/** Reads one line of CSV. A series without a name, as in an input without that column, is called `value`. */
export function readRow(line: string, columns: SeriesColumns): SeriesRow | RowProblem {
  const fields = splitFields(line, columns.separator);
  const [timestamp, written] = [fields[columns.timestamp], fields[columns.value]];
  const value = columns.separator ? written?.replace(',', '.') : written;
  if (timestamp === undefined || value === undefined) return 'columns';
  const time = timeOf(timestamp);
  if (time === undefined) return 'timestamp';
  const number = valueOf(value);
  if (number === undefined) return 'value';
  const series = columns.series === undefined ? '' : fields[columns.series];
  return series === undefined ? 'columns' : { series: series || 'value', time, value: number };
}

/** Unix seconds of RFC 3339, of a date, or of a number in seconds or milliseconds; UTC where no zone is given. */
export function timeOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const number = Number(trimmed);
  if (Number.isFinite(number)) return number / (PARTS.find(({ from }) => Math.abs(number) >= from)?.parts ?? 1);
  const [, date, time, zone] =
    /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[+-]\d{2}:?\d{2})?)?$/.exec(trimmed) ?? [];
  if (date === undefined) return undefined;
  const milliseconds = Date.parse(`${date}T${time ?? '00:00'}${zone?.toUpperCase() ?? 'Z'}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}

function cut(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 79)}…` : line);
}

function valueOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (MISSING.has(trimmed.toLowerCase())) return NaN;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}
