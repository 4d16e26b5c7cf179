import { quantileOfSorted, sortedFinite } from '../statistics/quantile.js';

/** Distances of the bounds of an interval from the prediction, by step. */
export interface Distances {
  below: Float64Array;
  above: Float64Array;
}

/** Share of a bound that comes from the errors on its own side; the rest comes from both sides together. */
const OWN_SIDE = 0.4;
/** Up to this level the next origin is taken to be like those before; above it intervals widen towards (1 + 1/origins). */
const SURE_LEVEL = 0.45;
/** Errors of a backtest that hit every point still count as this share of the typical change, times the root of the step. */
const LEAST_ERROR = 0.01;

/**
 * Split-conformal intervals from backtest residuals (Lei et al., 2018; Stankevičiūtė et al., 2021, for horizons), for any
 * level. The scale of a step is the mean absolute residual of the steps around it, made non-decreasing with the horizon;
 * the shape of the tails comes from all residuals divided by their scale, which leaves enough of them for high levels.
 * Beyond the last step of the backtest the scale grows with the square root of the horizon.
 *
 * @param residuals actual minus predicted, one array an origin, NaN for not known
 * @param horizon steps wanted
 * @param change typical absolute change from step to step: the scale where no residual exists
 * @param origins of the backtest that are not about the same points
 */
export function intervalDistances(
  residuals: readonly Float64Array[],
  horizon: number,
  change: number,
  origins = residuals.length,
): (level: number) => Distances {
  const calibrated = residuals[0]?.length ?? 0;
  const measured = scaleBySteps(residuals, calibrated, change);
  const last = measured[calibrated - 1] ?? change;
  const scale = Float64Array.from({ length: horizon }, (_, step) =>
    step < calibrated ? measured[step]! : last * Math.sqrt((step + 1) / Math.max(1, calibrated)),
  );
  const signed = residuals.flatMap((errors) => Array.from(errors, (error, step) => ratio(error, measured[step]!)));
  const above = sortedFinite(signed);
  const below = sortedFinite(signed.map((value) => -value));
  const both = sortedFinite(signed.map(Math.abs));
  return (level) => {
    const wider = unseen(origins, level);
    const shared = tail(both, level) * wider;
    const side = (own: Float64Array) => {
      const ownTail = own.length > 0 ? Math.max(0, tail(own, (1 + level) / 2)) * wider : shared;
      const multiple = (1 - OWN_SIDE) * shared + OWN_SIDE * ownTail;
      const least = LEAST_ERROR * change * normalTail(level);
      return scale.map((value, step) => Math.max(value * multiple, least * Math.sqrt(step + 1)));
    };
    return { below: side(below), above: side(above) };
  };
}

/** The next origin is one more than those that the scale was measured on, which matters for the tails. */
function unseen(origins: number, level: number): number {
  const weight = Math.max(0, level - SURE_LEVEL) / (0.95 - SURE_LEVEL);
  return origins > 0 ? 1 + weight / origins : 1;
}

function ratio(error: number, scale: number): number {
  return scale > 0 ? error / scale : Math.sign(error);
}

/** Quantile with the conformal correction for n values; past the largest one it grows as a normal tail would. */
function tail(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return normalTail(level);
  const wanted = (level * (sorted.length + 1)) / sorted.length;
  if (wanted <= 1) return quantileOfSorted(sorted, wanted);
  return (sorted[sorted.length - 1]! * normalTail(level)) / normalTail(sorted.length / (sorted.length + 1));
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
