import fc from 'fast-check';
import { DistanceHistogram } from './distance-histogram.js';

describe('DistanceHistogram', () => {
  it('is exact for whole distances as far as it was told', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 })), (distances) => {
        const histogram = new DistanceHistogram(50);
        for (const distance of distances) histogram.add(distance, 1);
        const sizes = Array.from({ length: 51 }, (_, size) => size);
        const expected = sizes.map((size) => distances.filter((distance) => distance > size).length);
        expect(histogram.above(sizes)).toEqual(expected);
      }),
    );
  });

  it('is within one percent of the size beyond', () => {
    const histogram = new DistanceHistogram(10);
    for (let distance = 1; distance <= 100_000; distance++) histogram.add(distance, 2);
    const sizes = [5, 100, 1234, 50_000, 99_999];
    histogram.above(sizes).forEach((weight, index) => {
      expect(Math.abs(weight - 2 * (100_000 - sizes[index]!))).toBeLessThanOrEqual(0.02 * sizes[index]!);
    });
    expect(histogram.above([1e15])).toEqual([0]);
  });

  it('keeps distances of many terabytes', () => {
    const histogram = new DistanceHistogram(8192);
    histogram.add(1e13, 1);
    expect(histogram.above([9.9e12, 1.01e13])).toEqual([1, 0]);
  });

  it('never rises with the size', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.5, max: 1e6, noNaN: true })), (distances) => {
        const histogram = new DistanceHistogram(100);
        for (const distance of distances) histogram.add(distance, 1);
        const above = histogram.above(Array.from({ length: 60 }, (_, index) => 1.3 ** index));
        above.slice(1).forEach((weight, index) => expect(weight).toBeLessThanOrEqual(above[index]! + 1e-9));
      }),
    );
  });
});
