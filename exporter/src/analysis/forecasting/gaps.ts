import { seasonalProfile } from './profile.js';

/** Longest run of missing points that a straight line fills. */
const LINEAR_GAP = 3;

/**
 * Fills the gaps (NaN) of a gridded series so that models can be fitted: up to three points on a straight line,
 * longer gaps with what was seen one season before and after on top of that line, which keeps the shape of the day.
 *
 * @param values first and last are finite
 * @param season length of the season in points, 1 for none
 * @returns the filled copy, and 1 for each point that was observed
 */
export function fillGaps(values: Float64Array, season: number): { values: Float64Array; observed: Uint8Array } {
  const filled = values.slice();
  const observed = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
  for (let start = 0; start < values.length; start++) {
    if (observed[start]) continue;
    let end = start;
    while (!observed[end]) end++;
    fillOne(filled, values, start, end, season);
    start = end;
  }
  return { values: filled, observed };
}

function fillOne(filled: Float64Array, values: Float64Array, start: number, end: number, season: number): void {
  const before = filled[start - 1]!;
  const slope = (values[end]! - before) / (end - start + 1);
  const shaped = end - start > LINEAR_GAP && season > 1;
  const anchors = shaped ? seasonal(filled, values, start - 1, season) : NaN;
  const anchorEnd = shaped ? seasonal(filled, values, end, season) : NaN;
  for (let i = start; i < end; i++) {
    const share = (i - start + 1) / (end - start + 1);
    const line = before + slope * (i - start + 1);
    const shape = shaped ? seasonal(filled, values, i, season) - (anchors + (anchorEnd - anchors) * share) : 0;
    filled[i] = line + (Number.isFinite(shape) ? shape : 0);
  }
}

/** Mean of what lies one season before (filled or not) and after (observed only). */
function seasonal(filled: Float64Array, values: Float64Array, index: number, season: number): number {
  const before = filled[index - season] ?? NaN;
  const after = values[index + season] ?? NaN;
  if (Number.isNaN(before)) return after;
  return Number.isNaN(after) ? before : (before + after) / 2;
}

/** Points on each side of a gap whose mean is the level that its filling starts and ends at. */
const LEVEL_POINTS = 3;

/**
 * Fills gaps once more when the seasons are known: with the seasonal profile on a line between the levels around the
 * gap, so that a Saturday that is missing becomes a Saturday. Nothing leaves the range of the series.
 *
 * @param seasons points, ascending; at least one
 */
export function refillGaps(filled: Float64Array, observed: Uint8Array, seasons: readonly number[]): Float64Array {
  const profile = seasonalProfile(filled, seasons);
  const rest = filled.map((value, index) => value - profile(index));
  const refilled = filled.slice();
  // a positive series stays positive, or its logarithm would be lost
  const lowest = filled.reduce((low, value) => Math.min(low, value));
  const highest = filled.reduce((high, value) => Math.max(high, value));
  for (let start = 0; start < filled.length; start++) {
    if (observed[start]) continue;
    let end = start;
    while (!observed[end]) end++;
    const before = mean(rest.subarray(Math.max(0, start - LEVEL_POINTS), start));
    const after = mean(rest.subarray(end, end + LEVEL_POINTS));
    for (let i = start; i < end; i++) {
      const value = before + ((after - before) * (i - start + 1)) / (end - start + 1) + profile(i);
      refilled[i] = Math.min(highest, Math.max(lowest, value));
    }
    start = end;
  }
  return refilled;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
