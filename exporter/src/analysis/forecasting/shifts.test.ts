import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { forecast } from './forecast.js';
import { alignLevel } from './shifts.js';

const HOUR = 3_600;
const POINTS = 480;
const day = (index: number) => Math.sin((2 * Math.PI * index) / 24);

/** Days of 50 ± 20, changed from the point `at` on. */
function changed(at: number, change: (value: number) => number): Float64Array {
  const random = noise(5, 2);
  return Float64Array.from({ length: POINTS }, (_, index) => {
    const value = 50 + 20 * day(index) + random();
    return index < at ? value : change(value);
  });
}

describe('alignLevel', () => {
  it.each([-30, 60])('moves what lies before a shift by %d', (height) => {
    const values = changed(440, (value) => value + height);
    const { values: aligned, points } = alignLevel(values, [24], HOUR);
    expect(points).toBe(40);
    expect(aligned.subarray(440)).toEqual(values.subarray(440));
    const whole = changed(0, (value) => value + height);
    const off = aligned.subarray(0, 440).map((value, index) => value - whole[index]!);
    expect(Math.max(...off.map(Math.abs))).toBeLessThan(3);
  });

  it('stretches what lies before where the day became larger with the level', () => {
    const { values, points } = alignLevel(
      changed(400, (value) => 3 * value),
      [24],
      HOUR,
    );
    expect(points).toBe(80);
    const first = values.subarray(0, 240);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(115);
  });

  it.each([
    ['is too young', changed(POINTS - 6, (value) => value + 60)],
    ['is old enough for models to know', changed(300, (value) => value + 60)],
    ['is no larger than the noise', changed(440, (value) => value + 3)],
    ['was only a spike', changed(POINTS, (value) => value).map((value, index) => (index === 450 ? 900 : value))],
    ['ended', changed(440, (value) => value).map((value, index) => (index >= 440 && index < 455 ? value + 60 : value))],
    [
      'has happened before',
      changed(440, (value) => value + 60).map((value, index) => (index >= 200 && index < 260 ? value + 60 : value)),
    ],
  ])('leaves a series alone whose shift %s', (_, values) => {
    expect(alignLevel(values, [24], HOUR)).toEqual({ values, points: 0 });
  });

  it('finds no shift in what wanders, climbs or is reset', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = noise(seed, 1);
      let level = 100;
      const walk = Float64Array.from({ length: POINTS }, () => (level += random()));
      expect(alignLevel(walk, [], HOUR).points).toBe(0);
    }
    const teeth = Float64Array.from({ length: POINTS }, (_, index) => (index % 50) + 10);
    expect(alignLevel(teeth, [], HOUR).points).toBe(0);
    const climb = Float64Array.from({ length: POINTS }, (_, index) => index);
    expect(alignLevel(climb, [], HOUR).points).toBe(0);
  });

  it('takes any values, and never those of weeks', () => {
    const values = fc.float64Array({ minLength: 1, maxLength: 80, noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(values, (some) => {
        expect(alignLevel(some, [], HOUR).values).toHaveLength(some.length);
      }),
    );
    const shifted = changed(440, (value) => value + 60);
    expect(alignLevel(shifted, [], 7 * 86_400).points).toBe(0);
  });
});

it('predicts the days after a shift at the new level, and says so', () => {
  const values = changed(450, (value) => value + 60);
  const times = values.map((_, index) => index * HOUR);
  const result = forecast({ times, values }, { step: HOUR, horizon: 48 * HOUR });
  if (result.status !== 'ok') throw new Error('too short');
  result.predicted.forEach((value, step) => expect(Math.abs(value - (110 + 20 * day(POINTS + step)))).toBeLessThan(6));
  expect(result.reasons).toContain(
    'The level shifted 30 points ago; what lies before is taken to be at the new level.',
  );
});
