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
  readonly #groups: readonly DistanceGroup[];

  constructor(readonly lags: readonly number[]) {
    this.products = new Float64Array(lags.length * lags.length);
    this.sums = new Float64Array(lags.length);
    this.#groups = groupsOf(lags);
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
    for (const group of this.#groups) this.#addGroup(values, from, to, group);
  }

  #addGroup(values: Float64Array, from: number, to: number, { distance, lags, places }: DistanceGroup): void {
    let sum = 0;
    let before = Infinity;
    for (let k = 0; k < lags.length; k++) {
      const lag = lags[k]!;
      const shift = lag - before;
      if (shift >= 0 && 2 * shift < to - from) {
        sum += productSum(values, from - lag, from - before, distance);
        sum -= productSum(values, to - lag, to - before, distance);
      } else sum = productSum(values, from - lag, to - lag, distance);
      before = lag;
      this.products[places[k]!]! += sum;
    }
  }
}

/** Pairs of lags the same distance apart: their smaller lags, ascending, and where their products go. */
interface DistanceGroup {
  distance: number;
  lags: readonly number[];
  places: readonly number[];
}

const MOST_KNOWN = 64;
/** Models ask for the same few sets of lags over and over. */
const known = new Map<string, readonly DistanceGroup[]>();

function groupsOf(lags: readonly number[]): readonly DistanceGroup[] {
  const key = lags.join();
  const before = known.get(key);
  if (before) return before;
  if (known.size >= MOST_KNOWN) known.clear();
  const made = groupByDistance(lags);
  known.set(key, made);
  return made;
}

function groupByDistance(lags: readonly number[]): DistanceGroup[] {
  const groups = new Map<number, { lag: number; place: number }[]>();
  for (let i = 0; i < lags.length; i++) {
    for (let j = 0; j <= i; j++) {
      const distance = Math.abs(lags[i]! - lags[j]!);
      const pair = { lag: Math.min(lags[i]!, lags[j]!), place: i * lags.length + j };
      const group = groups.get(distance);
      if (group) group.push(pair);
      else groups.set(distance, [pair]);
    }
  }
  return Array.from(groups, ([distance, pairs]) => {
    pairs.sort((a, b) => a.lag - b.lag);
    return { distance, lags: pairs.map(({ lag }) => lag), places: pairs.map(({ place }) => place) };
  });
}

function productSum(values: Float64Array, from: number, to: number, distance: number): number {
  let sum = 0;
  for (let s = from; s < to; s++) sum += values[s]! * values[s - distance]!;
  return sum;
}
