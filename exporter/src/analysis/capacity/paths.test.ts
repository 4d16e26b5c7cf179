import fc from 'fast-check';
import { linePaths } from './line.js';
import { mirrored, pathAtRisk, pathsOf, riskAt } from './paths.js';

const forecast = {
  times: [1, 2],
  predicted: [10, 20],
  intervals: [
    { level: 0.8, lower: [8, 16], upper: [12, 24] },
    { level: 0.98, lower: [6, 12], upper: [14, 28] },
  ],
};
const paths = pathsOf(forecast);

describe('pathsOf', () => {
  it('orders bounds and prediction by probability', () => {
    expect(paths.quantiles.map(({ probability }) => Number(probability.toFixed(3)))).toEqual([
      0.01, 0.1, 0.5, 0.9, 0.99,
    ]);
    expect(paths.quantiles[3]!.values).toEqual([12, 24]);
  });

  it('gives the path of a risk, between two on a line', () => {
    expect(pathAtRisk(paths, 0.5)).toEqual([10, 20]);
    expect(pathAtRisk(paths, 0.1)).toEqual([12, 24]);
    expect(pathAtRisk(paths, 0.3)[0]).toBeCloseTo(11);
    expect(pathAtRisk(paths, 1e-6)).toEqual([14, 28]);
    expect(pathAtRisk(paths, 1)).toEqual([6, 12]);
  });
});

describe('riskAt', () => {
  it('is the probability at or above a value', () => {
    expect(riskAt(paths, 0, 10)).toBeCloseTo(0.5);
    expect(riskAt(paths, 0, 12)).toBeCloseTo(0.1);
    expect(riskAt(paths, 0, 11)).toBeCloseTo(0.3);
    expect(riskAt(paths, 1, 5)).toBeCloseTo(0.99);
  });

  it('fades beyond the outermost path and never grows with the value', () => {
    expect(riskAt(paths, 0, 18)).toBeLessThan(0.001);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true }), (a, b) => {
        expect(riskAt(paths, 1, Math.max(a, b))).toBeLessThanOrEqual(riskAt(paths, 1, Math.min(a, b)) + 1e-12);
      }),
    );
  });

  it('is nothing above a forecast without any width', () => {
    const sure = pathsOf({ times: [1], predicted: [5], intervals: [{ level: 0.9, lower: [5], upper: [5] }] });
    expect(riskAt(sure, 0, 5.1)).toBe(0);
    expect(riskAt(sure, 0, 5)).toBeGreaterThan(0.9);
  });

  it('is the other half upside down', () => {
    expect(riskAt(mirrored(paths), 0, -8)).toBeCloseTo(0.1);
    expect(riskAt(mirrored(paths), 0, -12)).toBeCloseTo(0.9);
  });
});

describe('linePaths', () => {
  it('goes on with the line, less surely the farther', () => {
    const times = [0, 10, 20, 30, 40];
    const values = [0.5, 9.5, 20.5, 29.5, 40.5];
    const { quantiles } = linePaths({ times, values }, [50, 100]);
    const [low, middle, high] = [0.1, 0.5, 0.9].map(
      (p) => quantiles.find(({ probability }) => probability === p)!.values,
    );
    expect(Math.abs(middle![0]! - 50)).toBeLessThan(1);
    expect(Math.abs(middle![1]! - 100)).toBeLessThan(1);
    expect(high![1]! - low![1]!).toBeGreaterThan(high![0]! - low![0]!);
  });

  it('holds the level of what has no trend, in the interval of Student', () => {
    const { quantiles } = linePaths({ times: [1, 2, 3, 4, 5], values: [9, 11, 10, 9, 11] }, [6], true);
    expect(quantiles[4]!.values[0]).toBe(10);
    // t(0.9, 4) = 1.533, deviation 1, one more point of five
    expect(quantiles[6]!.values[0]).toBeCloseTo(10 + 1.533 * Math.sqrt(1.2), 1);
  });
});
