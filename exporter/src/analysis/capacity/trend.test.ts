import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { theilSen, trendOf } from './trend.js';

const HOUR = 3_600;
const hours = (count: number) => Array.from({ length: count }, (_, i) => i * HOUR);

describe('theilSen', () => {
  it('finds the line through points, whatever one of them does', () => {
    const times = [0, 1, 2, 3, 4, 5, 6];
    const values = times.map((time) => 2 * time + 5);
    values[3] = 1_000;
    const { slope, intercept } = theilSen(times, values);
    expect(slope).toBeCloseTo(2);
    expect(intercept).toBeCloseTo(5);
  });

  it('is level for a single point', () => {
    expect(theilSen([3], [7])).toEqual({ slope: 0, intercept: 7 });
  });
});

describe('trendOf', () => {
  const times = hours(672);

  it('sees a climb under noise and season', () => {
    const random = noise(2, 1);
    const values = times.map((_, i) => 5 * Math.sin((2 * Math.PI * i) / 24) + (10 * i) / 672 + random());
    const { slope, isSignificant } = trendOf(times, values);
    expect(isSignificant).toBe(true);
    expect((slope * 672 * HOUR) / 10).toBeCloseTo(1, 0);
    expect(
      trendOf(
        times,
        values.map((value) => -value),
      ).slope,
    ).toBeLessThan(0);
  });

  it('sees an exact line and a smooth curve, whose rest has a long memory', () => {
    for (const curve of [
      (i: number) => i,
      (i: number) => 1e9 + 7 * i,
      (i: number) => i ** 1.5,
      (i: number) => Math.exp(i / 400),
    ]) {
      expect(
        trendOf(
          times,
          times.map((_, i) => curve(i)),
        ).isSignificant,
      ).toBe(true);
    }
  });

  it('takes no noise, season, step back or constant for a trend', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = noise(seed, 1);
      expect(trendOf(times, times.map(random)).isSignificant).toBe(false);
      const seasonal = times.map((_, i) => 20 * Math.sin((2 * Math.PI * i) / 168) + random());
      expect(trendOf(times, seasonal).isSignificant).toBe(false);
    }
    expect(
      trendOf(
        times,
        times.map((_, i) => Math.min(i, 672 - i)),
      ).isSignificant,
    ).toBe(false);
    expect(
      trendOf(
        times,
        times.map(() => 3),
      ).isSignificant,
    ).toBe(false);
    expect(trendOf([0], [1]).isSignificant).toBe(false);
  });

  describe('over many seeds', () => {
    const SEEDS = 150;
    /** Share of series of a kind that are judged to climb or fall; `next` gives hour `i` from what was before it. */
    const share = (next: (i: number, before: number, random: () => number) => number) => {
      let significant = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = noise(seed, 1);
        let value = 0;
        const values = times.map((_, i) => (value = next(i, value, random)));
        if (trendOf(times, values).isSignificant) significant++;
      }
      return significant / SEEDS;
    };
    const day = (i: number) => 5 * Math.sin((2 * Math.PI * i) / 24);

    it('seldom takes what wanders for a trend', () => {
      expect(share((_, before, random) => before + random())).toBeLessThan(0.12);
      expect(share((_, before, random) => 0.99 * before + random())).toBeLessThan(0.08);
      expect(share((_, _before, random) => random())).toBeLessThan(0.04);
    });

    it('misses no line under noise and season, no walk with a clear drift and no climb by steps', () => {
      expect(share((i, _, random) => i / 100 + random())).toBeGreaterThan(0.95);
      expect(share((i, _, random) => i / 50 + day(i) + random())).toBeGreaterThan(0.95);
      expect(share((_, before, random) => before + 0.5 + random())).toBeGreaterThan(0.95);
      expect(share((i, before, random) => before + (i % 24 === 3 ? 10 + 3 * random() : 0))).toBeGreaterThan(0.95);
    });

    it('is not led astray by a single peak', () => {
      expect(share((i, _, random) => i / 100 + random() + (i === 640 ? 1e6 : 0))).toBeGreaterThan(0.95);
      expect(share((i, _, random) => random() + (i === 640 ? 1e6 : 0))).toBeLessThan(0.04);
    });
  });

  it('judges the same whatever unit and level the series has', () => {
    const random = noise(4, 3);
    const values = times.map((_, i) => i / 100 + random());
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        fc.integer({ min: -1_000, max: 1_000 }),
        (scale, shift) => {
          const moved = trendOf(
            times,
            values.map((value) => scale * value + shift * scale),
          );
          expect(moved.isSignificant).toBe(trendOf(times, values).isSignificant);
        },
      ),
      { numRuns: 20 },
    );
  });
});
