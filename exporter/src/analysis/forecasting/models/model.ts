/** What a model is fitted on: a gridded series without gaps. */
export interface TrainingSeries {
  values: Float64Array;
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
