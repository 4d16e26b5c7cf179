import { regions } from './regions.js';
import type { Verdict } from './verdict.js';

const verdict = (time: number, score: number, active: boolean): Verdict => ({
  time,
  value: 10 * score,
  warmup: false,
  active,
  odd: score > 1,
  score,
  expected: 1,
  lower: 0,
  upper: 2,
});

describe('regions', () => {
  it('joins active points, ends with the last odd one and names the peak', () => {
    const found = regions([
      verdict(0, 0, false),
      verdict(60, 4, true),
      verdict(120, 6, true),
      verdict(180, 2, true),
      verdict(240, 0.1, true),
      verdict(300, 0, false),
    ]);
    expect(found).toEqual([{ start: 60, end: 180, peak: verdict(120, 6, true) }]);
  });

  it('separates what was calm in between', () => {
    const found = regions([verdict(0, 4, true), verdict(60, 0, false), verdict(120, 5, true)]);
    expect(found.map(({ start, end }) => [start, end])).toEqual([
      [0, 0],
      [120, 120],
    ]);
  });

  it('finds nothing in calm or warming series', () => {
    expect(regions([verdict(0, 0.5, false), { time: 60, value: 1, warmup: true, active: false, odd: false }])).toEqual(
      [],
    );
  });
});
