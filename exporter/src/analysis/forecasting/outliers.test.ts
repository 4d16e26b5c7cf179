import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { forecast, type Forecast } from './forecast.js';
import { toGrid } from './grid.js';
import { wildPoints, withoutWild } from './outliers.js';

const HOUR = 3_600;
const DAY = 24 * HOUR;
const POINTS = 200;

const SHAPES: Record<string, (i: number) => number> = {
  level: () => 100,
  day: (i) => 100 + 20 * Math.sin((2 * Math.PI * i) / 24),
  climb: (i) => 100 + i / 10,
};
const series = (shape: string, seed: number, points = POINTS) => {
  const random = noise(seed, 3);
  return Float64Array.from({ length: points }, (_, i) => SHAPES[shape]!(i) + random());
};
const times = Array.from({ length: POINTS }, (_, i) => i * HOUR);
const predict = (values: Float64Array) =>
  forecast({ times, values }, { step: HOUR, horizon: DAY, levels: [0.95] }) as Forecast;
const width = ({ intervals: [interval] }: Forecast) =>
  interval!.upper.reduce((sum, upper, index) => sum + (upper - interval!.lower[index]!) / interval!.upper.length, 0);

describe('wildPoints', () => {
  it('finds single points far from all others, wherever they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(SHAPES)),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 0, max: POINTS - 1 }),
        fc.constantFrom(1e8, -1e8, 1e12, 5_000),
        (shape, seed, index, value) => {
          const values = series(shape, seed);
          expect(wildPoints(values, HOUR)).toEqual([]);
          values[index] = value;
          expect(wildPoints(values, HOUR)).toEqual([index]);
        },
      ),
    );
  });

  it('finds two beside each other, but takes two at the end, or three, for a level', () => {
    const values = series('day', 1);
    expect(wildPoints(values.with(50, 1e6).with(51, 2e6), HOUR)).toEqual([50, 51]);
    expect(wildPoints(values.with(50, 1e6).with(51, 1e6).with(52, 1e6), HOUR)).toEqual([]);
    expect(wildPoints(values.with(POINTS - 1, 1e6).with(POINTS - 2, 1e6), HOUR)).toEqual([]);
  });

  it('leaves alone what comes back at the same hour, many peaks, heavy tails and bursts over zero', () => {
    const values = series('level', 2);
    const daily = values.with(30, 2_000).with(54, 2_100);
    expect(wildPoints(daily, HOUR)).toEqual([]);
    expect(wildPoints(values.with(30, 2_000).with(60, 2_100), HOUR)).toEqual([30, 60]);
    expect(wildPoints(daily.with(30, 1e9), HOUR)).toEqual([30]);
    expect(
      wildPoints(
        values.map((value, i) => (i % 37 === 0 ? 5_000 : value)),
        HOUR,
      ),
    ).toEqual([]);
    expect(
      wildPoints(
        values.map((_, i) => Math.exp(((i * 7_919) % 101) / 10)),
        HOUR,
      ),
    ).toEqual([]);
    expect(
      wildPoints(
        values.map((_, i) => (i % 97 === 0 ? 40 : 0)),
        HOUR,
      ),
    ).toEqual([]);
    expect(wildPoints(Float64Array.of(1, 1e9, 1, 1, 1), HOUR)).toEqual([]);
  });

  it('finds one in a constant', () => {
    expect(wildPoints(new Float64Array(50).fill(7).with(20, 1e6), HOUR)).toEqual([20]);
  });
});

describe('withoutWild', () => {
  const grid = (values: Float64Array) => toGrid(times, values, HOUR)!;

  it('makes gaps, cuts off the start, and ends with what the day makes likely', () => {
    const values = series('day', 3);
    const [inside, start, end] = [40, 0, POINTS - 1].map((index) => withoutWild(grid(values.with(index, 1e9))));
    expect(inside!.grid.values[40]).toBeNaN();
    expect(start!.grid).toMatchObject({ start: HOUR });
    expect(start!.grid.values).toHaveLength(POINTS - 1);
    expect(Math.abs(end!.grid.values[POINTS - 1]! - values[POINTS - 1]!)).toBeLessThan(15);
    expect(withoutWild(grid(values))).toEqual({ grid: grid(values), wild: 0 });
  });
});

it('predicts nearly the same with a wild point as without', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(SHAPES)),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 0, max: POINTS - 1 }),
      fc.constantFrom(1e8, -1e8),
      (shape, seed, index, value) => {
        const values = series(shape, seed);
        const [usual, spoilt] = [predict(values), predict(values.with(index, value))];
        const own = width(usual);
        expect(width(spoilt) / own).toBeGreaterThan(0.6);
        expect(width(spoilt) / own).toBeLessThan(1.7);
        spoilt.predicted.forEach((one, step) => expect(Math.abs(one - usual.predicted[step]!)).toBeLessThan(own));
        expect(spoilt.reasons.join()).toContain('Left out as wild');
      },
    ),
    { numRuns: 40 },
  );
});
