import type { TrainingSeries } from './model.js';
import { drift, idle, naive, seasonalNaive } from './naive.js';

const series = (values: number[], seasons: number[] = []): TrainingSeries => ({
  values: Float64Array.from(values),
  logarithms: undefined,
  step: 60,
  observed: new Uint8Array(values.length).fill(1),
  seasons,
  calendar: seasons,
});
const paths = (found: (Float64Array | undefined)[]) => found.map((path) => path && [...path]);

describe('naive models', () => {
  it('repeats the last value before each origin', () => {
    expect(paths(naive.predict(series([1, 2, 3]), [2, 3], 2))).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });

  it('carries the line on', () => {
    expect(paths(drift.predict(series([1, 3, 5]), [1, 3], 3))).toEqual([undefined, [7, 9, 11]]);
  });

  it('repeats what a series mostly is, and has no answer where it is nothing mostly', () => {
    expect(paths(idle.predict(series([0, 0, 9, 0, 8, 7]), [3, 4, 6], 2))).toEqual([[0, 0], [0, 0], undefined]);
  });

  it('repeats the season, more than once where the horizon is longer', () => {
    expect(paths(seasonalNaive('shortest').predict(series([9, 1, 2, 3], [3]), [4], 5))).toEqual([[1, 2, 3, 1, 2]]);
  });

  it('takes the longest season only where there are two', () => {
    expect(paths(seasonalNaive('longest').predict(series([1, 2, 3, 4], [2, 4]), [4], 3))).toEqual([[1, 2, 3]]);
    expect(paths(seasonalNaive('longest').predict(series([1, 2, 3, 4], [2]), [4], 3))).toEqual([undefined]);
  });

  it('has no answer before one season', () => {
    expect(paths(seasonalNaive('shortest').predict(series([1, 2, 3], [3]), [2], 1))).toEqual([undefined]);
  });
});
