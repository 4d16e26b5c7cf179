import fc from 'fast-check';
import { solvePositiveDefinite } from './cholesky.js';

describe('solvePositiveDefinite', () => {
  it('solves a system with a known answer', () => {
    const solution = solvePositiveDefinite(Float64Array.of(4, 2, 2, 3), Float64Array.of(10, 8));
    expect(solution[0]).toBeCloseTo(1.75);
    expect(solution[1]).toBeCloseTo(1.5);
  });

  it('gives back the vector that made the right side', () => {
    const entry = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 16, maxLength: 16 }),
        fc.array(entry, { minLength: 4, maxLength: 4 }),
        (factor, wanted) => {
          // B Bᵀ + I is positive definite whatever B
          const matrix = new Float64Array(16);
          for (let i = 0; i < 4; i++)
            for (let j = 0; j < 4; j++)
              for (let k = 0; k < 4; k++)
                matrix[i * 4 + j]! += factor[i * 4 + k]! * factor[j * 4 + k]! + (k === 0 && i === j ? 1 : 0);
          const right = Float64Array.from({ length: 4 }, (_, i) =>
            wanted.reduce((sum, x, j) => sum + matrix[i * 4 + j]! * x, 0),
          );
          const solution = solvePositiveDefinite(matrix, right);
          wanted.forEach((value, i) => expect(solution[i]).toBeCloseTo(value, 8));
        },
      ),
    );
  });

  it('stays finite for a singular matrix', () => {
    expect([...solvePositiveDefinite(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))].every(Number.isFinite)).toBe(
      true,
    );
  });
});
