import { justifiedLogarithms } from './model.js';

describe('justifiedLogarithms', () => {
  it('exist where values differ by a factor', () => {
    expect([...justifiedLogarithms(Float64Array.of(1, 10, 100))!]).toEqual([1, 10, 100].map(Math.log));
  });

  it('do not where values differ by an amount, or are not all positive', () => {
    for (const values of [
      [100, 150, 120],
      [0, 10, 100],
      [-1, 1, 10],
      [5, 5, 5],
    ])
      expect(justifiedLogarithms(Float64Array.from(values))).toBeUndefined();
  });
});
