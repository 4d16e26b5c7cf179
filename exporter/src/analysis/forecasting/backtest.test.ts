import fc from 'fast-check';
import { meanOfKnown, originErrors, planBacktest, residuals, runModels } from './backtest.js';
import { naive } from './models/naive.js';

describe('planBacktest', () => {
  it('stands back by whole seasons', () => {
    const { origins, horizon } = planBacktest(700, 48, 24);
    expect(horizon).toBe(48);
    expect(origins).toHaveLength(8);
    expect(origins.at(-1)).toBe(652);
    expect(new Set(origins.map((origin) => origin % 24)).size).toBe(1);
  });

  it('never predicts past the end nor from less than half of the history', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8, max: 2_000 }),
        fc.integer({ min: 1, max: 3_000 }),
        fc.integer({ min: 1, max: 300 }),
        (points, wanted, season) => {
          const { origins, horizon } = planBacktest(points, wanted, season);
          expect(horizon).toBeGreaterThan(0);
          expect(horizon).toBeLessThanOrEqual(wanted);
          origins.forEach((origin, index) => {
            expect(origin).toBeGreaterThanOrEqual(Math.ceil(points / 2));
            expect(origin + horizon).toBeLessThanOrEqual(points);
            expect(origin).toBeGreaterThan(origins[index - 1] ?? 0);
          });
        },
      ),
    );
  });
});

describe('errors of a backtest', () => {
  const series = {
    values: Float64Array.of(1, 2, 4, 8, 16),
    logarithms: undefined,
    step: 60,
    observed: Uint8Array.of(1, 1, 1, 0, 1),
    seasons: [],
    calendar: [],
  };
  const plan = { origins: [2, 3], horizon: 2 };

  it('are actual minus predicted where the value was observed', () => {
    const [candidate] = runModels([naive], series, plan, 3);
    expect([...candidate!.path]).toEqual([16, 16, 16]);
    expect(residuals(candidate!.backtest, series, plan).map((errors) => [...errors])).toEqual([
      [2, NaN],
      [NaN, 12],
    ]);
    expect([candidate!.errors, candidate!.error]).toEqual([[2, 12], 7]);
  });

  it('are unknown without paths, and the mean is that of the known ones', () => {
    expect(originErrors([undefined, Float64Array.of(9, 10)], series, plan)).toEqual([NaN, 6]);
    expect(meanOfKnown([NaN, 6])).toBe(6);
    expect(meanOfKnown([NaN])).toBeNaN();
  });
});
