/** Lags of the newest points, and the same time one season ago with one point on both sides. */
const LAGS = [1, 2, 3, 5, 10];
const SEASON_LAGS = 3;
const SIZE = LAGS.length + SEASON_LAGS + 1;
const RECENT = 16;

/** Older points lose weight by this factor a point. */
const FORGETTING = 0.9998;
/** Start of the inverse correlation matrix: a weak prior that the series stays where it is. */
const PRIOR = 1000;
/** Forgetting lets the matrix grow where nothing varies; beyond this it starts anew. */
const LARGEST_TRACE = 1e7;

/** Autoregression with recursive least squares. Plain data, so that it survives structured cloning. */
export interface Autoregression {
  weights: Float64Array;
  inverse: Float64Array;
  gain: Float64Array;
  inputs: Float64Array;
  recent: Float64Array;
  seen: number;
}

export function createAutoregression(): Autoregression {
  const weights = new Float64Array(SIZE);
  weights[0] = 1;
  return {
    weights,
    inverse: identity(new Float64Array(SIZE * SIZE)),
    gain: new Float64Array(SIZE),
    inputs: new Float64Array(SIZE),
    recent: new Float64Array(RECENT),
    seen: 0,
  };
}

/**
 * What the next point will be, in the units of what `follow` was given.
 *
 * @param season values one season ago: one point earlier, the same time, one later; 0 where unknown
 */
export function foretell(model: Autoregression, season: Float64Array): number {
  const { inputs, weights, recent, seen } = model;
  for (let i = 0; i < LAGS.length; i++) inputs[i] = recent[(seen - LAGS[i]! + RECENT) % RECENT]!;
  for (let i = 0; i < SEASON_LAGS; i++) inputs[LAGS.length + i] = season[i]!;
  inputs[SIZE - 1] = 1;
  let sum = 0;
  for (let i = 0; i < SIZE; i++) sum += weights[i]! * inputs[i]!;
  return sum;
}

/**
 * Learns from the error of the last `foretell`.
 *
 * @param error as far as it shall be believed: a clipped one keeps an anomaly from becoming the rule
 * @param value enters the lags of the points to come
 */
export function follow(model: Autoregression, error: number, value: number): void {
  const { inverse, gain, inputs, weights, recent } = model;
  let norm = FORGETTING;
  for (let i = 0; i < SIZE; i++) {
    let sum = 0;
    for (let j = 0, at = i * SIZE; j < SIZE; j++) sum += inverse[at + j]! * inputs[j]!;
    gain[i] = sum;
    norm += sum * inputs[i]!;
  }
  let trace = 0;
  for (let i = 0; i < SIZE; i++) {
    const scaled = gain[i]! / norm;
    weights[i]! += scaled * error;
    for (let j = i, at = i * SIZE; j < SIZE; j++) {
      const next = (inverse[at + j]! - scaled * gain[j]!) / FORGETTING;
      inverse[at + j] = next;
      inverse[j * SIZE + i] = next;
    }
    trace += inverse[i * SIZE + i]!;
  }
  if (!(norm > 0) || !(trace > 0 && trace < LARGEST_TRACE)) identity(inverse);
  recent[model.seen % RECENT] = value;
  model.seen++;
}

function identity(matrix: Float64Array): Float64Array {
  matrix.fill(0);
  for (let i = 0; i < SIZE; i++) matrix[i * SIZE + i] = PRIOR;
  return matrix;
}
