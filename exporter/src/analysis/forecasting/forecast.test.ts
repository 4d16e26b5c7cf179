import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { forecast, MINIMUM_POINTS, type Forecast, type ForecastOptions } from './forecast.js';

const HOUR = 3_600;
const hourly: ForecastOptions = { step: HOUR, horizon: 48 * HOUR };

function run(values: ArrayLike<number>, options: Partial<ForecastOptions> = {}): Forecast {
  const times = Array.from(values, (_, i) => 1_700_000_000 + i * (options.step ?? HOUR));
  const result = forecast({ times, values }, { ...hourly, ...options });
  if (result.status !== 'ok') throw new Error(`too short: ${result.available}`);
  return result;
}

const shape = (i: number) => 100 + 20 * Math.sin((2 * Math.PI * i) / 24) + (Math.floor(i / 24) % 7 < 5 ? 15 : 0);
function traffic(points: number, seed = 1, deviation = 2): Float64Array {
  const random = noise(seed, deviation);
  return Float64Array.from({ length: points }, (_, i) => shape(i) + random());
}

const meanError = ({ predicted }: Forecast) =>
  predicted.reduce((sum, value, i) => sum + Math.abs(value - shape(672 + i)), 0) / predicted.length;

describe('forecast', () => {
  it('continues day and week with honest intervals', () => {
    const result = run(traffic(672), { levels: [0.8, 0.95] });
    expect(result.seasons).toEqual([86_400, 604_800]);
    expect(result.times[0]).toBe(1_700_000_000 + 672 * HOUR);
    expect(result.predicted).toHaveLength(48);
    expect(meanError(result)).toBeLessThan(3);
    const wide = result.intervals[1]!;
    const inside = result.predicted.filter(
      (_, i) => wide.lower[i]! <= shape(672 + i) && shape(672 + i) <= wide.upper[i]!,
    );
    expect(inside.length).toBeGreaterThan(44);
    expect(result.confidence).toBeGreaterThan(0.7);
    expect(result.backtest.scaledError).toBeLessThan(1);
    expect(result.backtest.origins).toBe(8);
  });

  it('covers what comes at the asked levels over many series', () => {
    const hits = { 0.8: 0, 0.95: 0 };
    for (let seed = 1; seed <= 20; seed++) {
      const values = traffic(500, seed, 5);
      const { intervals } = run(values.subarray(0, 452), { levels: [0.8, 0.95] });
      for (const { level, lower, upper } of intervals) {
        for (let i = 0; i < 48; i++) {
          if (lower[i]! <= values[452 + i]! && values[452 + i]! <= upper[i]!) hits[level as 0.8 | 0.95]++;
        }
      }
    }
    expect(Math.abs(hits[0.8] / 960 - 0.8)).toBeLessThan(0.08);
    expect(Math.abs(hits[0.95] / 960 - 0.95)).toBeLessThan(0.04);
  });

  it('carries a line on', () => {
    const random = noise(1, 0.5);
    const result = run(Float64Array.from({ length: 300 }, (_, i) => 10 + 2 * i + random()));
    expect(Math.abs(result.predicted.at(-1)! - (10 + 2 * 347))).toBeLessThan(10);
  });

  it('says that noise holds nothing to predict', () => {
    const random = noise(3, 10);
    const result = run(Float64Array.from({ length: 300 }, () => 50 + random()));
    expect(result.confidence).toBeLessThan(0.2);
    expect(result.reasons).toContain('No daily or weekly pattern was found.');
  });

  it('is certain of a constant', () => {
    const result = run(new Float64Array(100).fill(7));
    expect(result.predicted.every((value) => value === 7)).toBe(true);
    expect(result.intervals[0]!.upper.every((value) => value === 7)).toBe(true);
    expect(result.confidence).toBe(1);
  });

  it('asks for more points when there are too few', () => {
    const values = [1, 2, NaN, 4];
    expect(forecast({ times: [0, 1, 2, 3], values }, { step: 1, horizon: 5 })).toEqual({
      status: 'too-short',
      needed: MINIMUM_POINTS,
      available: 3,
    });
    expect(forecast({ times: [], values: [] }, { step: 1, horizon: 5 })).toMatchObject({
      status: 'too-short',
      available: 0,
    });
  });

  it('comes through gaps and says how much is missing', () => {
    const values = traffic(672).map((value, i) => (i % 5 === 0 || (i > 300 && i < 360) ? NaN : value));
    const result = run(values);
    expect(meanError(result)).toBeLessThan(7);
    expect(result.reasons.join(' ')).toMatch(/2\d % of the history is missing/);
  });

  it('takes the seasons that were given', () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => (i % 10) * (i % 10));
    expect(run(values, { seasons: [10 * HOUR], horizon: 20 * HOUR }).predicted.map(Math.round)).toEqual(
      Array.from({ length: 20 }, (_, i) => (i % 10) * (i % 10)),
    );
    expect(run(traffic(672), { seasons: [] }).seasons).toEqual([]);
  });

  it('holds bounds', () => {
    const values = traffic(500, 1, 30).map((value) => Math.max(0, Math.min(130, value)));
    const result = run(values, { minimum: 0, maximum: 130 });
    const all = [...result.predicted, ...result.intervals[0]!.lower, ...result.intervals[0]!.upper];
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThanOrEqual(130);
  });

  it('gives the same answer twice and leaves the input alone', () => {
    const values = traffic(400);
    const copy = values.slice();
    expect(run(values)).toEqual(run(values));
    expect(values).toEqual(copy);
  });

  it('does not depend on the order of the points', () => {
    const values = traffic(100);
    const times = Array.from(values, (_, i) => i * HOUR);
    const reversed = { times: [...times].reverse(), values: [...values].reverse() };
    expect(forecast(reversed, hourly)).toEqual(forecast({ times, values }, hourly));
  });

  it('scales and moves with its input', () => {
    const values = traffic(500);
    const original = run(values);
    const scaled = run(values.map((value) => value * 1000));
    const moved = run(values.map((value) => value + 40));
    original.predicted.forEach((value, i) => {
      expect(scaled.predicted[i]! / 1000).toBeCloseTo(value, 2);
      expect(Math.abs(moved.predicted[i]! - 40 - value)).toBeLessThan(1);
    });
  });

  it('is finite, nested and ordered for any input', () => {
    const value = fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, 0, 5e-324, 1e15, -1e15) },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 200 }),
        fc.boolean(),
        (values, horizon, seasonal) => {
          const times = values.map((_, i) => i * HOUR);
          const result = forecast(
            { times, values },
            { step: HOUR, horizon: horizon * HOUR, levels: [0.5, 0.8, 0.95], seasons: seasonal ? [7 * HOUR] : 'auto' },
          );
          if (result.status !== 'ok') return;
          expect(result.predicted).toHaveLength(horizon);
          result.predicted.forEach((predicted, i) => {
            const bounds = [
              ...result.intervals.map(({ lower }) => lower[i]!).reverse(),
              predicted,
              ...result.intervals.map(({ upper }) => upper[i]!),
            ];
            expect(bounds.every(Number.isFinite)).toBe(true);
            bounds.slice(1).forEach((bound, k) => expect(bound).toBeGreaterThanOrEqual(bounds[k]!));
          });
          expect(result.confidence).toBeGreaterThanOrEqual(0);
          expect(result.confidence).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('answers a huge series', () => {
    const result = run(traffic(60_000), { step: 60, horizon: 6 * HOUR });
    expect(result.predicted).toHaveLength(360);
    expect(result.predicted.every(Number.isFinite)).toBe(true);
  });
});

/** Kinds of series that break forecasts, and what must hold for each of them. */
describe('difficult series', () => {
  const random = noise(11, 1);
  const points = 600;
  const make = (at: (i: number) => number) => Float64Array.from({ length: points }, (_, i) => at(i));
  const kinds: Record<string, Float64Array> = {
    'a perfect line': make((i) => 5 + 3 * i),
    'a perfect wave': make((i) => 100 + 30 * Math.sin((2 * Math.PI * i) / 24)),
    'an intermittent count': make((i) => (i % 17 === 3 ? 4 : 0)),
    'a sparse series': make((i) => (i % 9 === 0 ? 50 + random() : NaN)),
    'a counter with resets': make((i) => (i % 130) * 7),
    'a level shift': make((i) => (i < 480 ? 100 : 300) + random()),
    'a few wild outliers': make((i) => 50 + random() + (i % 97 === 11 ? 1e6 : 0)),
    'tiny values': make((i) => 1e-9 * (2 + Math.sin((2 * Math.PI * i) / 24))),
    'huge values': make((i) => 1e15 * (2 + Math.sin((2 * Math.PI * i) / 24))),
  };

  it.each(Object.entries(kinds))('%s gets finite, nested, widening intervals', (_name, values) => {
    const { predicted, intervals } = run(values, { levels: [0.5, 0.8, 0.95] });
    const [narrow, , wide] = intervals;
    predicted.forEach((value, i) => {
      const bounds = [
        ...intervals.map(({ lower }) => lower[i]!).reverse(),
        value,
        ...intervals.map((one) => one.upper[i]!),
      ];
      expect(bounds.every(Number.isFinite)).toBe(true);
      bounds.slice(1).forEach((bound, k) => expect(bound).toBeGreaterThanOrEqual(bounds[k]!));
    });
    const width = ({ upper, lower }: typeof wide & object, i: number) => upper[i]! - lower[i]!;
    expect(width(wide!, 47)).toBeGreaterThanOrEqual(width(wide!, 0) * (1 - 1e-9));
    expect(width(wide!, 47)).toBeGreaterThanOrEqual(width(narrow!, 47));
  });

  it.each(['a perfect line', 'a perfect wave'])('%s keeps a width above none', (name) => {
    const { intervals } = run(kinds[name]!);
    expect(intervals[0]!.upper[0]! - intervals[0]!.lower[0]!).toBeGreaterThan(0);
  });

  it('stays at the level that a shift led to', () => {
    const { predicted } = run(kinds['a level shift']!);
    predicted.forEach((value) => expect(Math.abs(value - 300)).toBeLessThan(30));
  });

  it('expects the usual nothing of an intermittent count, and covers its events', () => {
    const { predicted, intervals } = run(kinds['an intermittent count']!, { minimum: 0, levels: [0.99] });
    predicted.forEach((value) => expect(value).toBeGreaterThanOrEqual(0));
    expect(Math.max(...intervals[0]!.upper)).toBeGreaterThan(1);
  });
});

describe('invariants', () => {
  const series = fc.record({
    seed: fc.integer({ min: 1, max: 1_000 }),
    deviation: fc.double({ min: 0.1, max: 8, noNaN: true }),
    points: fc.integer({ min: 60, max: 300 }),
  });

  it('scaling and shifting the input scales and shifts the output', () => {
    fc.assert(
      fc.property(
        series,
        fc.double({ min: 0.001, max: 1e4, noNaN: true }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        ({ seed, deviation, points }, factor, offset) => {
          const values = traffic(points, seed, deviation).map((value) => value + 60);
          const original = run(values);
          const scaled = run(values.map((value) => factor * value));
          const moved = run(values.map((value) => value + offset));
          const spread = Math.max(...values) - Math.min(...values);
          for (const [own, other] of [
            [original.predicted, scaled.predicted.map((value) => value / factor)],
            [original.predicted, moved.predicted.map((value) => value - offset)],
            [original.intervals[0]!.upper, scaled.intervals[0]!.upper.map((value) => value / factor)],
            [original.intervals[0]!.upper, moved.intervals[0]!.upper.map((value) => value - offset)],
          ]) {
            own!.forEach((value, i) => expect(Math.abs(value - other![i]!)).toBeLessThan(1e-3 * spread));
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('every level contains every lower one, for a prediction of any length', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 300 }), ({ seed, deviation, points }, horizon) => {
        const { intervals } = run(traffic(points, seed, deviation), {
          horizon: horizon * HOUR,
          levels: [0.5, 0.8, 0.95, 0.99],
        });
        intervals.slice(1).forEach(({ lower, upper }, k) => {
          upper.forEach((value, i) => expect(value).toBeGreaterThanOrEqual(intervals[k]!.upper[i]!));
          lower.forEach((value, i) => expect(value).toBeLessThanOrEqual(intervals[k]!.lower[i]!));
        });
      }),
      { numRuns: 10 },
    );
  });
});
