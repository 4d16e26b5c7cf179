import { mean } from '../statistics/moments.js';
import { median } from '../statistics/quantile.js';
import type { Paths } from './paths.js';
import { theilSen } from './trend.js';

const PROBABILITIES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
/** Normal quantiles of the probabilities. */
const NORMAL = [-2.3263, -1.6449, -1.2816, -0.6745, 0, 0.6745, 1.2816, 1.6449, 2.3263];

/**
 * Where points on a line go: the line of Theil and Sen (or their level, when `isLevel`), with the prediction interval of
 * a regression around it: wider with fewer points and with the distance from them.
 *
 * @param points seconds and values, at least three
 * @param times seconds of the prediction
 */
export function linePaths(
  points: { times: readonly number[]; values: readonly number[] },
  times: ArrayLike<number>,
  isLevel = false,
): Paths {
  const n = points.times.length;
  const centre = mean(points.times);
  const { slope, intercept } = isLevel
    ? { slope: 0, intercept: median(points.values) }
    : theilSen(points.times, points.values);
  const squares = points.values.reduce(
    (sum, value, index) => sum + (value - intercept - slope * points.times[index]!) ** 2,
    0,
  );
  const timeSquares = points.times.reduce((sum, time) => sum + (time - centre) ** 2, 0);
  const freedom = Math.max(1, n - (isLevel ? 1 : 2));
  const deviation = Math.sqrt(squares / freedom);
  const spread = Array.from(times, (time) => {
    const lever = isLevel ? 0 : (time - centre) ** 2 / timeSquares;
    return deviation * Math.sqrt(1 + 1 / n + lever);
  });
  return {
    times,
    quantiles: PROBABILITIES.map((probability, index) => ({
      probability,
      values: spread.map((one, step) => intercept + slope * times[step]! + studentT(NORMAL[index]!, freedom) * one),
    })),
  };
}

/** Quantile of Student's t from that of the normal distribution (Cornish and Fisher; Abramowitz and Stegun 26.7.5). */
function studentT(z: number, freedom: number): number {
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
