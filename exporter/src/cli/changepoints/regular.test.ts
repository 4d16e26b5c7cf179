import { toRegular } from './regular.js';

const DAY = 86_400;

describe('toRegular', () => {
  it('makes gaps of missing rows and knows where each row went', () => {
    const { values, rows } = toRegular([0, 60, 240, 300], Float64Array.from([1, 2, 5, 6]));
    expect([...values]).toEqual([1, 2, NaN, NaN, 5, 6]);
    expect(rows).toEqual([0, 1, undefined, undefined, 2, 3]);
  });

  it('reads months and years as a sequence', () => {
    const months = Array.from({ length: 120 }, (_, month) => Date.UTC(2010, month, 1) / 1000);
    expect(toRegular(months, new Float64Array(120)).values).toHaveLength(120);
    const years = Array.from({ length: 60 }, (_, year) => Date.UTC(1950 + year, 0, 1) / 1000);
    expect(toRegular(years, new Float64Array(60)).values).toHaveLength(60);
  });

  it('does not fill a long silence', () => {
    const values = Float64Array.from([1, 2, 3, 4]);
    expect(toRegular([0, 60, 120, 900 * DAY], values).values).toBe(values);
    expect(toRegular([5], Float64Array.of(1))).toEqual({ values: Float64Array.of(1), rows: [0] });
  });
});
