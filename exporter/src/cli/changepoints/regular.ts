import { inferStep } from '../forecast/step.js';

/** Values at a regular distance, NaN in gaps, and the row that each came from. */
export interface RegularSeries {
  values: Float64Array;
  /** Undefined in gaps. */
  rows: (number | undefined)[];
}

/** Series with more gaps than this many times their rows are read as a plain sequence. */
const MOST_CELLS = 3;

/** Missing rows become gaps, so that seasons keep their length; shaking distances, such as those of months, do not. */
export function toRegular(times: ArrayLike<number>, values: Float64Array): RegularSeries {
  const rows = Array.from(values, (_, row) => row);
  const step = inferStep(times);
  if (step === undefined) return { values, rows };
  const cells = [0];
  for (let row = 1; row < values.length; row++) {
    cells.push(cells[row - 1]! + Math.max(1, Math.round((times[row]! - times[row - 1]!) / step)));
  }
  const length = cells.at(-1)! + 1;
  if (length === values.length || length > MOST_CELLS * values.length) return { values, rows };
  const regular: RegularSeries = { values: new Float64Array(length).fill(NaN), rows: Array(length).fill(undefined) };
  cells.forEach((cell, row) => {
    regular.values[cell] = values[row]!;
    regular.rows[cell] = row;
  });
  return regular;
}
