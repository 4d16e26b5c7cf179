import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { intervalDistances } from './conformal.js';

const origins = (count: number, steps: number, error: () => number) =>
  Array.from({ length: count }, () => Float64Array.from({ length: steps }, error));

describe('intervalDistances', () => {
  it('covers fresh errors of the same kind at the asked level', () => {
    const random = noise(1, 2);
    const distances = intervalDistances(origins(30, 48, random), 48, 1);
    for (const level of [0.5, 0.8, 0.95]) {
      const { below, above } = distances(level);
      let inside = 0;
      for (let i = 0; i < 48 * 200; i++) {
        const error = random();
        if (-below[i % 48]! <= error && error <= above[i % 48]!) inside++;
      }
      expect(inside / (48 * 200)).toBeGreaterThan(level - 0.04);
      expect(inside / (48 * 200)).toBeLessThan(level + 0.04);
    }
  });

  it('never narrows with the horizon, and widens beyond the backtest', () => {
    const random = noise(2, 1);
    const { below, above } = intervalDistances(origins(5, 20, random), 60, 1)(0.9);
    for (const side of [below, above]) {
      side.forEach((value, i) => expect(value).toBeGreaterThanOrEqual(side[i - 1] ?? 0));
      expect(side[59]).toBeGreaterThan(side[19]! * 1.5);
    }
  });

  it('leans to the side of the larger errors', () => {
    const random = noise(3, 1);
    const skewed = () => Math.exp(random()) - 1;
    const { below, above } = intervalDistances(origins(20, 24, skewed), 24, 1)(0.9);
    expect(above[0]).toBeGreaterThan(below[0]! * 1.15);
    const mirrored = intervalDistances(
      origins(20, 24, skewed).map((errors) => errors.map((error) => -error)),
      24,
      1,
    )(0.9);
    expect(mirrored.below[0]).toBeGreaterThan(mirrored.above[0]! * 1.15);
  });

  it('contains the interval of every lower level', () => {
    const residual = fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constant(NaN));
    const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.array(residual, { minLength: 1, maxLength: 40 }), level, level, (errors, a, b) => {
        const distances = intervalDistances([Float64Array.from(errors)], errors.length + 5, 1);
        const [narrow, wide] = [distances(Math.min(a, b)), distances(Math.max(a, b))];
        for (const side of ['below', 'above'] as const) {
          narrow[side].forEach((value, i) => {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(wide[side][i]).toBeGreaterThanOrEqual(value * (1 - 1e-9));
          });
        }
      }),
    );
  });

  it('grows with the errors it is made of', () => {
    const random = noise(4, 1);
    const errors = origins(6, 10, random);
    const one = intervalDistances(errors, 12, 0)(0.8);
    const other = intervalDistances(
      errors.map((origin) => origin.map((error) => 1000 * error)),
      12,
      0,
    )(0.8);
    other.above.forEach((value, i) => expect(value / 1000).toBeCloseTo(one.above[i]!, 9));
  });

  it('uses the typical change as the scale of a normal error where nothing was measured', () => {
    const { below, above } = intervalDistances([], 4, 2)(0.95);
    // 1.96 standard deviations of a normal whose mean absolute deviation is 2
    expect(above[0]).toBeCloseTo(1.96 * 2 * Math.sqrt(Math.PI / 2), 2);
    expect(above[3]).toBeCloseTo(2 * above[0]!, 6);
    expect(below).toEqual(above);
  });

  it('leaves some room where the backtest was perfect, but none for a constant', () => {
    const { above } = intervalDistances([new Float64Array(3)], 3, 1)(0.95);
    expect(above[0]).toBeGreaterThan(0);
    expect(above[0]).toBeLessThan(0.1);
    expect(above[2]).toBeGreaterThan(above[0]!);
    expect([...intervalDistances([new Float64Array(3)], 3, 0)(0.95).above]).toEqual([0, 0, 0]);
  });
});
