import { mean } from '../statistics/moments.js';

/** What a stretch of a series says about its level. */
export interface Sample {
  points: number;
  /** Independent points that carry as much: fewer when neighbours resemble each other. */
  effectivePoints: number;
  /** Mean without the fifth at either end. */
  centre: number;
  /** Standard error of `centre`. */
  error: number;
  /** Standard deviation without the tails. */
  spread: number;
}

/** Share that is cut off at either end (Yuen, The two-sample trimmed t for unequal population variances, 1974). */
const TRIMMED = 0.2;
/** Fewer points tell nothing about how neighbours depend on each other. */
const ENOUGH = 8;
const STRONGEST = 0.95;

/**
 * Level of the values with its error, robust to outliers and to autocorrelation.
 *
 * @param values finite, in order of time, at least one
 */
export function sampleOf(values: Float64Array): Sample {
  const points = values.length;
  const sorted = values.slice().sort();
  const cut = Math.floor(TRIMMED * points);
  const centre = mean(sorted.subarray(cut, points - cut));
  const [low, high] = [sorted[cut]!, sorted[points - 1 - cut]!];
  const winsorized = values.map((value) => Math.max(low, Math.min(high, value)));
  const middle = mean(winsorized);
  const squares = winsorized.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const share = 1 - (2 * cut) / points;
  const spread = points > 1 ? Math.sqrt(squares / (points - 1)) / share : 0;
  const memory = lagOne(winsorized, middle, squares);
  const effectivePoints = Math.max(1, (points * (1 - memory)) / (1 + memory));
  return { points, effectivePoints, centre, error: spread / Math.sqrt(effectivePoints), spread };
}

/** Correlation of neighbours, 0 to 1, corrected for the bias of short samples (Kendall, 1954). */
function lagOne(values: Float64Array, middle: number, squares: number): number {
  if (values.length < ENOUGH || squares === 0) return 0;
  let products = 0;
  for (let i = 1; i < values.length; i++) products += (values[i]! - middle) * (values[i - 1]! - middle);
  const raw = products / squares;
  return Math.max(0, Math.min(STRONGEST, raw <= 0 ? raw : raw + (1 + 4 * raw) / values.length - 1 / values.length));
}
