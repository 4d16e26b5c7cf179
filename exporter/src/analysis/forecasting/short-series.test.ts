import { forecastShort } from './short-series.js';

const options = { steps: 4, step: 60, last: 600, levels: [0.8, 0.95] };

describe('forecastShort', () => {
  it('repeats the last value after its time', () => {
    const { times, predicted, models, confidence } = forecastShort([1, 3, 2], options);
    expect(times).toEqual([660, 720, 780, 840]);
    expect(predicted).toEqual([2, 2, 2, 2]);
    expect(models).toEqual(['naive']);
    expect(confidence).toBe(0);
  });

  it('widens with the root of the horizon, with the level, and with fewer points', () => {
    const { intervals } = forecastShort([1, 3, 2], options);
    const width = (level: number, step: number) => intervals[level]!.upper[step]! - intervals[level]!.lower[step]!;
    expect(width(0, 3) / width(0, 0)).toBeCloseTo(2, 10);
    expect(width(1, 0)).toBeGreaterThan(width(0, 0));
    const more = forecastShort([1, 3, 2, 4, 3, 2], { ...options }).intervals[0]!;
    expect(more.upper[0]! - more.lower[0]!).toBeLessThan(width(0, 0));
  });

  it('takes a part of the level as scale where nothing changed, and survives a single zero', () => {
    expect(forecastShort([50], options).intervals[0]!.upper[0]).toBeGreaterThan(55);
    expect(forecastShort([0], options).intervals[0]).toMatchObject({ lower: [0, 0, 0, 0], upper: [0, 0, 0, 0] });
  });
});
