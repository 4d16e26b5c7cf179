import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import predict, { type Prediction, type PredictionTask } from './predict.js';

const HOUR = 3_600;

function made(values: readonly number[], options: Partial<PredictionTask> = {}): Prediction {
  const times = Float64Array.from(values, (_, i) => i * HOUR);
  const task = { name: 'cpu', step: HOUR, horizon: 24, level: 0.95, seasons: 'auto' as const, ...options };
  return predict({ times, values: Float64Array.from(values), ...task })!;
}

const daily = (points: number, deviation = 1): number[] => {
  const random = noise(1, deviation);
  return Array.from({ length: points }, (_, i) => 50 + 20 * Math.sin((2 * Math.PI * i) / 24) + random());
};

describe('predict', () => {
  it('predicts the points after the last row, with what it found', () => {
    const { points, seasons, horizon, models, explanation } = made(daily(480));
    expect(points).toHaveLength(24);
    expect(points[0]!.timestamp).toBe(480 * HOUR);
    expect(points[23]!.timestamp).toBe(503 * HOUR);
    expect(points[6]!.value).toBeGreaterThan(65);
    expect(points.every(({ value, lower, upper }) => lower < value && value < upper)).toBe(true);
    expect([seasons, horizon]).toEqual([[24], 24]);
    expect(explanation.candidates.filter(({ entered }) => entered).map(({ model }) => model)).toEqual(models);
    expect(explanation).toMatchObject({ observed: 480, span: 480 });
    expect(explanation.confidence).toBeGreaterThan(0.5);
  });

  it('takes each point apart when it is asked to, counted from the first point that is shown', () => {
    const values = [...daily(480), NaN, NaN];
    const { points, explanation } = made(values, { explain: true });
    const { trend, seasons } = explanation.components!;
    expect(seasons.map(({ season }) => season)).toEqual([24]);
    expect(explanation.parts.seasons[0]).toMatchObject({ season: 24 });
    expect(explanation.parts.seasons[0]!.amplitude).toBeGreaterThan(35);
    points.forEach(({ value }, i) => expect(trend[i]! + seasons[0]!.values[i]!).toBeCloseTo(value, 9));
    expect(made(values).explanation.components).toBeUndefined();
    expect(explanation.candidates.find(({ model }) => model === 'calendar')).toMatchObject({ dropped: 'unfit' });
  });

  it('starts after rows without a value at the end', () => {
    const values = daily(480);
    const { points } = made([...values, NaN, NaN, NaN]);
    const whole = made(values, { horizon: 27 }).points.slice(3);
    expect(points[0]!.timestamp).toBe(483 * HOUR);
    expect(points.map(({ value }) => value)).toEqual(whole.map(({ value }) => value));
  });

  it('takes seasons in points', () => {
    const values = Array.from({ length: 200 }, (_, i) => (i % 10) ** 2);
    const { points, seasons } = made(values, { seasons: [10], horizon: 10 });
    expect(seasons).toEqual([10]);
    expect(points.map(({ value }) => Math.round(value))).toEqual([0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
    expect(made(daily(480), { seasons: [] }).seasons).toEqual([]);
  });

  it('repeats the last value of what is too short, in an interval that widens, and says why', () => {
    const { points, models, explanation } = made([3, 5, NaN, 4]);
    expect(points.every(({ value }) => value === 4)).toBe(true);
    expect(points[23]!.upper - 4).toBeGreaterThan(2 * (points[0]!.upper - 4));
    expect(models).toEqual(['naive']);
    expect(explanation.reasons).toEqual(['Only 3 points are known, so the last value is repeated.']);
  });

  it('is not sure that a few equal points stay equal', () => {
    const [first] = made([7, 7]).points;
    expect(first).toMatchObject({ value: 7 });
    expect(first!.upper).toBeGreaterThan(8);
  });

  it('predicts nothing of nothing', () => {
    const task = { name: 'cpu', step: HOUR, horizon: 3, level: 0.95, seasons: 'auto' as const };
    expect(predict({ ...task, times: Float64Array.of(0), values: Float64Array.of(NaN) })).toBeUndefined();
    expect(predict({ ...task, times: new Float64Array(), values: new Float64Array() })).toBeUndefined();
  });

  it('holds what never was negative at 0, unless a minimum says otherwise', () => {
    const falling = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(Math.min(...made(falling).points.map(({ lower }) => lower))).toBe(0);
    expect(Math.min(...made(falling, { minimum: -1e9 }).points.map(({ lower }) => lower))).toBeLessThan(-10);
    expect(Math.min(...made(falling.map((value) => value - 50)).points.map(({ value }) => value))).toBeLessThan(-50);
    expect(Math.max(...made(daily(100), { maximum: 60 }).points.map(({ upper }) => upper))).toBe(60);
  });

  it('answers any series with finite points between their bounds', () => {
    const value = fc.oneof(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.constantFrom(NaN, 0, 1));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 60 }),
        (values, horizon) => {
          if (!values.some(Number.isFinite)) return;
          const { points } = made(values, { horizon });
          expect(points).toHaveLength(horizon);
          for (const { value, lower, upper } of points) {
            expect([value, lower, upper].every(Number.isFinite)).toBe(true);
            expect(lower <= value && value <= upper).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
