import { solvePositiveDefinite } from '../../statistics/cholesky.js';
import { LaggedProducts } from './lagged-products.js';

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
  const products = new LaggedProducts([...lags, 0]);
  // values are moved to around zero once, which keeps the cross products well conditioned
  const shift = values[0]!;
  const shifted = values.map((value) => value - shift);
  const range = new RunningRange();
  let row = first;
  let seen = 0;
  return origins.map((origin) => {
    if (row < origin) {
      addObserved(products, shifted, observed, row, origin);
      row = origin;
    }
    for (; seen < origin; seen++) range.add(shifted[seen]!);
    const fit = products.count >= Math.max(4, 1.5 * lags.length) ? solve(products, penalty) : undefined;
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

/** Ridge regression of the last lag (0, the target) on the others; undefined when the target does not vary. */
function solve({ lags, products, sums, count }: LaggedProducts, penalty: number): Fit | undefined {
  const size = lags.length;
  const target = size - 1;
  const centred = (i: number, j: number) => products[i * size + j]! - (sums[i]! * sums[j]!) / count;
  const variance = centred(target, target);
  if (!(variance > 0)) return undefined;
  const matrix = new Float64Array(target * target);
  const right = new Float64Array(target);
  for (let i = 0; i < target; i++) {
    for (let j = 0; j <= i; j++) matrix[i * target + j] = centred(i, j);
    matrix[i * target + i]! += penalty * variance;
    right[i] = centred(target, i);
  }
  const coefficients = solvePositiveDefinite(matrix, right);
  let intercept = sums[target]! / count;
  for (let i = 0; i < target; i++) intercept -= (coefficients[i]! * sums[i]!) / count;
  return Number.isFinite(intercept) ? { coefficients, intercept } : undefined;
}

/** Adds the rows `from` up to, not including, `to`, except those whose target was filled. */
function addObserved(
  products: LaggedProducts,
  values: Float64Array,
  observed: Uint8Array,
  from: number,
  to: number,
): void {
  let start = from;
  for (let row = from; row <= to; row++) {
    if (row < to && observed[row]) continue;
    if (row > start) products.add(values, start, row);
    start = row + 1;
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
