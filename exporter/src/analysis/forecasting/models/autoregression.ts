import { solvePositiveDefinite } from '../../statistics/cholesky.js';

export interface AutoregressionOptions {
  lags: readonly number[];
  /** Ridge penalty relative to the variance of the series. */
  penalty: number;
}

/**
 * Ridge regression of a series on its own lags, `min ‖y − Xb‖² + λ n var(y) ‖b‖²` with a free intercept, predicted
 * recursively and held within one standard deviation of what was seen before the origin.
 * Origins share one pass over the rows: the cross products up to an origin are those of the origin before plus new rows.
 *
 * @param observed rows whose target was filled do not enter the fit
 * @returns one path an origin; undefined where fewer than 1.5 rows a lag exist
 */
export function predictAutoregression(
  values: Float64Array,
  observed: Uint8Array,
  origins: readonly number[],
  horizon: number,
  { lags, penalty }: AutoregressionOptions,
): (Float64Array | undefined)[] {
  const first = lags[lags.length - 1]!;
  const products = new CrossProducts(lags);
  // values are moved to around zero once, which keeps the cross products well conditioned
  const shift = values[0]!;
  const shifted = values.map((value) => value - shift);
  const range = new RunningRange();
  let row = first;
  let seen = 0;
  return origins.map((origin) => {
    for (; row < origin; row++) if (observed[row]) products.add(shifted, row);
    for (; seen < origin; seen++) range.add(shifted[seen]!);
    const fit = products.count >= Math.max(4, 1.5 * lags.length) ? products.solve(penalty) : undefined;
    if (!fit) return undefined;
    const path = recurse(shifted, origin, horizon, lags, fit, range);
    return path.map((value) => value + shift);
  });
}

interface Fit {
  coefficients: Float64Array;
  intercept: number;
}

function recurse(
  values: Float64Array,
  origin: number,
  horizon: number,
  lags: readonly number[],
  { coefficients, intercept }: Fit,
  range: RunningRange,
): Float64Array {
  const window = lags[lags.length - 1]!;
  const path = new Float64Array(window + horizon);
  path.set(values.subarray(origin - window, origin));
  const low = range.minimum - range.deviation;
  const high = range.maximum + range.deviation;
  for (let t = window; t < path.length; t++) {
    let value = intercept;
    for (let k = 0; k < lags.length; k++) value += coefficients[k]! * path[t - lags[k]!]!;
    path[t] = Math.min(high, Math.max(low, value));
  }
  return path.subarray(window);
}

/** Sums of products of lagged values and target, from which the regression at any origin is solved. */
class CrossProducts {
  count = 0;
  readonly #size: number;
  readonly #sums: Float64Array;
  readonly #products: Float64Array;
  readonly #row: Float64Array;

  constructor(readonly lags: readonly number[]) {
    this.#size = lags.length + 1;
    this.#sums = new Float64Array(this.#size);
    this.#products = new Float64Array(this.#size * this.#size);
    this.#row = new Float64Array(this.#size);
  }

  add(values: Float64Array, t: number): void {
    const row = this.#row;
    const size = this.#size;
    for (let k = 0; k < size - 1; k++) row[k] = values[t - this.lags[k]!]!;
    row[size - 1] = values[t]!;
    for (let i = 0; i < size; i++) {
      const value = row[i]!;
      this.#sums[i]! += value;
      for (let j = 0, at = i * size; j <= i; j++, at++) this.#products[at]! += value * row[j]!;
    }
    this.count++;
  }

  solve(penalty: number): Fit | undefined {
    const size = this.#size;
    const lags = size - 1;
    const centred = (i: number, j: number) =>
      this.#products[i * size + j]! - (this.#sums[i]! * this.#sums[j]!) / this.count;
    const variance = centred(lags, lags);
    if (!(variance > 0)) return undefined;
    const matrix = new Float64Array(lags * lags);
    const right = new Float64Array(lags);
    for (let i = 0; i < lags; i++) {
      for (let j = 0; j <= i; j++) matrix[i * lags + j] = centred(i, j);
      matrix[i * lags + i]! += penalty * variance;
      right[i] = centred(lags, i);
    }
    const coefficients = solvePositiveDefinite(matrix, right);
    let intercept = this.#sums[lags]! / this.count;
    for (let i = 0; i < lags; i++) intercept -= (coefficients[i]! * this.#sums[i]!) / this.count;
    return Number.isFinite(intercept) ? { coefficients, intercept } : undefined;
  }
}

/** Extent and standard deviation of the values so far. */
class RunningRange {
  minimum = Infinity;
  maximum = -Infinity;
  #count = 0;
  #mean = 0;
  #squares = 0;

  get deviation(): number {
    return Math.sqrt(this.#squares / this.#count);
  }

  add(value: number): void {
    this.minimum = Math.min(this.minimum, value);
    this.maximum = Math.max(this.maximum, value);
    const delta = value - this.#mean;
    this.#mean += delta / ++this.#count;
    this.#squares += delta * (value - this.#mean);
  }
}
