import { compare, type Comparison, type CompareOptions } from './compare.js';
import { withoutKnownSeasons } from './season.js';

/** Where before ends, and how far each side reaches; all in points. */
export interface Cut {
  /** Index of the first value after. */
  at: number;
  before: number;
  after: number;
  /** Seasons that the series may follow, ascending. */
  seasons: number[];
}

/**
 * Compares the stretches of a series before and after a moment. Seasons of the whole series are taken out first, so
 * that a deployment in the morning is not blamed for the morning.
 *
 * @param values at a regular distance, NaN where there is none; more than the two stretches where seasons are to be known
 */
export function compareAround(
  values: Float64Array,
  { at, before, after, seasons }: Cut,
  options: CompareOptions,
): Comparison {
  const calm = withoutKnownSeasons(values, seasons);
  return compare(calm.subarray(Math.max(0, at - before), at), calm.subarray(at, at + after), options);
}
