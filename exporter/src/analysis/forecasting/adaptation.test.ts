import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { adaptDistances, LEAST_SCALE, MOST_SCALE, type IntervalRecord } from './adaptation.js';
import type { Distances } from './conformal.js';

const HOUR = 3_600;
const LEVELS = [0.5, 0.8, 0.95];
/** Two-sided quantiles of a normal distribution. */
const NORMAL: Record<number, number> = { 0.5: 0.6745, 0.8: 1.2816, 0.95: 1.96 };
/** Intervals for errors with a deviation of 1, the same at each of 48 hours ahead. */
const sure = (level: number): Distances => ({
  below: new Float64Array(48).fill(NORMAL[level]!),
  above: new Float64Array(48).fill(NORMAL[level]!),
});

/** A record of intervals like those of now, of errors as they came each hour. */
function recordOf(errors: readonly number[], change: Partial<IntervalRecord> = {}): IntervalRecord {
  return {
    horizon: HOUR,
    level: 0.95,
    times: errors.map((_, index) => index * HOUR),
    needed: errors.map((error) => Math.abs(error) / NORMAL[0.95]!),
    below: errors.map(() => NORMAL[0.95]!),
    above: errors.map(() => NORMAL[0.95]!),
    start: 1,
    ...change,
  };
}
const options = (record: IntervalRecord) => ({
  levels: LEVELS,
  step: HOUR,
  now: record.times[record.times.length - 1]! + HOUR,
});
const adapted = (record: IntervalRecord, distances = sure) => adaptDistances([record], distances, options(record));
const scaleAt = (record: IntervalRecord, level = 0.95) => adapted(record)(level).scale[record.horizon / HOUR - 1]!;
const errors = (count: number, deviation: number, seed = 1) => Array.from({ length: count }, noise(seed, deviation));

/** Share of the errors that lay within intervals that were adapted each hour to those before. */
function coverage(all: readonly number[], level: number, warmup: number): number {
  let hits = 0;
  for (let index = warmup; index < all.length; index++) {
    const { above } = adapted(recordOf(all.slice(0, index)))(level);
    if (Math.abs(all[index]!) <= above[0]!) hits++;
  }
  return hits / (all.length - warmup);
}

describe('adaptDistances', () => {
  it.each([
    [0.5, 0.6],
    [0.5, 2.2],
    [0.8, 0.6],
    [0.8, 2.2],
    [0.95, 0.6],
    [0.95, 2.2],
  ])('brings the coverage of %d to what it promises where errors are %d times as large', (level, deviation) => {
    expect(Math.abs(coverage(errors(450, deviation), level, 100) - level)).toBeLessThan(0.05);
  });

  it('leaves intervals that are right about as they are', () => {
    for (let seed = 1; seed <= 20; seed++) {
      for (const level of LEVELS) {
        const scale = scaleAt(recordOf(errors(200, 1, seed)), level);
        expect(Math.abs(Math.log(scale))).toBeLessThan(0.5);
      }
    }
    const scales = Array.from({ length: 20 }, (_, seed) => scaleAt(recordOf(errors(200, 1, seed + 1))));
    expect(scales.reduce((sum, scale) => sum + scale / 20, 0)).toBeCloseTo(1, 1);
  });

  it('never leaves its bounds, keeps levels nested and does not narrow with the horizon', () => {
    const rising = (level: number): Distances => {
      const distance = Float64Array.from({ length: 48 }, (_, index) => NORMAL[level]! * Math.sqrt(index + 1));
      return { below: distance, above: distance.map((value) => 2 * value) };
    };
    const record = fc.record({
      horizon: fc.constantFrom(HOUR, 6 * HOUR, 24 * HOUR),
      needed: fc.array(fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.constantFrom(0, Infinity)), {
        minLength: 1,
        maxLength: 60,
      }),
      width: fc.constantFrom(0, NaN, 0.1, 2, 100),
      start: fc.double({ min: LEAST_SCALE, max: MOST_SCALE, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(record, { selector: ({ horizon }) => horizon, minLength: 1 }), (records) => {
        const made = records.map(({ needed, width, ...rest }) =>
          recordOf(needed, { ...rest, needed, below: needed.map(() => width), above: needed.map(() => width) }),
        );
        const result = adaptDistances(made, rising, options(made[0]!));
        let within: Distances | undefined;
        for (const level of LEVELS) {
          const { below, above, scale } = result(level);
          const holds = scale.every(
            (factor, index) =>
              factor >= LEAST_SCALE - 1e-9 &&
              factor <= MOST_SCALE + 1e-9 &&
              below[index]! >= Math.max(below[index - 1] ?? 0, within?.below[index] ?? 0) &&
              above[index]! >= Math.max(above[index - 1] ?? 0, within?.above[index] ?? 0),
          );
          expect(holds).toBe(true);
          within = { below, above };
        }
      }),
    );
  });

  it('moves by little for forecasts that overlap', () => {
    const misses = new Array<number>(24).fill(9);
    const alone = Math.log(scaleAt(recordOf(misses)));
    const overlapping = Math.log(scaleAt(recordOf(misses, { horizon: 24 * HOUR })));
    expect(overlapping).toBeCloseTo(0.1 * 0.95, 5);
    expect(alone).toBeGreaterThan(5 * overlapping);
  });

  it('continues from the factor that was in effect', () => {
    expect(scaleAt(recordOf([0], { start: 2 }))).toBeCloseTo(2 * Math.exp(-0.1 * 0.05), 6);
  });

  it('undoes a part of what the backtest has learned of the same errors', () => {
    const wide = recordOf([0, 0], { start: 2 });
    const grown = (level: number): Distances => ({
      below: sure(level).below.map((value) => 1.5 * value),
      above: sure(level).above.map((value) => 1.5 * value),
    });
    const before = adapted(wide)(0.95).scale[0]!;
    expect(adapted(wide, grown)(0.95).scale[0]! / before).toBeCloseTo(1.5 ** -0.4, 6);
  });

  it('forgets what it heard long ago', () => {
    const record = recordOf(new Array<number>(40).fill(9));
    const later = (days: number) =>
      adaptDistances([record], sure, { ...options(record), now: 40 * HOUR + days * 86_400 })(0.95).scale[0]!;
    expect(later(0)).toBeGreaterThan(2.5);
    expect(Math.log(later(1.1)) / Math.log(later(0.1))).toBeCloseTo(0.5, 1);
    expect(later(30)).toBeCloseTo(1, 6);
  });

  it('goes from horizon to horizon over the logarithm of time, and fades out past the last', () => {
    const records = [recordOf([0], { start: 2 }), recordOf([0], { start: 1, horizon: 24 * HOUR })];
    // wide enough apart that no step holds the next one up
    const steep = (level: number): Distances => {
      const distance = Float64Array.from({ length: 48 }, (_, index) => NORMAL[level]! * (index + 1));
      return { below: distance, above: distance };
    };
    const flat = records.map((record) => ({ ...record, below: [NaN], above: [NaN] }));
    const { scale } = adaptDistances(flat, steep, options(records[0]!))(0.95);
    expect(scale[0]).toBeCloseTo(2, 1);
    expect(Math.log(scale[4]!) / Math.log(2)).toBeCloseTo(1 - Math.log(5) / Math.log(24), 1);
    expect(scale[23]).toBeCloseTo(1, 1);
    const far = adaptDistances(flat.slice(0, 1), steep, options(records[0]!))(0.95).scale[47]!;
    expect(Math.log(far) / Math.log(2)).toBeCloseTo(1 / Math.sqrt(48), 1);
  });
});
