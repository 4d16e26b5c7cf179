import { describe, expect, it } from '@jest/globals';
import { noise } from '../../../testing/noise.js';
import { forecast, type Forecast } from './forecast.js';

const HOUR = 3_600;
const random = noise(1, 1);
const values = Float64Array.from(
  { length: 300 },
  (_, index) => 50 + 20 * Math.sin((2 * Math.PI * index) / 24) + random(),
);

function run(factor: number, given = values): Forecast {
  const times = given.map((_, index) => index * HOUR);
  const options = { step: HOUR, horizon: 24 * HOUR, levels: [0.5, 0.95], components: true };
  const result = forecast({ times, values: given.map((value) => value * factor) }, options);
  if (result.status !== 'ok') throw new Error('too short');
  return result;
}

describe('forecasts of extreme values', () => {
  const usual = run(1);

  it.each([2 ** 900, 2 ** -900, 2 ** 410])('are those of usual ones, times %d', (factor) => {
    const extreme = run(factor);
    expect(extreme.models).toEqual(usual.models);
    extreme.predicted.forEach((value, step) => expect(value / factor).toBeCloseTo(usual.predicted[step]!, 6));
    extreme.intervals[1]!.upper.forEach((value, step) =>
      expect(value / factor).toBeCloseTo(usual.intervals[1]!.upper[step]!, 6),
    );
    expect(extreme.backtest.meanAbsoluteError! / factor).toBeCloseTo(usual.backtest.meanAbsoluteError!, 6);
    expect(extreme.parts.seasons[0]!.amplitude / factor).toBeCloseTo(usual.parts.seasons[0]!.amplitude, 6);
    expect(extreme.components!.trend[5]! / factor).toBeCloseTo(usual.components!.trend[5]!, 6);
  });

  it('stay numbers where the bounds would leave their range', () => {
    const swinging = values.map((_, index) => (index % 2 === 0 ? 1.7e308 : -1.7e308));
    const { predicted, intervals } = run(1, swinging);
    for (const path of [predicted, ...intervals.flatMap(({ lower, upper }) => [lower, upper])])
      expect(path.every(Number.isFinite)).toBe(true);
    const smallest = run(5e-324).predicted;
    expect(smallest.every(Number.isFinite)).toBe(true);
  });
});
