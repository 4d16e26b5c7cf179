import { type BandedSeries } from './banded-series';
import { type Cell } from './columns';

/** Moments in milliseconds; absent when that curve does not cross within the horizon. */
export interface Crossing {
  expected?: number;
  earliest?: number;
  latest?: number;
}

/**
 * When the prediction and the two edges of its interval reach a value, from `now` on.
 * Upwards the upper edge is the earliest and the lower edge the latest; downwards the other way round.
 */
export function findCrossing(
  series: Pick<BandedSeries, 'times' | 'expected' | 'lower' | 'upper'>,
  now: number | undefined,
  value: number,
  direction: 'above' | 'below'
): Crossing {
  const first = (column: Cell[]) => firstReach(series.times, column, now ?? -Infinity, value, direction);
  const [optimist, pessimist] = direction === 'above' ? [series.upper, series.lower] : [series.lower, series.upper];
  return { expected: first(series.expected), earliest: first(optimist), latest: first(pessimist) };
}

function firstReach(times: number[], column: Cell[], from: number, value: number, direction: 'above' | 'below') {
  let before = -1;
  for (let index = 0; index < times.length; index++) {
    const cell = column[index];
    if (cell === null || times[index] < from) {
      continue;
    }
    if (direction === 'above' ? cell >= value : cell <= value) {
      return before < 0 ? times[index] : interpolate(times, column, before, index, value);
    }
    before = index;
  }
  return undefined;
}

function interpolate(times: number[], column: Cell[], left: number, right: number, value: number): number {
  const from = column[left] ?? value;
  const to = column[right] ?? value;
  return Math.round(times[left] + ((value - from) / (to - from)) * (times[right] - times[left]));
}
