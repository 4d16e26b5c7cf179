import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { FIELDS } from '@presage/contract/frames';
import { type Cell, findField, numberColumn, rowsByTime } from './columns';
import { seriesNames } from './names';

/** A measured series with the value and interval that a model gives for it. All columns have the length of `times`. */
export interface BandedSeries {
  /** Unique among the series of the panel. */
  key: string;
  name: string;
  frame: DataFrame;
  /** The field whose unit, links and colour speak for the series. */
  field: Field;
  /** Milliseconds, ascending. */
  times: number[];
  /** Row of the frame that each point came from; data links are asked for by it. */
  rows: number[];
  actual: Cell[];
  /** Predicted after now for a forecast; expected at the time for an anomaly series. */
  expected: Cell[];
  lower: Cell[];
  upper: Cell[];
}

/** Reads the frames that have times and values; others are left out, so that one wrong query does not empty the panel. */
export function readBandedSeries(frames: DataFrame[], expectedName: string): BandedSeries[] {
  const readable = frames.flatMap((frame) => {
    const { field, time } = bandedFields(frame, expectedName);
    if (!field || !time) {
      return [];
    }
    const rows = rowsByTime(time.values);
    const actual = numberColumn(frame, FIELDS.actual, rows);
    const expected = numberColumn(frame, expectedName, rows);
    return lastIndex(actual) < 0 && lastIndex(expected) < 0 ? [] : [{ frame, field, time, rows, actual, expected }];
  });
  const names = seriesNames(readable, frames);
  return readable.map(({ time, ...series }, index) => ({
    ...series,
    key: String(index),
    name: names[index],
    times: numberColumn(series.frame, time.name, series.rows) as number[],
    lower: numberColumn(series.frame, FIELDS.lower, series.rows),
    upper: numberColumn(series.frame, FIELDS.upper, series.rows),
  }));
}

/** Whether the frame has the fields of a banded series, be they empty. */
export function isBanded(frame: DataFrame, expectedName: string): boolean {
  const { field, time } = bandedFields(frame, expectedName);
  return field !== undefined && time !== undefined;
}

function bandedFields(frame: DataFrame, expectedName: string): { field?: Field; time?: Field } {
  return {
    field: findField(frame, FIELDS.actual) ?? findField(frame, expectedName),
    time: findField(frame, FIELDS.time) ?? frame.fields.find(({ type }) => type === FieldType.time),
  };
}

/** Index of the last measured point, or -1. */
export function lastActualIndex(series: Pick<BandedSeries, 'actual'>): number {
  return lastIndex(series.actual);
}

/** Index of the last cell that holds something, or -1. */
export function lastIndex(column: Cell[]): number {
  let index = column.length - 1;
  while (index >= 0 && column[index] === null) {
    index--;
  }
  return index;
}

/** Index of the first of the ascending times that is later than a moment; their number when none is. */
export function firstAfter(times: number[], moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] > moment) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Index of the point nearest in time, at most half a step away (the wider of both neighbouring steps); -1 when none is. */
export function nearestIndex(times: number[], time: number): number {
  if (times.length === 0) {
    return -1;
  }
  const high = Math.min(firstAfter(times, time), times.length - 1);
  const low = Math.max(high - 1, 0);
  const nearest = Math.abs(times[low] - time) <= Math.abs(times[high] - time) ? low : high;
  const before = nearest > 0 ? times[nearest] - times[nearest - 1] : 0;
  const after = nearest < times.length - 1 ? times[nearest + 1] - times[nearest] : 0;
  return Math.abs(times[nearest] - time) <= Math.max(before, after) / 2 ? nearest : -1;
}
