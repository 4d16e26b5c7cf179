import { noise } from '../../../testing/noise.js';
import type { BacktestPlan } from './backtest.js';
import { judge, partsOf, reportModels } from './explanation.js';
import type { TrainingSeries } from './models/model.js';
import { drift, naive, seasonalNaive } from './models/naive.js';

const HOUR = 3_600;
const wave = (i: number) => 20 * Math.sin((2 * Math.PI * i) / 24);

function training(values: Float64Array, seasons: number[] = [24]): TrainingSeries {
  const observed = new Uint8Array(values.length).fill(1);
  return { values, logarithms: undefined, observed, step: HOUR, seasons, calendar: seasons };
}

describe('reportModels', () => {
  it('says of each model whether it entered, or why not', () => {
    const candidate = (model: typeof naive, error: number) => {
      return { model, backtest: [], path: Float64Array.of(1), errors: [error], error };
    };
    const season = seasonalNaive('shortest');
    const [entered, fallback] = [candidate(season, 1), candidate(naive, 3)];
    const tried = [season, seasonalNaive('longest'), drift, naive];
    const combination = { entered: [entered], weights: [1] };
    expect(reportModels(tried, [entered, candidate(drift, 2), fallback], [naive], combination)).toEqual([
      { model: 'seasonal-naive', meanAbsoluteError: 1, entered: true, weight: 1 },
      { model: 'seasonal-naive-long', meanAbsoluteError: undefined, entered: false, dropped: 'unfit' },
      { model: 'drift', meanAbsoluteError: 2, entered: false, dropped: 'inaccurate' },
      { model: 'naive', meanAbsoluteError: 3, entered: false, dropped: 'beaten' },
    ]);
  });
});

describe('partsOf', () => {
  const random = noise(1, 1);
  const values = Float64Array.from({ length: 480 }, (_, i) => 100 + i / 10 + wave(i) + random());

  it('splits a prediction into trend and seasons that sum to it', () => {
    const predicted = Float64Array.from({ length: 48 }, (_, i) => 148 + i / 10 + wave(480 + i));
    const { parts, components } = partsOf(training(values), predicted);
    expect(parts.seasons).toHaveLength(1);
    expect(parts.seasons[0]).toMatchObject({ season: 86_400 });
    expect(parts.seasons[0]!.amplitude).toBeGreaterThan(35);
    expect(parts.seasons[0]!.amplitude).toBeLessThan(45);
    expect(parts.seasons[0]!.strength).toBeGreaterThan(0.8);
    expect(parts.trend.first).toBeCloseTo(149.2, 0);
    expect(parts.trend.last).toBeCloseTo(151.6, 0);
    predicted.forEach((value, i) =>
      expect(components.trend[i]! + components.seasons[0]!.values[i]!).toBeCloseTo(value, 9),
    );
    expect(components.seasons[0]!.values[6]).toBeGreaterThan(15);
  });

  it('has a trend only where there is no season', () => {
    const { parts, components } = partsOf(training(values, []), [5, 6]);
    expect(parts).toEqual({ trend: { first: 5, last: 6 }, seasons: [] });
    expect(components).toEqual({ trend: [5, 6], seasons: [] });
  });

  it('finds little strength in a season that is none', () => {
    const random = noise(7, 5);
    const flat = training(Float64Array.from({ length: 960 }, () => 50 + random()));
    expect(partsOf(flat, [50]).parts.seasons[0]!.strength).toBeLessThan(0.1);
  });
});

describe('judge', () => {
  const values = Float64Array.from({ length: 240 }, (_, i) => 100 + wave(i));
  const plan: BacktestPlan = { origins: [144, 168, 192], horizon: 48 };
  const all = { observed: 1, horizon: 48 };
  const paths = (error: (origin: number) => number) =>
    plan.origins.map((origin, index) =>
      Float64Array.from({ length: 48 }, (_, step) => values[origin + step]! + error(index)),
    );

  it('is certain of a perfect forecast and has no complaint', () => {
    expect(
      judge(
        paths(() => 0),
        training(values),
        plan,
        all,
      ),
    ).toMatchObject({
      backtest: { meanAbsoluteError: 0, origins: 3 },
      confidence: 1,
      reasons: [],
    });
  });

  it('gives the reasons against one', () => {
    const about = (result: { reasons: string[] }) => result.reasons.join(' ');
    expect(
      about(
        judge(
          paths(() => 30),
          training(values),
          plan,
          all,
        ),
      ),
    ).toContain('no better than repeating');
    expect(
      about(
        judge(
          paths((origin) => (origin === 2 ? 9 : 1)),
          training(values),
          plan,
          all,
        ),
      ),
    ).toContain('has changed');
    expect(
      about(
        judge(
          paths(() => 1),
          training(values),
          plan,
          { ...all, horizon: 200 },
        ),
      ),
    ).toContain('48 of 200 points');
    expect(
      about(
        judge(
          paths(() => 1),
          training(values, []),
          plan,
          all,
        ),
      ),
    ).toContain('No daily or weekly pattern');
    expect(
      about(
        judge(
          paths(() => 1),
          training(values),
          plan,
          { ...all, observed: 0.7 },
        ),
      ),
    ).toContain('30 % of the history');
    const nothing = judge([], training(values), { origins: [], horizon: 48 }, all);
    expect(about(nothing)).toContain('too short for a backtest');
    expect(nothing.confidence).toBe(0);
  });
});
