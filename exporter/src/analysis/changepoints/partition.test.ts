import fc from 'fast-check';
import { cheapestPartition } from './partition.js';
import { MODELS, RunningRegression, type SegmentModel } from './regression.js';

describe('cheapestPartition', () => {
  it('costs as little as the best of all partitions', () => {
    const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 20, noNaN: true }), (series, penalty) => {
        const cost = (start: number, end: number) => squares(series.slice(start, end));
        const { changes, cost: total } = cheapestPartition(series.length, cost, penalty, 1);
        expect(total + changes.length * penalty).toBeCloseTo(exhaustive(series, cost, penalty), 8);
      }),
    );
  });

  it('keeps to the shortest segment', () => {
    const cost = (start: number, end: number) => -1 / (end - start);
    expect(cheapestPartition(10, cost, 0, 4).changes.every((at) => at >= 4 && at <= 6)).toBe(true);
    expect(cheapestPartition(3, cost, 0, 4)).toEqual({ changes: [], cost: 0 });
  });
});

describe('RunningRegression', () => {
  it('leaves what a line or the value before does not explain', () => {
    const line = new RunningRegression(Float64Array.from({ length: 50 }, (_, i) => 3 - 0.1 * i));
    expect(line.residual(10, 40, 'line')).toBeCloseTo(0, 8);
    expect(line.residual(10, 40, 'level')).toBeGreaterThan(1);
    const powers = new RunningRegression(Float64Array.from({ length: 30 }, (_, i) => 1 + 0.8 ** i));
    expect(powers.residual(3, 20, 'memory')).toBeCloseTo(0, 8);
  });

  it('leaves the squares around the mean under the model of a level', () => {
    const values = Float64Array.from([1, 4, 2, 8, 5, 7, 1, 0]);
    expect(new RunningRegression(values).residual(2, 6, 'level')).toBeCloseTo(squares([...values.slice(2, 6)]), 10);
  });

  it('never gains from explaining less', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 12, maxLength: 40 }), (values) => {
        const regression = new RunningRegression(Float64Array.from(values));
        const rest = (model: SegmentModel) => regression.residual(1, values.length, model);
        for (const model of Object.keys(MODELS) as SegmentModel[]) {
          expect(rest('line-memory')).toBeLessThanOrEqual(rest(model) + 1e-6);
          expect(rest(model)).toBeLessThanOrEqual(rest('level') + 1e-6);
        }
      }),
    );
  });
});

function squares(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function exhaustive(values: number[], cost: (start: number, end: number) => number, penalty: number): number {
  let best = Infinity;
  for (let mask = 0; mask < 1 << (values.length - 1); mask++) {
    const cuts = [0, ...values.slice(1).flatMap((_, i) => ((mask >> i) & 1 ? [i + 1] : [])), values.length];
    const total = cuts.slice(1).reduce((sum, end, i) => sum + cost(cuts[i]!, end) + penalty, -penalty);
    best = Math.min(best, total);
  }
  return best;
}
