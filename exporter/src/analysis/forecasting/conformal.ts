import { quantileOfSorted, sortedFinite } from '../statistics/quantile.js';

/** Half-widths of prediction intervals by step, for any level. */
export type HalfWidths = (level: number) => Float64Array;

/**
 * Split-conformal half-widths from backtest residuals (Lei et al., 2018; Stankevičiūtė et al., 2021, for horizons).
 * The scale of a step is the mean absolute residual of the steps around it, made non-decreasing with the horizon; the
 * shape of the tail comes from all residuals divided by their scale, which leaves enough of them for high levels.
 * Beyond the last step of the backtest the scale grows with the square root of the horizon.
 *
 * @param residuals one array an origin, NaN for not known
 * @param horizon steps wanted
 * @param fallback scale where no residual exists
 */
export function halfWidths(residuals: readonly Float64Array[], horizon: number, fallback: number): HalfWidths {
  const calibrated = residuals[0]?.length ?? 0;
  const scales = scaleBySteps(residuals, calibrated, fallback);
  const last = scales[calibrated - 1] ?? fallback;
  // the next origin is one more than those that the scale was measured on
  const unseen = residuals.length > 0 ? 1 + 1 / residuals.length : 1;
  const scale = Float64Array.from({ length: horizon }, (_, step) =>
    step < calibrated ? scales[step]! : last * Math.sqrt((step + 1) / Math.max(1, calibrated)),
  );
  const shape = sortedFinite(
    residuals.flatMap((errors) => Array.from(errors, (error, step) => Math.abs(error) / scales[step]!)),
  );
  return (level) => {
    const multiple = tail(shape, level);
    return scale.map((value) => value * unseen * multiple);
  };
}

/** Quantile with the conformal correction for n residuals; past the largest one it grows as a normal tail would. */
function tail(shape: Float64Array, level: number): number {
  if (shape.length === 0) return normalTail(level);
  const wanted = (level * (shape.length + 1)) / shape.length;
  if (wanted <= 1) return quantileOfSorted(shape, wanted);
  return (shape[shape.length - 1]! * normalTail(level)) / normalTail(shape.length / (shape.length + 1));
}

/** Two-sided normal quantile in units of the mean absolute deviation (Abramowitz and Stegun 26.2.23, error < 4.5e-4). */
function normalTail(level: number): number {
  const t = Math.sqrt(-2 * Math.log((1 - level) / 2));
  const quantile =
    t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  return Math.max(0, quantile) / Math.sqrt(2 / Math.PI);
}

function scaleBySteps(residuals: readonly Float64Array[], steps: number, fallback: number): Float64Array {
  const reach = Math.max(1, Math.min(6, Math.floor(steps / 4)));
  const sums = new Float64Array(steps + 1);
  const counts = new Float64Array(steps + 1);
  for (let step = 0; step < steps; step++) {
    const errors = residuals.map((origin) => Math.abs(origin[step]!)).filter(Number.isFinite);
    sums[step + 1] = sums[step]! + errors.reduce((sum, error) => sum + error, 0);
    counts[step + 1] = counts[step]! + errors.length;
  }
  const scales = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    const from = Math.max(0, step - reach);
    const to = Math.min(steps, step + reach + 1);
    const count = counts[to]! - counts[from]!;
    const own = count > 0 ? (sums[to]! - sums[from]!) / count : fallback;
    scales[step] = Math.max(own, scales[step - 1] ?? 0);
  }
  return scales;
}
