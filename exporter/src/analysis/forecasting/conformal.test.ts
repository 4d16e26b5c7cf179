import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { halfWidths } from './conformal.js';

const origins = (count: number, steps: number, error: () => number) =>
  Array.from({ length: count }, () => Float64Array.from({ length: steps }, error));

describe('halfWidths', () => {
  it('covers fresh errors of the same kind at the asked level', () => {
    const random = noise(1, 2);
    const widths = halfWidths(origins(30, 48, random), 48, 1);
    for (const level of [0.5, 0.8, 0.95]) {
      const width = widths(level);
      let inside = 0;
      for (let i = 0; i < 48 * 200; i++) if (Math.abs(random()) <= width[i % 48]!) inside++;
      expect(inside / (48 * 200)).toBeGreaterThan(level - 0.04);
      expect(inside / (48 * 200)).toBeLessThan(level + 0.04);
    }
  });

  it('never narrows with the horizon, and widens beyond the backtest', () => {
    const random = noise(2, 1);
    const width = halfWidths(origins(5, 20, random), 60, 1)(0.9);
    width.forEach((value, i) => expect(value).toBeGreaterThanOrEqual(width[i - 1] ?? 0));
    expect(width[59]).toBeGreaterThan(width[19]! * 1.5);
  });

  it('contains the interval of every lower level', () => {
    const residual = fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constant(NaN));
    const level = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(fc.array(residual, { minLength: 1, maxLength: 40 }), level, level, (errors, a, b) => {
        const widths = halfWidths([Float64Array.from(errors)], errors.length + 5, 1);
        const [narrow, wide] = [widths(Math.min(a, b)), widths(Math.max(a, b))];
        narrow.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(wide[i]).toBeGreaterThanOrEqual(value * (1 - 1e-9));
        });
      }),
    );
  });

  it('uses the fallback scale as a normal error where nothing was measured', () => {
    const width = halfWidths([], 4, 2)(0.95);
    // 1.96 standard deviations of a normal whose mean absolute deviation is 2
    expect(width[0]).toBeCloseTo(1.96 * 2 * Math.sqrt(Math.PI / 2), 2);
    expect(width[3]).toBeCloseTo(2 * width[0]!, 6);
  });

  it('has no width where the backtest was perfect', () => {
    expect([...halfWidths([new Float64Array(3)], 3, 1)(0.95)]).toEqual([0, 0, 0]);
  });
});
