/** What a quantity will be with one probability: `values` at the times of the forecast stay below with `probability`. */
export interface QuantilePath {
  probability: number;
  values: ArrayLike<number>;
}

/** What a forecast is, as far as crossings care. Times in seconds, ascending. */
export interface Paths {
  times: ArrayLike<number>;
  /** By ascending probability, with one of 0.5. */
  quantiles: readonly QuantilePath[];
}

/** Quantile paths of a forecast: its bounds and the prediction as the median. */
export function pathsOf(forecast: {
  times: ArrayLike<number>;
  predicted: ArrayLike<number>;
  intervals: readonly { level: number; lower: ArrayLike<number>; upper: ArrayLike<number> }[];
}): Paths {
  const quantiles = [
    { probability: 0.5, values: forecast.predicted },
    ...forecast.intervals.flatMap(({ level, lower, upper }) => [
      { probability: (1 - level) / 2, values: lower },
      { probability: (1 + level) / 2, values: upper },
    ]),
  ];
  return { times: forecast.times, quantiles: quantiles.sort((a, b) => a.probability - b.probability) };
}

/** The same upside down, for thresholds that are crossed downwards. */
export function mirrored({ times, quantiles }: Paths): Paths {
  return {
    times,
    quantiles: quantiles
      .map(({ probability, values }) => ({
        probability: 1 - probability,
        values: Array.from(values, (value) => -value),
      }))
      .reverse(),
  };
}

/** The values that stay above with `risk`: the path of that quantile, on a straight line between the two around it. */
export function pathAtRisk({ quantiles }: Paths, risk: number): ArrayLike<number> {
  const wanted = 1 - risk;
  const above = quantiles.findIndex(({ probability }) => probability >= wanted - 1e-9);
  if (above <= 0) return quantiles[above === 0 ? 0 : quantiles.length - 1]!.values;
  const [low, high] = [quantiles[above - 1]!, quantiles[above]!];
  const share = (wanted - low.probability) / (high.probability - low.probability);
  if (share > 1 - 1e-6) return high.values;
  return Array.from(high.values, (value, index) => low.values[index]! + share * (value - low.values[index]!));
}

/** Probability that the quantity is at `threshold` or above at one point of the forecast. */
export function riskAt({ quantiles }: Paths, index: number, threshold: number): number {
  const above = quantiles.findIndex(({ values }) => values[index]! >= threshold);
  if (above === 0) return 1 - quantiles[0]!.probability;
  if (above < 0) return tailRisk(quantiles, index, threshold);
  const [low, high] = [quantiles[above - 1]!, quantiles[above]!];
  const [from, to] = [low.values[index]!, high.values[index]!];
  // several quantiles on one value: a bound holds them there
  const share = to > from ? (threshold - from) / (to - from) : 1;
  return 1 - (low.probability + share * (high.probability - low.probability));
}

/** Beyond the last path the risk halves with every further distance as wide as that from the median to it. */
function tailRisk(quantiles: Paths['quantiles'], index: number, threshold: number): number {
  const last = quantiles[quantiles.length - 1]!;
  const middle = quantiles.find(({ probability }) => probability >= 0.5)!;
  const width = last.values[index]! - middle.values[index]!;
  if (width <= 0) return 0;
  return (1 - last.probability) * 2 ** (-(4 * (threshold - last.values[index]!)) / width);
}
