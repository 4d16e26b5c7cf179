import { mean, standardDeviation } from '../statistics/moments.js';
import { median, medianAbsoluteDeviation } from '../statistics/quantile.js';
import { studentQuantile } from '../statistics/student.js';

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
/** Two-sided level of the test. */
const LEVEL = 0.01;
/** Residuals of a line make a memory look this much shorter than it is, in parts of itself by the number of blocks. */
const BIAS = 12;
/** A memory this close to 1, by the root of the number of blocks, is that of a walk. */
const NEAR_WALK = 1.2;
/** Residuals beyond this many deviations are held there: a single peak is no trend and hides none. */
const HELD = 5;

/**
 * Whether the upper edge of a series climbs or falls by more than chance. The maxima of blocks (days, where there are
 * enough of them) are regressed on time with errors that have a memory (Prais and Winsten, 1954); a memory that may be
 * endless is taken for that of a random walk, of which only the drift counts (Perron and Yabu, 2009). Both halves must
 * lean the same way. The slope is that of Theil and Sen.
 *
 * @param times seconds, ascending
 */
export function trendOf(times: readonly number[], values: readonly number[]): Trend {
  const blocks = blockMaxima(times, values);
  const { slope, intercept } = theilSen(blocks.times, blocks.values);
  if (blocks.values.length < FEWEST_BLOCKS || slope === 0) return { slope, isSignificant: false };
  const half = Math.floor(blocks.values.length / 2);
  const older = theilSen(blocks.times.slice(0, half), blocks.values.slice(0, half)).slope;
  const newer = theilSen(blocks.times.slice(half), blocks.values.slice(half)).slope;
  const agrees = Math.sign(older) === Math.sign(slope) && Math.sign(newer) === Math.sign(slope);
  const critical = studentQuantile(LEVEL, blocks.values.length - 2);
  const held = holdPeaks(blocks.times, blocks.values, { slope, intercept });
  return { slope, isSignificant: agrees && slopeDeviate(blocks.times, held) * Math.sign(slope) > critical };
}

function holdPeaks(
  times: readonly number[],
  values: readonly number[],
  { slope, intercept }: { slope: number; intercept: number },
): number[] {
  const line = times.map((time) => intercept + slope * time);
  const limit = HELD * medianAbsoluteDeviation(values.map((value, index) => value - line[index]!));
  if (limit === 0) return [...values];
  return values.map((value, index) => Math.min(line[index]! + limit, Math.max(line[index]! - limit, value)));
}

/** The slope of a regression on time by its standard error, where the errors remember each other. */
function slopeDeviate(times: readonly number[], values: readonly number[]): number {
  const n = values.length;
  const from = mean(times);
  const moments = times.map((time) => time - from);
  const plain = leastSquares(values, new Array<number>(n).fill(1), moments);
  const rest = values.map((value, index) => value - plain.level - plain.slope * moments[index]!);
  const memory = memoryOf(rest);
  const since = (series: readonly number[]) => series.slice(1).map((value, index) => value - memory * series[index]!);
  if (memory === 1) {
    const changes = since(values);
    return mean(changes) / (standardDeviation(changes) / Math.sqrt(changes.length - 1));
  }
  const first = Math.sqrt(1 - memory ** 2);
  const whole = (series: readonly number[]) => [first * series[0]!, ...since(series)];
  const { slope, error } = leastSquares(whole(values), whole(moments.map(() => 1)), whole(moments));
  return slope / error;
}

/** Correlation of neighbours, as far as it is positive and corrected for what the fit of a line takes from it; at most 1. */
function memoryOf(rest: readonly number[]): number {
  let [products, squares] = [0, 0];
  for (let i = 1; i < rest.length; i++) {
    products += rest[i]! * rest[i - 1]!;
    squares += rest[i - 1]! ** 2;
  }
  const memory = Math.max(0, products / squares || 0) * (1 + BIAS / rest.length);
  return memory > 1 - NEAR_WALK / Math.sqrt(rest.length) ? 1 : memory;
}

/** Least squares of values on a level and a slope, with the standard error of the slope. */
function leastSquares(values: readonly number[], levels: readonly number[], moments: readonly number[]) {
  const sum = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, one, index) => total + one * b[index]!, 0);
  const [ll, lm, mm] = [sum(levels, levels), sum(levels, moments), sum(moments, moments)];
  const [lv, mv] = [sum(levels, values), sum(moments, values)];
  const determinant = ll * mm - lm * lm;
  const slope = (ll * mv - lm * lv) / determinant;
  const level = (mm * lv - lm * mv) / determinant;
  const squares = values.reduce(
    (total, value, index) => total + (value - level * levels[index]! - slope * moments[index]!) ** 2,
    0,
  );
  return { level, slope, error: Math.sqrt(((squares / (values.length - 2)) * ll) / determinant) };
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
