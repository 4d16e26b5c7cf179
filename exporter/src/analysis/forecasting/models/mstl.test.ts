import fc from 'fast-check';
import { noise } from '../../../../testing/noise.js';
import { mstl } from './mstl.js';

const training = (values: Float64Array, seasons: number[]) => ({
  values,
  observed: new Uint8Array(values.length).fill(1),
  seasons,
});

describe('mstl', () => {
  it('continues a noisy day wave on a trend', () => {
    const random = noise(1, 0.5);
    const truth = (i: number) => 100 + 0.05 * i + 10 * Math.sin((2 * Math.PI * i) / 24);
    const values = Float64Array.from({ length: 480 }, (_, i) => truth(i) + random());
    const [path] = mstl.predict(training(values, [24]), [480], 48);
    path!.forEach((value, i) => expect(Math.abs(value - truth(480 + i))).toBeLessThan(3));
  });

  it('has no answer without a season that fits twice', () => {
    const values = Float64Array.from({ length: 30 }, (_, i) => i % 5);
    expect(mstl.predict(training(values, []), [30], 5)).toEqual([undefined]);
    expect(mstl.predict(training(values, [24]), [30], 5)).toEqual([undefined]);
  });

  it('never throws and never gives a number that is not finite', () => {
    const value = fc.oneof(
      fc.constantFrom(0, 1, 1e-320, 1e300, -1e300),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 9, maxLength: 60 }), (values) => {
        const [path] = mstl.predict(training(Float64Array.from(values), [4]), [values.length], 6);
        if (path) expect([...path].every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
