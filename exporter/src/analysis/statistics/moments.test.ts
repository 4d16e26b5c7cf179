import { extent, mean, standardDeviation } from './moments.js';

describe('moments', () => {
  it('gives mean and population deviation', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(2);
  });

  it('keeps the deviation of values that are large and close', () => {
    expect(standardDeviation([1e12 + 1, 1e12 + 2, 1e12 + 3])).toBeCloseTo(Math.sqrt(2 / 3), 6);
  });

  it('is unknown without values', () => {
    expect(mean([])).toBeNaN();
    expect(extent([])).toEqual({ minimum: Infinity, maximum: -Infinity });
  });

  it('finds the extent', () => {
    expect(extent([3, -1, 2])).toEqual({ minimum: -1, maximum: 3 });
  });
});
