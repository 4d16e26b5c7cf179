import { median, quantileOfSorted, sortedFinite } from '../statistics/quantile.js';
import { seasonalProfile } from './profile.js';

/** A series whose values before a level shift were moved to the level after it. */
export interface Alignment {
  values: Float64Array;
  /** Points after the shift; 0 where there was none. */
  points: number;
}

/** A new level has lasted for so many points and so many seconds at least. */
const LEAST_POINTS = 8;
const LEAST_SECONDS = 12 * 3_600;
/** Models learn by themselves of a level that has lasted for longer than so many seasons, or points where there are none. */
const MOST_SEASONS = 4;
const MOST_POINTS = 24;
/** Series of longer steps wander more than they shift. */
const LONGEST_STEP = 86_400;
/** The step is this many times any other in the history, and the spread around the new level is this part of it at most. */
const UNUSUAL = 2;
const SPREAD = 0.35;
/** Both halves of what follows the step agree on the level within this part of it. */
const LASTING = 0.35;
/** Positions that are looked at, at most. */
const POSITIONS = 2_000;

/**
 * Moves everything before the newest level shift to the level after it, by an amount or by a factor, whichever fits the
 * points after it. A shift is a step that is far larger than all others that the series made, and has lasted. What
 * follows it is too short for models to learn from, and what lies before it misleads them.
 *
 * @param values without gaps
 * @param seasons points, ascending
 * @param step seconds
 */
export function alignLevel(values: Float64Array, seasons: readonly number[], step: number): Alignment {
  const logarithms = values.every((value) => value > 0) ? values.map(Math.log) : undefined;
  const added = findShift(values, seasons, step);
  const multiplied = logarithms && findShift(logarithms, seasons, step);
  if (multiplied && (!added || multiplied.clarity > added.clarity))
    return moved(values, multiplied, (value) => value * Math.exp(multiplied.height));
  if (added) return moved(values, added, (value) => value + added.height);
  return { values, points: 0 };
}

function moved(values: Float64Array, { start }: Shift, move: (value: number) => number): Alignment {
  return {
    values: values.map((value, index) => (index < start ? move(value) : value)),
    points: values.length - start,
  };
}

interface Shift {
  /** First point of the new level. */
  start: number;
  height: number;
  /** Height by the spread around the new level. */
  clarity: number;
}

function findShift(values: Float64Array, seasons: readonly number[], step: number): Shift | undefined {
  const least = Math.max(LEAST_POINTS, Math.ceil(LEAST_SECONDS / step));
  if (step > LONGEST_STEP || values.length < 4 * least) return undefined;
  const profile = seasons.length > 0 ? seasonalProfile(values, seasons) : () => 0;
  const rest = values.map((value, index) => value - profile(index));
  const sums = sumsOf(smoothed(rest));
  const mean = (from: number, to: number) => (sums[to]! - sums[from]!) / (to - from);
  const stride = Math.max(1, Math.ceil(values.length / POSITIONS));
  const season = seasons[0] ?? MOST_POINTS;
  const most = seasons.length > 0 ? MOST_SEASONS * season : MOST_POINTS;
  const likely = likeliest(mean, { end: values.length, least, most, season, stride });
  if (!likely) return undefined;
  const start = steepest(rest, likely.at, stride + 2);
  const after = rest.subarray(start);
  const height = median(after) - median(rest.subarray(Math.max(0, start - likely.length), start));
  const size = Math.abs(height);
  const half = after.length >> 1;
  const drift = Math.abs(median(after.subarray(0, half)) - median(after.subarray(half)));
  const spread = spreadOf(after);
  if (after.length < least || size === 0 || drift > LASTING * size || spread > SPREAD * size) return undefined;
  const window = Math.min(after.length, Math.floor(start / 4));
  for (let at = window; at <= start - window; at += stride)
    if (UNUSUAL * Math.abs(mean(at, at + window) - mean(at - window, at)) > size) return undefined;
  return { start, height, clarity: size / spread };
}

/** The newest stretch that differs most from as much before it, for its length. */
function likeliest(
  mean: (from: number, to: number) => number,
  { end, least, most, season, stride }: { end: number; least: number; most: number; season: number; stride: number },
): { at: number; length: number } | undefined {
  let best: { at: number; length: number; score: number } | undefined;
  for (let at = end - least; at >= Math.max(end / 2, end - most); at -= stride) {
    const after = end - at;
    const length = Math.min(at, Math.max(after, season));
    const score = Math.abs(mean(at, end) - mean(at - length, at)) * Math.sqrt((after * length) / (after + length));
    if (!best || score > best.score) best = { at, length, score };
  }
  return best;
}

/** The point of the largest change near a position. */
function steepest(rest: Float64Array, at: number, reach: number): number {
  let start = at;
  for (let index = Math.max(1, at - reach); index <= Math.min(rest.length - 1, at + reach); index++)
    if (Math.abs(rest[index]! - rest[index - 1]!) > Math.abs(rest[start]! - rest[start - 1]!)) start = index;
  return start;
}

function spreadOf(values: Float64Array): number {
  const sorted = sortedFinite(values);
  return quantileOfSorted(sorted, 0.9) - quantileOfSorted(sorted, 0.1);
}

/** Median of each point and its neighbours, which takes out single spikes. */
function smoothed(values: Float64Array): Float64Array {
  return values.map((value, index) => {
    const [before, after] = [values[index - 1] ?? value, values[index + 1] ?? value];
    return Math.max(Math.min(before, value), Math.min(Math.max(before, value), after));
  });
}

function sumsOf(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let index = 0; index < values.length; index++) sums[index + 1] = sums[index]! + values[index]!;
  return sums;
}
