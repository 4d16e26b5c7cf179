import { quantileOfSorted } from '../../analysis/statistics/quantile.js';

/** A low quantile this many times under the median shows that most distances span missing rows. */
const GAPPY = 1.5;

/**
 * Seconds from point to point: the median distance. Where the tenth percentile is a whole part of it, that one, since
 * then more than half of the rows are missing. Whole milliseconds; undefined with fewer than two times.
 *
 * @param times ascending, each once
 */
export function inferStep(times: ArrayLike<number>): number | undefined {
  if (times.length < 2) return undefined;
  const distances = Float64Array.from({ length: times.length - 1 }, (_, i) => times[i + 1]! - times[i]!).sort();
  const median = quantileOfSorted(distances, 0.5);
  const low = distances[Math.ceil(0.1 * (distances.length - 1))]!;
  const ratio = median / low;
  const isGappy = ratio >= GAPPY && Math.abs(ratio - Math.round(ratio)) < 0.05;
  const step = isGappy ? low : median;
  const spread = quantileOfSorted(distances, 0.75) - quantileOfSorted(distances, 0.25);
  if (spread === 0) return rounded(step);
  // the median of few distances that differ much is not exact itself
  const unsure = isGappy ? 0 : Math.min(UNSURE, (2 * spread) / median / Math.sqrt(distances.length));
  return rounded(usual(step, Math.max(NEAR, unsure)));
}

function rounded(step: number): number {
  return Math.max(0.001, Math.round(step * 1000) / 1000);
}

/** Steps that people set, in seconds. */
const USUAL = [
  1, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800,
];
const NEAR = 0.005;
const UNSURE = 0.1;

/** Months, quarters and years in seconds, whose days are not always as many. */
const CALENDAR = [2_629_800, 7_889_400, 31_557_600];
const CALENDAR_NEAR = 0.03;

/** Times that shake around a usual step would otherwise drift off the grid, and off the hours of the day. */
function usual(step: number, near: number): number {
  return (
    USUAL.find((seconds) => Math.abs(step / seconds - 1) <= near) ??
    CALENDAR.find((seconds) => Math.abs(step / seconds - 1) <= CALENDAR_NEAR) ??
    step
  );
}
