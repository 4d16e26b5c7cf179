/** A series on a regular grid; NaN where the source had nothing. */
export interface Grid {
  /** Unix seconds of the first value. */
  start: number;
  /** Seconds. */
  step: number;
  values: Float64Array;
}

/** Grids never grow beyond this many points; the oldest go first. */
export const MAXIMUM_POINTS = 50_000;

/**
 * Puts points in any order on a regular grid from the first to the last finite one.
 * Of several points in one cell the latest stays; not finite points are gaps; the grid is anchored at the latest point.
 *
 * @returns undefined when no finite point exists
 */
export function toGrid(times: ArrayLike<number>, values: ArrayLike<number>, step: number): Grid | undefined {
  let last = -Infinity;
  let first = Infinity;
  const usable = (i: number) => Number.isFinite(times[i]) && Number.isFinite(values[i]);
  for (let i = 0; i < times.length; i++) {
    if (!usable(i)) continue;
    if (times[i]! > last) last = times[i]!;
    if (times[i]! < first) first = times[i]!;
  }
  if (last === -Infinity) return undefined;
  const length = Math.min(MAXIMUM_POINTS, Math.round((last - first) / step) + 1);
  const start = last - (length - 1) * step;
  const cells = new Float64Array(length).fill(NaN);
  const seen = new Float64Array(length).fill(-Infinity);
  for (let i = 0; i < times.length; i++) {
    if (!usable(i)) continue;
    const cell = Math.round((times[i]! - start) / step);
    if (cell < 0 || cell >= length || times[i]! < seen[cell]!) continue;
    cells[cell] = values[i]!;
    seen[cell] = times[i]!;
  }
  return leadingGapsCut({ start, step, values: cells });
}

/** The grid from its first finite value on. */
export function leadingGapsCut(grid: Grid): Grid {
  const first = grid.values.findIndex((value) => !Number.isNaN(value));
  return first === 0
    ? grid
    : { start: grid.start + first * grid.step, step: grid.step, values: grid.values.subarray(first) };
}
