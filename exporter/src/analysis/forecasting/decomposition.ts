import type { TrainingSeries } from './models/model.js';
import { seasonalShapes, shapeSum, type Profile } from './profile.js';

/** What is known of a series before an origin, taken apart; `values − profile = rest`. */
export interface Decomposition {
  /** One value a slot of each season, in the order of the seasons. */
  shapes: readonly Float64Array[];
  profile: Profile;
  rest: Float64Array;
}

/** Models that differ in their lags only share what they are fitted on. */
const known = new WeakMap<TrainingSeries, Map<string, Decomposition>>();

/**
 * Takes the values, or their logarithms, before an origin apart by the seasons that they hold twice; remembered.
 *
 * @returns undefined where there is no such season, or no logarithm
 */
export function decompose(
  series: TrainingSeries,
  origin: number,
  transform: 'none' | 'log' = 'none',
): Decomposition | undefined {
  const own = known.get(series) ?? new Map<string, Decomposition>();
  known.set(series, own);
  const key = `${transform} ${origin}`;
  const before = own.get(key);
  if (before) return before;
  const values = (transform === 'log' ? series.logarithms : series.values)?.subarray(0, origin);
  const seasons = series.seasons.filter((season) => 2 * season <= origin);
  if (!values || seasons.length === 0) return undefined;
  const shapes = seasonalShapes(values, seasons);
  const profile = shapeSum(shapes);
  const made = { shapes, profile, rest: values.map((value, index) => value - profile(index)) };
  own.set(key, made);
  return made;
}
