/**
 * Sums of products of a series with itself at two lags, `Σ x[t−a] x[t−b]` over rows `t`, and sums `Σ x[t−a]`, for all
 * pairs of some lags. Pairs the same distance apart sum the same products over shifted windows, so each next pair costs
 * the ends of its window only (the covariance method of linear prediction; Makhoul, 1975).
 */
export class LaggedProducts {
  /** Row-major lower triangle in the order of the lags. */
  readonly products: Float64Array;
  readonly sums: Float64Array;
  count = 0;
  readonly #byDistance: Map<number, { lag: number; at: number }[]>;

  constructor(readonly lags: readonly number[]) {
    this.products = new Float64Array(lags.length * lags.length);
    this.sums = new Float64Array(lags.length);
    this.#byDistance = pairsByDistance(lags);
  }

  /** Adds the rows `from` up to, not including, `to`; `from` is at least the longest lag. */
  add(values: Float64Array, from: number, to: number): void {
    this.count += to - from;
    for (let k = 0; k < this.lags.length; k++) {
      const lag = this.lags[k]!;
      let sum = 0;
      for (let s = from - lag; s < to - lag; s++) sum += values[s]!;
      this.sums[k]! += sum;
    }
    for (const [distance, pairs] of this.#byDistance) this.#addPairs(values, from, to, distance, pairs);
  }

  #addPairs(
    values: Float64Array,
    from: number,
    to: number,
    distance: number,
    pairs: readonly { lag: number; at: number }[],
  ): void {
    let sum = 0;
    let before = Infinity;
    for (const { lag, at } of pairs) {
      const shift = lag - before;
      if (shift >= 0 && 2 * shift < to - from) {
        sum += productSum(values, from - lag, from - before, distance);
        sum -= productSum(values, to - lag, to - before, distance);
      } else sum = productSum(values, from - lag, to - lag, distance);
      before = lag;
      this.products[at]! += sum;
    }
  }
}

/** Pairs of lags by their distance, each ascending in the smaller lag. */
function pairsByDistance(lags: readonly number[]): Map<number, { lag: number; at: number }[]> {
  const groups = new Map<number, { lag: number; at: number }[]>();
  for (let i = 0; i < lags.length; i++) {
    for (let j = 0; j <= i; j++) {
      const distance = Math.abs(lags[i]! - lags[j]!);
      const pair = { lag: Math.min(lags[i]!, lags[j]!), at: i * lags.length + j };
      const group = groups.get(distance);
      if (group) group.push(pair);
      else groups.set(distance, [pair]);
    }
  }
  for (const pairs of groups.values()) pairs.sort((a, b) => a.lag - b.lag);
  return groups;
}

function productSum(values: Float64Array, from: number, to: number, distance: number): number {
  let sum = 0;
  for (let s = from; s < to; s++) sum += values[s]! * values[s - distance]!;
  return sum;
}
