/**
 * Factor of a symmetric positive definite matrix, `A = L Lᵀ` (Golub and Van Loan, 4.2).
 * A pivot that rounding made non-positive is lifted, which is a ridge on that one direction.
 *
 * @param matrix row-major, `size` × `size`, of which the lower triangle is read and overwritten by `L`; also returned
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i]!);
  const floor = largest * 1e-13 || 1;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, floor)) : sum / matrix[j * size + j]!;
    }
  }
  return matrix;
}

/**
 * Solves `L Lᵀ x = b`.
 *
 * @param factor what `choleskyFactor` gave
 * @param right the right side; overwritten by the solution, which is also returned
 */
export function choleskySolve(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * size + k]! * right[k]!;
    right[i] = sum / factor[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = right[i]!;
    for (let k = i + 1; k < size; k++) sum -= factor[k * size + i]! * right[k]!;
    right[i] = sum / factor[i * size + i]!;
  }
  return right;
}

/** Solves `A x = b` for a symmetric positive definite `A`; both are overwritten, and the solution is returned. */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array {
  return choleskySolve(choleskyFactor(matrix, right.length), right);
}
