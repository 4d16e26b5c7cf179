import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { forecast } from '../forecasting/forecast.js';
import { createOutlook } from './outlook.js';
import { pathsOf } from './paths.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const POINTS = 672;
const times = Array.from({ length: POINTS }, (_, i) => i * HOUR);

function outlook(values: number[], threshold: number, { days = 14, direction = 'above' as 'above' | 'below' } = {}) {
  const found = forecast({ times, values }, { step: HOUR, horizon: days * DAY, levels: [0.95, 0.5, 0.8, 0.9, 0.98] });
  if (found.status !== 'ok') throw new Error('too short');
  return createOutlook({ times, values, paths: pathsOf(found) })(threshold, direction);
}
const grow = (slope: number, noiseLevel: number, seed = 1) => {
  const random = noise(seed, noiseLevel);
  return times.map((_, i) => slope * i + random());
};
/** Climbs 1 an hour; is emptied to a ground that rises by `rise` an hour. */
function sawtooth(isReset: (index: number) => boolean, rise = 0): number[] {
  const random = noise(2, 0.5);
  let value = 0;
  return times.map((_, index) => {
    value = isReset(index) ? rise * index : value + 1;
    return 100 + value + random();
  });
}

describe('what grows', () => {
  it('crosses in order of probability, near the true moment', () => {
    const { at, risk, basis } = outlook(grow(1, 3), POINTS + 240);
    expect(basis).toBe('forecast');
    expect(Math.abs(at(0.5)! / DAY - 10)).toBeLessThan(1);
    expect(at(0.1)!).toBeLessThanOrEqual(at(0.5)!);
    expect(at(0.9)!).toBeGreaterThanOrEqual(at(0.5)!);
    expect(risk).toBeGreaterThan(0.9);
  });

  it('crosses downwards as it does upwards', () => {
    const falling = grow(1, 3).map((value) => 1_000 - value);
    const { at } = outlook(falling, 1_000 - POINTS - 240, { direction: 'below' });
    expect(Math.abs(at(0.5)! / DAY - 10)).toBeLessThan(1);
  });

  it('is not said to cross what lies beyond the horizon', () => {
    const { at, risk } = outlook(grow(1, 3), POINTS + 2_000);
    expect([at(0.1), at(0.5), at(0.9)]).toEqual([undefined, undefined, undefined]);
    expect(risk).toBeLessThan(0.01);
  });

  it('has crossed what it is beyond now', () => {
    const { at, risk } = outlook(grow(1, 3), 100);
    expect([at(0.1), at(0.5), at(0.9)]).toEqual([0, 0, 0]);
    expect(risk).toBe(1);
  });
});

describe('what does not grow', () => {
  it('crosses nothing that it never reached', () => {
    const flat = grow(0, 5);
    const seasonal = flat.map((value, i) => value + 100 * Math.sin((2 * Math.PI * i) / 24));
    for (const [values, threshold] of [
      [flat, 20],
      [seasonal, 140],
    ] as const) {
      const { at, risk } = outlook(values, threshold);
      expect(at(0.1)).toBeUndefined();
      expect(risk).toBeLessThan(0.05);
    }
  });

  it('crosses what it crosses every day', () => {
    const seasonal = grow(0, 1).map((value, i) => value + 100 * Math.sin((2 * Math.PI * i) / 24));
    expect(outlook(seasonal, 80).at(0.5)!).toBeLessThan(DAY);
  });
});

describe('what is reset again and again', () => {
  it('crosses nothing above its peaks', () => {
    const { at, risk, basis } = outlook(
      sawtooth((index) => index % 60 === 0),
      220,
      { days: 60 },
    );
    expect(basis).toBe('envelope');
    expect([at(0.1), at(0.5)]).toEqual([undefined, undefined]);
    expect(risk).toBeLessThan(0.05);
  });

  it('crosses when the line through its peaks does', () => {
    // peaks rise from 160 by 2.4 a day to about 226 at the end
    const { at, basis } = outlook(
      sawtooth((index) => index % 60 === 0, 0.1),
      250,
      { days: 30 },
    );
    expect(basis).toBe('envelope');
    expect(Math.abs(at(0.5)! / DAY - 10)).toBeLessThan(4);
  });

  it('crosses no sooner than a climb takes', () => {
    // the last reset was 12 hours ago, the peaks lie at the threshold
    const values = sawtooth((index) => index % 60 === 0);
    const { at } = outlook(values, 158);
    const current = values[POINTS - 1]!;
    expect(at(0.5)!).toBeGreaterThan((158 - current) * HOUR * 0.9);
  });

  it('is taken at its climb when the reset does not come', () => {
    const { at, basis } = outlook(
      sawtooth((index) => index % 60 === 0 && index < 480),
      400,
    );
    expect(basis).toBe('climb');
    expect(Math.abs(at(0.5)! / HOUR - (300 - 251))).toBeLessThan(80);
  });
});

describe('every outlook', () => {
  it('orders its moments and keeps the risk between 0 and 1, in any unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: -1, max: 2, noNaN: true }),
        fc.integer({ min: -500, max: 2_000 }),
        fc.constantFrom<'above' | 'below'>('above', 'below'),
        (seed, slope, threshold, direction) => {
          const { at, risk } = outlook(grow(slope, 10, seed), threshold, { direction, days: 7 });
          expect(risk).toBeGreaterThanOrEqual(0);
          expect(risk).toBeLessThanOrEqual(1);
          expect(at(0.1) ?? Infinity).toBeLessThanOrEqual(at(0.5) ?? Infinity);
          expect(at(0.5) ?? Infinity).toBeLessThanOrEqual(at(0.9) ?? Infinity);
        },
      ),
      { numRuns: 25 },
    );
  });
});
