import { standardDeviation } from '../statistics/moments.js';
import { median } from '../statistics/quantile.js';

/** A straight line through a series, and whether it is more than chance. */
export interface Trend {
  /** Change a second. */
  slope: number;
  isSignificant: boolean;
}

/** Blocks that a series is cut into at most: enough for the test, few enough for all pairs. */
const MOST_BLOCKS = 40;
/** With fewer the test cannot reach its level. */
const FEWEST_BLOCKS = 6;
const DAY = 86_400;
/** From so many days on a block is at least a day long, so that it holds one of each daily peak. */
const DAYS_FOR_DAILY = 8;
/** A line that explains so much of the variance needs no test, which smooth curves with their long memory would fail. */
const PLAIN = 0.9;
/** Normal quantile of the test: 1 % two-sided. */
const CRITICAL = 2.576;

/**
 * Whether the upper edge of a series climbs or falls by more than chance: Mann and Kendall's test on the maxima of
 * blocks (days, where there are enough of them), its variance corrected for autocorrelation (Hamed and Rao, 1998), and
 * both halves must lean the same way; a line that explains nine tenths of the variance is one without a test. The slope is that of Theil and Sen.
 *
 * @param times seconds, ascending
 */
export function trendOf(times: readonly number[], values: readonly number[]): Trend {
  const blocks = blockMaxima(times, values);
  const { slope } = theilSen(blocks.times, blocks.values);
  if (blocks.values.length < FEWEST_BLOCKS || slope === 0) return { slope, isSignificant: false };
  const half = Math.floor(blocks.values.length / 2);
  const older = theilSen(blocks.times.slice(0, half), blocks.values.slice(0, half)).slope;
  const newer = theilSen(blocks.times.slice(half), blocks.values.slice(half)).slope;
  const agrees = Math.sign(older) === Math.sign(slope) && Math.sign(newer) === Math.sign(slope);
  const isPlain = explained(blocks.times, blocks.values, slope) >= PLAIN;
  return { slope, isSignificant: agrees && (isPlain || Math.abs(mannKendall(blocks.times, blocks.values)) > CRITICAL) };
}

/** Share of the variance that a slope explains. */
function explained(times: readonly number[], values: readonly number[], slope: number): number {
  const rest = values.map((value, index) => value - slope * times[index]!);
  return 1 - (standardDeviation(rest) / standardDeviation(values)) ** 2;
}

/** Median of the slopes of all pairs, and the median of what is left as intercept at time 0 (Theil, 1950; Sen, 1968). */
export function theilSen(times: readonly number[], values: readonly number[]): { slope: number; intercept: number } {
  const slopes: number[] = [];
  for (let i = 0; i < times.length; i++) {
    for (let j = i + 1; j < times.length; j++) slopes.push((values[j]! - values[i]!) / (times[j]! - times[i]!));
  }
  const slope = slopes.length === 0 ? 0 : median(slopes);
  return { slope, intercept: median(values.map((value, index) => value - slope * times[index]!)) };
}

function blockMaxima(times: readonly number[], values: readonly number[]): { times: number[]; values: number[] } {
  const end = times[times.length - 1]!;
  const span = end - times[0]!;
  const length = Math.max(span >= DAYS_FOR_DAILY * DAY ? DAY : 0, span / MOST_BLOCKS) || 1;
  const blocks = new Map<number, { time: number; value: number }>();
  times.forEach((time, index) => {
    // counted from the end, so that only the oldest block may be a part of one
    const block = Math.floor((end - time) / length);
    const known = blocks.get(block);
    if (!known || values[index]! > known.value)
      blocks.set(block, { time: end - (block + 0.5) * length, value: values[index]! });
  });
  const kept = [...blocks.values()];
  return { times: kept.map(({ time }) => time), values: kept.map(({ value }) => value) };
}

/** The statistic of Mann and Kendall as a normal deviate. */
function mannKendall(times: readonly number[], values: readonly number[]): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) sum += Math.sign(values[j]! - values[i]!);
  const variance = ((n * (n - 1) * (2 * n + 5)) / 18) * autocorrelationFactor(times, values);
  return (sum - Math.sign(sum)) / Math.sqrt(variance);
}

/** How much wider than that of independent values the variance of the statistic is. */
function autocorrelationFactor(times: readonly number[], values: readonly number[]): number {
  const n = values.length;
  const { slope } = theilSen(times, values);
  const ranks = ranksOf(values.map((value, index) => value - slope * times[index]!));
  const centre = (n - 1) / 2;
  const spread = ranks.reduce((sum, rank) => sum + (rank - centre) ** 2, 0);
  let extra = 0;
  for (let lag = 1; lag < n - 3; lag++) {
    let product = 0;
    for (let i = 0; i + lag < n; i++) product += (ranks[i]! - centre) * (ranks[i + lag]! - centre);
    const correlation = product / spread;
    // only what is more than chance counts
    if (Math.abs(correlation) > 1.96 / Math.sqrt(n)) extra += (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
  }
  return Math.max(1, 1 + (2 * extra) / (n * (n - 1) * (n - 2)));
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  order.forEach((index, rank) => (ranks[index] = rank));
  return ranks;
}
