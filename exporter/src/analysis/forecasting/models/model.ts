/** What a model is fitted on: a gridded series without gaps. */
export interface TrainingSeries {
  values: Float64Array;
  /** Seconds from point to point. */
  step: number;
  /** Their logarithms, where models of logarithms have a use; see `justifiedLogarithms`. */
  logarithms: Float64Array | undefined;
  /** 1 where the value was observed, 0 where a gap was filled. */
  observed: Uint8Array;
  /** Accepted seasons in points, ascending. */
  seasons: readonly number[];
  /** Seasons that step and length would allow, accepted or not, in points, ascending. */
  calendar: readonly number[];
}

/** One way to predict. Deterministic, and never looks past an origin. */
export interface Model {
  readonly name: string;
  /**
   * Predicts `horizon` points from each origin, knowing the values before it only.
   * Taking all origins in one call lets a model share work between nested fits.
   *
   * @param origins numbers of known points, ascending
   * @returns one path an origin, undefined where the model does not fit (too short, no season, no solution)
   */
  predict(series: TrainingSeries, origins: readonly number[], horizon: number): (Float64Array | undefined)[];
}

/** The largest value is this many times the smallest, or else a logarithm says no more than the values. */
const LOGARITHM_RATIO = 2;

/**
 * Logarithms of a positive series whose values differ by a factor and not just by an amount. Elsewhere a model of
 * logarithms costs as much as one of values, says almost the same, and is bound to where zero lies.
 */
export function justifiedLogarithms(values: Float64Array): Float64Array | undefined {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return lowest > 0 && highest > LOGARITHM_RATIO * lowest ? values.map(Math.log) : undefined;
}
