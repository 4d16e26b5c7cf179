import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { createDetector, update, type DetectorOptions, type Verdict } from './detector.js';

const STEP = 300;
const SLOTS = 288;
const options: DetectorOptions = {
  step: STEP,
  season: 86_400,
  sensitivity: 'medium',
  direction: 'both',
  minimumDeviation: 0,
};

function score(values: ArrayLike<number>, changes: Partial<DetectorOptions> = {}): (Verdict | undefined)[] {
  const state = createDetector({ ...options, ...changes });
  return Array.from(values, (value, i) => update(state, i * STEP, value));
}

function traffic(days: number, seed = 1): Float64Array {
  const random = noise(seed, 3);
  return Float64Array.from(
    { length: days * SLOTS },
    (_, i) => 200 + 100 * Math.sin((2 * Math.PI * i) / SLOTS) + random(),
  );
}

describe('update', () => {
  it('warms up for two seasons, then scores', () => {
    const verdicts = score(traffic(4));
    expect(verdicts.slice(0, 2 * SLOTS - 2).every((verdict) => verdict!.warmup && verdict!.score === undefined)).toBe(
      true,
    );
    expect(verdicts.slice(2 * SLOTS + 20).every((verdict) => !verdict!.warmup && verdict!.score !== undefined)).toBe(
      true,
    );
  });

  it('raises no alarm in noise around a daily shape', () => {
    expect(score(traffic(14)).filter((verdict) => verdict!.active)).toEqual([]);
  });

  it.each([
    ['a spike', 120],
    ['a dip', -120],
  ])('finds %s that the range of the day would hide', (_name, change) => {
    const values = traffic(10);
    const at = 9 * SLOTS + 10;
    values[at]! += change;
    const verdict = score(values)[at]!;
    expect(verdict.score).toBeGreaterThan(3);
    expect(verdict.active).toBe(true);
    expect(Math.abs(verdict.expected! - (values[at]! - change))).toBeLessThan(15);
  });

  it('expects nothing negative of a series that never was, and does of one that was', () => {
    const quiet = traffic(6).map((value) => Math.max(0, value - 250));
    const lowers = (values: Float64Array) => score(values).flatMap((verdict) => verdict!.lower ?? []);
    expect(Math.min(...lowers(quiet))).toBe(0);
    expect(Math.min(...lowers(quiet.map((value) => value - 20)))).toBeLessThan(-20);
  });

  it('accepts a level that stays', () => {
    const values = traffic(10).map((value, i) => value + (i >= 8 * SLOTS ? 150 : 0));
    const verdicts = score(values);
    expect(verdicts[8 * SLOTS + 1]!.active).toBe(true);
    expect(verdicts.slice(8 * SLOTS + 60).filter((verdict) => verdict!.active)).toEqual([]);
  });

  it('counts only the asked side and only deviations that matter', () => {
    const values = traffic(10);
    const at = 9 * SLOTS;
    values[at]! += 120;
    expect(score(values, { direction: 'below' })[at]!.score).toBe(0);
    expect(score(values, { direction: 'above' })[at]!.score).toBeGreaterThan(3);
    expect(score(values, { minimumDeviation: 500 })[at]!.score).toBeLessThan(1);
  });

  it('is more easily alarmed with more sensitivity', () => {
    const values = traffic(9);
    const sum = (sensitivity: DetectorOptions['sensitivity']) =>
      score(values, { sensitivity }).reduce((total, verdict) => total + (verdict!.score ?? 0), 0);
    expect(sum('low')).toBeLessThan(sum('medium'));
    expect(sum('medium')).toBeLessThan(sum('high'));
    expect(sum('high')).toBeLessThan(sum('very-high'));
  });

  it('scores 1 at the edge of normal', () => {
    const verdict = score(traffic(9)).at(-1)!;
    const half = (verdict.upper! - verdict.lower!) / 2;
    expect(verdict.score).toBeCloseTo(Math.abs(verdict.value - verdict.expected!) / half, 9);
  });

  it('never looks ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 * SLOTS }), (cut) => {
        const values = traffic(6, 3);
        expect(score(values.subarray(0, cut))).toEqual(score(values).slice(0, cut));
      }),
      { numRuns: 10 },
    );
  });

  it('gives the same after its state was cloned between threads', () => {
    const values = traffic(5);
    let state = createDetector(options);
    const cloned = Array.from(values, (value, i) => {
      if (i % 100 === 0) state = structuredClone(state);
      return update(state, i * STEP, value);
    });
    expect(cloned).toEqual(score(values));
  });

  it('does not depend on where the series lies nor on its unit', () => {
    const values = traffic(6);
    const original = score(values);
    const moved = score(values.map((value) => 1000 * value + 1e6));
    original.forEach((verdict, i) => {
      if (verdict!.score === undefined) return;
      expect(moved[i]!.score).toBeCloseTo(verdict!.score, 2);
    });
  });

  it('ignores points that are not newer', () => {
    const state = createDetector(options);
    expect(update(state, 600, 1)).toBeDefined();
    expect(update(state, 600, 1)).toBeUndefined();
    expect(update(state, 300, 1)).toBeUndefined();
    expect(update(state, 900, 1)).toBeDefined();
  });

  it('comes through gaps', () => {
    const values = traffic(10);
    const state = createDetector(options);
    const verdicts = Array.from(values, (value, i) =>
      i > 1_000 && i < 1_800 ? undefined : update(state, i * STEP, value),
    );
    expect(verdicts.filter((verdict) => verdict?.active)).toEqual([]);
  });

  it('is calm about a constant and alarmed when it moves', () => {
    const values = new Float64Array(4 * SLOTS).fill(7);
    values[4 * SLOTS - 1] = 8;
    const verdicts = score(values);
    expect(verdicts.slice(0, -1).filter((verdict) => verdict!.active || (verdict!.score ?? 0) > 0)).toEqual([]);
    expect(verdicts.at(-1)!.active).toBe(true);
  });

  it('calms down when a constant starts to live', () => {
    const random = noise(4, 5);
    const values = Float64Array.from({ length: 6 * SLOTS }, (_, i) => (i < 4 * SLOTS ? 7 : 7 + random()));
    expect(
      score(values)
        .slice(-SLOTS)
        .filter((verdict) => verdict!.active),
    ).toEqual([]);
  });

  it('never throws and never gives a number that is not finite', () => {
    const any = fc.oneof(
      fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 5e-324, 1e308, -1e308, 1e38, 1),
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    );
    const time = fc.oneof(fc.integer({ min: -100, max: 400 }), fc.constantFrom(NaN, Infinity));
    fc.assert(
      fc.property(fc.array(fc.tuple(time, any), { maxLength: 300 }), fc.boolean(), (points, ordered) => {
        const state = createDetector({ ...options, step: 1, season: 5, sensitivity: 'very-high' });
        points.forEach(([at, value], i) => {
          const verdict = update(state, ordered ? i : at, value);
          const numbers = Object.values(verdict ?? {}).filter((entry) => typeof entry === 'number');
          expect(numbers.every(Number.isFinite)).toBe(true);
        });
      }),
    );
  });
});
