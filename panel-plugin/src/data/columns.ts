import { type DataFrame, type Field } from '@grafana/data';

/** A cell that a chart can draw, or null where there is nothing. */
export type Cell = number | null;

/** The field of that name, or undefined; names come from `FIELDS` of the contract. */
export function findField(frame: DataFrame, name: string): Field | undefined {
  return frame.fields.find((field) => field.name === name);
}

/**
 * The field's values as finite numbers in the given row order; anything else, text included, becomes null.
 * Values that are so already are handed out as they are, not to be changed: twenty long series make half a million cells.
 */
export function numberColumn(frame: DataFrame, name: string, rows: number[]): Cell[] {
  const values: unknown[] | undefined = findField(frame, name)?.values;
  if (values && rows === allRows(values.length) && areCells(values)) {
    return values;
  }
  return rows.map((row) => toNumber(values?.[row]));
}

/** The field's cell as text; a missing field or cell is the empty string, an object its JSON. */
export function textCell(frame: DataFrame, name: string, row: number): string {
  const value: unknown = findField(frame, name)?.values[row];
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The field's cell as a finite number, or undefined. */
export function numberCell(frame: DataFrame, name: string, row: number): number | undefined {
  return toNumber(findField(frame, name)?.values[row]) ?? undefined;
}

/** What the JSON text of a cell holds, or the cell itself when it is no JSON. */
export function jsonCell(frame: DataFrame, name: string, row: number): unknown {
  const value: unknown = findField(frame, name)?.values[row];
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Labels from a cell that holds them as a JSON object; anything else gives none. */
export function labelsCell(frame: DataFrame, name: string, row: number): Record<string, string> {
  const value = jsonCell(frame, name, row);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {};
  }
  return Object.fromEntries(Object.entries(value).map(([key, label]) => [key, String(label)]));
}

/**
 * Row numbers that have a time, in ascending order of it. uPlot needs ascending times without holes,
 * and transformations or other data sources may hand over anything.
 */
export function rowsByTime(times: readonly unknown[]): number[] {
  if (areAscending(times)) {
    return allRows(times.length);
  }
  const rows: number[] = [];
  let ascending = true;
  for (let row = 0; row < times.length; row++) {
    const time = toNumber(times[row]);
    if (time === null) {
      continue;
    }
    ascending &&= rows.length === 0 || time >= Number(times[rows[rows.length - 1]]);
    rows.push(row);
  }
  return ascending ? rows : rows.sort((a, b) => Number(times[a]) - Number(times[b]));
}

function areAscending(times: readonly unknown[]): boolean {
  let previous = -Infinity;
  for (let row = 0; row < times.length; row++) {
    const time = toNumber(times[row]);
    if (time === null || time < previous) {
      return false;
    }
    previous = time;
  }
  return true;
}

const ALL_ROWS = new Map<number, number[]>();

/** Every row in its place; one array for each length, so that it is known again. */
function allRows(length: number): number[] {
  const known = ALL_ROWS.get(length);
  if (known) {
    return known;
  }
  const rows = Array.from({ length }, (_, row) => row);
  // panels of a dashboard have few lengths, but a long session has many
  if (ALL_ROWS.size >= 16) {
    ALL_ROWS.clear();
  }
  ALL_ROWS.set(length, rows);
  return rows;
}

function areCells(values: unknown[]): values is Cell[] {
  for (let row = 0; row < values.length; row++) {
    if (values[row] !== null && !Number.isFinite(values[row])) {
      return false;
    }
  }
  return true;
}

function toNumber(value: unknown): Cell {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
