/** Distances of points that people read easily, in seconds. */
const STEPS = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 604_800];

/** A stretch of time to read from Prometheus: Unix seconds, both ends multiples of the step. */
export interface QueryWindow {
  from: number;
  to: number;
  step: number;
}

/** Smallest readable step that divides `seconds` into at most `points` parts. */
export function readableStep(seconds: number, points: number): number {
  return STEPS.find((step) => seconds / step <= points) ?? Math.ceil(seconds / points);
}

/** Points of a window, both ends included. */
export function pointsIn({ from, to, step }: QueryWindow): number {
  return Math.round((to - from) / step) + 1;
}

/** The values of a series at every step of the window, NaN where there is none. */
export function onGrid(
  { times, values }: { times: ArrayLike<number>; values: ArrayLike<number> },
  window: QueryWindow,
): Float64Array {
  const grid = new Float64Array(pointsIn(window)).fill(NaN);
  for (let i = 0; i < times.length; i++) grid[Math.round((times[i]! - window.from) / window.step)] = values[i]!;
  return grid;
}

/** The window of `length` seconds that ends at the last full step before `end`. */
export function alignedWindow(end: number, length: number, step: number): QueryWindow {
  const to = Math.floor(end / step) * step;
  return { from: to - Math.ceil(length / step) * step, to, step };
}
