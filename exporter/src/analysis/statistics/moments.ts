/** Mean of the values; NaN when there are none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Standard deviation of the population in two passes, which stays exact for large means; NaN when there are no values. */
export function standardDeviation(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return Math.sqrt(sum / values.length);
}

/** Smallest and largest value; infinite the wrong way round when there are none. */
export function extent(values: ArrayLike<number>): { minimum: number; maximum: number } {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < minimum) minimum = values[i]!;
    if (values[i]! > maximum) maximum = values[i]!;
  }
  return { minimum, maximum };
}
