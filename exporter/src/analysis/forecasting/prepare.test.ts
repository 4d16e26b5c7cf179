import { describe, expect, it } from '@jest/globals';
import { noise } from '../../../testing/noise.js';
import { forecast } from './forecast.js';
import { prepare } from './prepare.js';

const HOUR = 3_600;
const day = (index: number) => 50 + 20 * Math.sin((2 * Math.PI * index) / 24);
function grid(points: number, deviation = 1) {
  const random = noise(2, deviation);
  return { start: 0, step: HOUR, values: Float64Array.from({ length: points }, (_, index) => day(index) + random()) };
}

describe('prepare', () => {
  it('keeps a whole series as it is, with its seasons', () => {
    const { series, shifted, isYoung } = prepare(grid(400), 'auto');
    expect(series).toMatchObject({ values: grid(400).values, seasons: [24], step: HOUR });
    expect(series.observed.every((seen) => seen === 1)).toBe(true);
    expect([shifted, isYoung]).toEqual([0, false]);
  });

  it('puts a day like the first before a series that is in its second, and counts only that one', () => {
    const { series, isYoung } = prepare(grid(36), 'auto');
    expect(isYoung).toBe(true);
    expect(series.values).toHaveLength(60);
    expect(series.values.subarray(0, 24)).toEqual(series.values.subarray(24, 48));
    expect(Array.from(series.observed.keys()).filter((index) => series.observed[index])).toEqual(
      Array.from({ length: 12 }, (_, index) => 48 + index),
    );
  });

  it('takes a season that was asked for from a tenth of its second time on', () => {
    expect(prepare(grid(27), [24 * HOUR]).series.seasons).toEqual([24]);
    expect(prepare(grid(26), [24 * HOUR]).series.seasons).toEqual([]);
    expect(prepare(grid(400), []).series).toMatchObject({ seasons: [], calendar: [] });
  });

  it('fills a gap with the shape of the day', () => {
    const whole = grid(400, 0);
    const values = whole.values.slice();
    values.fill(NaN, 200, 224);
    const { series } = prepare({ ...whole, values }, 'auto');
    series.values.forEach((value, index) => expect(Math.abs(value - whole.values[index]!)).toBeLessThan(3));
    expect(series.observed.reduce((sum, seen) => sum + seen, 0)).toBe(376);
  });
});

it.each([32, 36, 42, 48])(
  'predicts the day after %i hours as the one before, in an interval that knows little',
  (points) => {
    const { values } = grid(points);
    const times = values.map((_, index) => index * HOUR);
    const result = forecast({ times, values }, { step: HOUR, horizon: 24 * HOUR });
    if (result.status !== 'ok') throw new Error('too short');
    const errors = result.predicted.map((value, step) => Math.abs(value - day(points + step)));
    expect(errors.reduce((sum, error) => sum + error / 24, 0)).toBeLessThan(3);
    const [{ lower, upper }] = result.intervals as [(typeof result.intervals)[number]];
    expect(
      result.predicted.filter((_, step) => lower[step]! < day(points + step) && day(points + step) < upper[step]!)
        .length,
    ).toBeGreaterThan(21);
    expect(result.reasons.includes('The season has not been seen twice yet.')).toBe(points < 48);
  },
);
