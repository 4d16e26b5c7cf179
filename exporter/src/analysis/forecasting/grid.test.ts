import { MAXIMUM_POINTS, toGrid } from './grid.js';

describe('toGrid', () => {
  it('puts unordered points on the grid and leaves gaps', () => {
    const grid = toGrid([180, 60, 0], [4, 2, 1], 60)!;
    expect(grid.start).toBe(0);
    expect([...grid.values]).toEqual([1, 2, NaN, 4]);
  });

  it('keeps the latest of several points in one cell', () => {
    expect([...toGrid([0, 58, 62, 120], [1, 2, 3, 4], 60)!.values]).toEqual([1, 3, 4]);
    expect([...toGrid([0, 62, 58, 120], [1, 3, 2, 4], 60)!.values]).toEqual([1, 3, 4]);
  });

  it('takes what is not finite for a gap and starts at the first value', () => {
    const grid = toGrid([0, 60, 120, NaN], [NaN, 5, Infinity, 9], 60)!;
    expect(grid.start).toBe(60);
    expect([...grid.values]).toEqual([5]);
  });

  it('is undefined without a finite point', () => {
    expect(toGrid([], [], 60)).toBeUndefined();
    expect(toGrid([0], [NaN], 60)).toBeUndefined();
  });

  it('does not grow without bound over one ancient point', () => {
    const grid = toGrid([0, 1e12, 1e12 + 60], [1, 2, 3], 60)!;
    expect(grid.values.length).toBeLessThanOrEqual(MAXIMUM_POINTS);
    expect([...grid.values]).toEqual([2, 3]);
  });
});
