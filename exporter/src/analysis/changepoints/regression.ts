/** What a segment is explained by besides a constant: a line, the value before, or both. */
export const MODELS = {
  level: [],
  line: [1],
  memory: [2],
  'line-memory': [1, 2],
} as const satisfies Record<string, readonly number[]>;
export type SegmentModel = keyof typeof MODELS;

/** Constant, time, value before, value. */
const TERMS = 4;
const PAIRS = (TERMS * (TERMS + 1)) / 2;
const SINGULAR = 1e-9;

/**
 * Sums of squares of a series, from which the regression of any stretch of it is solved in constant time.
 *
 * @param values without gaps, of about unit variance
 */
export class RunningRegression {
  readonly #sums: Float64Array;
  readonly #work = new Float64Array(TERMS * TERMS);

  constructor(readonly values: Float64Array) {
    const { length } = values;
    this.#sums = new Float64Array((length + 1) * PAIRS);
    const terms = [1, 0, 0, 0];
    for (let i = 0; i < length; i++) {
      terms[1] = (4 * i) / length - 2;
      terms[2] = values[Math.max(0, i - 1)]!;
      terms[3] = values[i]!;
      let at = i * PAIRS;
      for (let row = 0; row < TERMS; row++) {
        for (let column = row; column < TERMS; column++, at++) {
          this.#sums[at + PAIRS] = this.#sums[at]! + terms[row]! * terms[column]!;
        }
      }
    }
  }

  /** Sum of squared residuals of the values from `start` up to, not including, `end` under a model. */
  residual(start: number, end: number, model: SegmentModel): number {
    const explaining: readonly number[] = MODELS[model];
    // the first value of all has none before it
    const from = explaining.includes(2) ? Math.max(1, start) : start;
    const size = explaining.length + 2;
    const matrix = this.#work;
    for (let row = 0; row < size; row++) {
      for (let column = row; column < size; column++) {
        const pair = pairOf(term(explaining, row), term(explaining, column));
        matrix[row * TERMS + column] = this.#sums[end * PAIRS + pair]! - this.#sums[from * PAIRS + pair]!;
      }
    }
    return eliminated(matrix, size);
  }
}

function term(explaining: readonly number[], index: number): number {
  return index === 0 ? 0 : (explaining[index - 1] ?? TERMS - 1);
}

function pairOf(row: number, column: number): number {
  return (row * (2 * TERMS - row - 1)) / 2 + column;
}

/** Gaussian elimination of a symmetric matrix in its upper half; what is left in the last corner. */
function eliminated(matrix: Float64Array, size: number): number {
  for (let pivot = 0; pivot < size - 1; pivot++) {
    const diagonal = matrix[pivot * TERMS + pivot]!;
    if (diagonal < SINGULAR) continue;
    for (let row = pivot + 1; row < size; row++) {
      const factor = matrix[pivot * TERMS + row]! / diagonal;
      for (let column = row; column < size; column++) {
        matrix[row * TERMS + column]! -= factor * matrix[pivot * TERMS + column]!;
      }
    }
  }
  return Math.max(0, matrix[(size - 1) * TERMS + size - 1]!);
}
