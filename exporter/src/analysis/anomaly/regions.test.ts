import type { Verdict } from './detector.js';
import { regions } from './regions.js';

const verdict = (time: number, score: number, active: boolean): Verdict => ({
  time,
  value: 10 * score,
  warmup: false,
  active,
  score,
  expected: 1,
  lower: 0,
  upper: 2,
});

describe('regions', () => {
  it('joins active points, ends with the last one above 1 and names the peak', () => {
    const found = regions([
      verdict(0, 0, false),
      verdict(60, 4, true),
      verdict(120, 6, true),
      verdict(180, 2, true),
      verdict(240, 0.1, true),
      verdict(300, 0, false),
    ]);
    expect(found).toEqual([{ start: 60, end: 180, peak: { time: 120, value: 60, expected: 1, score: 6 } }]);
  });

  it('separates what was calm in between', () => {
    const found = regions([verdict(0, 4, true), verdict(60, 0, false), verdict(120, 5, true)]);
    expect(found.map(({ start, end }) => [start, end])).toEqual([
      [0, 0],
      [120, 120],
    ]);
  });

  it('finds nothing in calm or warming series', () => {
    expect(regions([verdict(0, 0.5, false), { time: 60, value: 1, warmup: true, active: false }])).toEqual([]);
  });
});
