import { noise } from '../../../testing/noise.js';
import { createAutoregression, follow, foretell } from './autoregression.js';

const NO_SEASON = new Float64Array(3);

function errors(values: readonly number[], seasonOf: (i: number) => Float64Array = () => NO_SEASON): number[] {
  const model = createAutoregression();
  return values.map((value, i) => {
    const error = value - foretell(model, seasonOf(i));
    follow(model, error, value);
    return error;
  });
}

const size = (list: readonly number[]) => list.reduce((sum, one) => sum + Math.abs(one), 0) / list.length;

describe('autoregression', () => {
  it('starts from the last value', () => {
    const model = createAutoregression();
    follow(model, 0, 5);
    expect(foretell(model, NO_SEASON)).toBeCloseTo(5);
  });

  it('learns a recurrence', () => {
    const wave = Array.from({ length: 400 }, (_, i) => Math.sin(i / 7));
    expect(size(errors(wave).slice(200))).toBeLessThan(1e-3);
  });

  it('comes near the noise that a process cannot foretell', () => {
    const random = noise(1, 1);
    let value = 0;
    const process = Array.from({ length: 4_000 }, () => (value = 0.8 * value + random()));
    const expected = Math.sqrt(2 / Math.PI);
    expect(size(errors(process).slice(1_000)) / expected).toBeLessThan(1.06);
  });

  it('uses what one season ago says', () => {
    const random = noise(2, 1);
    const day = Array.from({ length: 50 }, () => 10 * random());
    const values = Array.from({ length: 1_000 }, (_, i) => day[i % 50]!);
    const season = (i: number) => Float64Array.from([-51, -50, -49], (back) => values[i + back] ?? 0);
    expect(size(errors(values, season).slice(500))).toBeLessThan(0.1);
  });

  it('stays finite where nothing varies for long', () => {
    const found = errors([...new Array<number>(100_000).fill(0), 1, 2, 3]);
    expect(found.every(Number.isFinite)).toBe(true);
  });
});
