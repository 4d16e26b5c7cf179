import fc from 'fast-check';
import { median, medianAbsoluteDeviation, quantileOfSorted, sortedFinite } from './quantile.js';

describe('quantileOfSorted', () => {
  it('interpolates as type 7 does', () => {
    // R: quantile(c(1, 2, 4, 8), c(0, 0.25, 0.5, 0.75, 1))
    const values = [1, 2, 4, 8];
    expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantileOfSorted(values, p))).toEqual([1, 1.75, 3, 5, 8]);
  });

  it('is unknown without values and the value itself with one', () => {
    expect(quantileOfSorted([], 0.5)).toBeNaN();
    expect(quantileOfSorted([7], 0.99)).toBe(7);
  });

  it('stays within the values and grows with the probability', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sorted = sortedFinite(values);
          const value = quantileOfSorted(sorted, p);
          expect(value).toBeGreaterThanOrEqual(sorted[0]!);
          expect(value).toBeLessThanOrEqual(sorted.at(-1)!);
          expect(quantileOfSorted(sorted, 1)).toBeGreaterThanOrEqual(value);
        },
      ),
    );
  });
});

describe('median and its deviation', () => {
  it('ignores what is not finite', () => {
    expect(median([3, NaN, 1, Infinity, 2])).toBe(2);
  });

  it('estimates the standard deviation of a normal from its quartiles', () => {
    // the quartiles of the standard normal lie at ±0.6745
    expect(medianAbsoluteDeviation([-0.6745, 0, 0.6745])).toBeCloseTo(1, 3);
  });
});
