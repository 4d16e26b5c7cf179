/**
 * Quantile of `values` by linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
 *
 * @param sorted finite values, ascending
 * @param probability 0 to 1
 * @returns NaN when there are no values
 */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  if (sorted.length === 0) return NaN;
  const position = (sorted.length - 1) * Math.min(1, Math.max(0, probability));
  const below = Math.floor(position);
  const lower = sorted[below]!;
  const upper = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return lower === upper ? lower : lower + (upper - lower) * (position - below);
}

/** Finite values of `values`, ascending. */
export function sortedFinite(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).filter(Number.isFinite).sort();
}

/** Middle of the finite values; NaN when there are none. */
export function median(values: ArrayLike<number>): number {
  return quantileOfSorted(sortedFinite(values), 0.5);
}

/** Median absolute deviation from `centre`, times 1.4826 so that it estimates the standard deviation of a normal. */
export function medianAbsoluteDeviation(values: ArrayLike<number>, centre = median(values)): number {
  return 1.4826 * median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}
