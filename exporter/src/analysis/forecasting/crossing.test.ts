import fc from 'fast-check';
import { thresholdCrossing } from './crossing.js';

const rising = { current: 0, step: 60, predicted: [10, 20, 30], lower: [5, 10, 15], upper: [20, 40, 60] };

describe('thresholdCrossing', () => {
  it('interpolates the moment at which each path arrives', () => {
    expect(thresholdCrossing(rising, 15, 'above')).toEqual({ expected: 90, earliest: 45, latest: 180 });
  });

  it('is absent for a path that does not arrive', () => {
    expect(thresholdCrossing(rising, 25, 'above')).toEqual({ expected: 150, earliest: 75, latest: undefined });
    expect(thresholdCrossing(rising, 100, 'above')).toEqual({
      expected: undefined,
      earliest: undefined,
      latest: undefined,
    });
  });

  it('is zero when the threshold is crossed already', () => {
    expect(thresholdCrossing(rising, -1, 'above')).toEqual({ expected: 0, earliest: 0, latest: 0 });
    expect(thresholdCrossing(rising, 0, 'below')).toEqual({ expected: 0, earliest: 0, latest: 0 });
  });

  it('mirrors for falling series', () => {
    const falling = { current: 0, step: 60, predicted: [-10, -20, -30], lower: [-20, -40, -60], upper: [-5, -10, -15] };
    expect(thresholdCrossing(falling, -15, 'below')).toEqual({ expected: 90, earliest: 45, latest: 180 });
  });

  it('orders earliest, expected and latest', () => {
    const value = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 20 }),
        value,
        fc.constantFrom<'above' | 'below'>('above', 'below'),
        (predicted, threshold, direction) => {
          const input = {
            current: 0,
            step: 1,
            predicted,
            lower: predicted.map((v) => v - 5),
            upper: predicted.map((v) => v + 5),
          };
          const { expected, earliest, latest } = thresholdCrossing(input, threshold, direction);
          expect(earliest ?? Infinity).toBeLessThanOrEqual((expected ?? Infinity) + 1e-9);
          expect(expected ?? Infinity).toBeLessThanOrEqual((latest ?? Infinity) + 1e-9);
        },
      ),
    );
  });
});
