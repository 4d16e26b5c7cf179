import fc from 'fast-check';
import { studentQuantile, studentTail } from './student.js';

describe('studentTail', () => {
  it('gives the closed forms of one and two degrees', () => {
    for (const t of [0.1, 1, 3, 40]) {
      expect(studentTail(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 9);
      expect(studentTail(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 9);
    }
  });

  it('gives published quantiles', () => {
    expect(studentTail(2.228, 10)).toBeCloseTo(0.05, 4);
    expect(studentTail(2.75, 30)).toBeCloseTo(0.01, 4);
    expect(studentTail(1.96, 1e6)).toBeCloseTo(0.05, 4);
    expect(studentQuantile(0.05, 10)).toBeCloseTo(2.2281, 4);
    expect(studentQuantile(0.01, 3)).toBeCloseTo(5.8409, 4);
  });

  it('takes infinity as certain and the not comparable as no evidence', () => {
    expect(studentTail(Infinity, 5)).toBe(0);
    expect(studentTail(NaN, 5)).toBe(1);
    expect(studentTail(0, 5)).toBe(1);
  });

  it('falls with the distance and is undone by the quantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.double({ min: 1, max: 500, noNaN: true }), (t, n) => {
        expect(studentTail(t, n)).toBeGreaterThanOrEqual(studentTail(t + 0.5, n));
        const tail = studentTail(t, n);
        if (tail > 1e-8 && tail < 1) expect(studentTail(studentQuantile(tail, n), n)).toBeCloseTo(tail, 8);
      }),
    );
  });
});
