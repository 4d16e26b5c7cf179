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

/** The window of `length` seconds that ends at the last full step before `end`. */
export function alignedWindow(end: number, length: number, step: number): QueryWindow {
  const to = Math.floor(end / step) * step;
  return { from: to - Math.ceil(length / step) * step, to, step };
}
