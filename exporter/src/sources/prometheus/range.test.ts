import fc from 'fast-check';
import { MAXIMUM_POINTS, RangeMerge, splitRange } from './range.js';

const split = (from: number, to: number, step: number) => splitRange({ from, to, step }, 'target');

describe('splitRange', () => {
  it('leaves a range that fits as it is', () => {
    expect(split(0, 60, 15)).toEqual([{ start: 0, end: 60_000 }]);
    expect(split(5, 5, 15)).toEqual([{ start: 5_000, end: 5_000 }]);
    expect(split(0, MAXIMUM_POINTS - 1, 1)).toHaveLength(1);
  });

  it('splits past the limit, one step apart', () => {
    expect(split(0, MAXIMUM_POINTS, 1)).toEqual([
      { start: 0, end: (MAXIMUM_POINTS - 1) * 1_000 },
      { start: MAXIMUM_POINTS * 1_000, end: MAXIMUM_POINTS * 1_000 },
    ]);
  });

  it('covers every instant once, in order, whatever the range', () => {
    const range = fc.record({
      from: fc.integer({ min: 0, max: 2_000_000_000 }),
      points: fc.integer({ min: 1, max: 100_000 }),
      step: fc.integer({ min: 1, max: 86_400_000 }),
      rest: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(range, ({ from, points, step, rest }) => {
        const to = from + ((points - 1 + rest) * step) / 1_000;
        let next = from * 1_000;
        let count = 0;
        for (const { start, end } of split(from, to, step / 1_000)) {
          expect(start).toBe(next);
          const own = (end - start) / step + 1;
          expect(Number.isInteger(own) && own >= 1 && own <= MAXIMUM_POINTS).toBe(true);
          next = end + step;
          count += own;
        }
        // Rounding to milliseconds may reach the next instant where `to` is right before it.
        expect([points, points + 1]).toContain(count);
        if (rest * step < step - 1) expect(count).toBe(points);
      }),
    );
  });

  it('refuses ranges that are none', () => {
    for (const [from, to, step] of [
      [1, 0, 1],
      [0, 1, 0],
      [0, 1, -1],
      [NaN, 1, 1],
      [0, NaN, 1],
      [0, 1, NaN],
      [0, 1, 0.0001],
    ]) {
      expect(() => split(from!, to!, step!)).toThrow(expect.objectContaining({ code: 'PRS_QUERY_INVALID' }));
    }
  });

  it('refuses ranges without measure', () => {
    for (const to of [1e9, Infinity]) {
      expect(() => split(0, to, 0.001)).toThrow(expect.objectContaining({ code: 'PRS_SOURCE_TOO_LARGE' }));
    }
  });
});

describe('RangeMerge', () => {
  it('joins the parts of a series, whatever the order of its labels', () => {
    const merge = new RangeMerge(10, 'target');
    merge.add([{ labels: { a: '1', b: '2' }, times: [1, 2], values: [10, 20] }]);
    merge.add([
      { labels: { c: '3' }, times: [3], values: [99] },
      { labels: { b: '2', a: '1' }, times: [3, 4], values: [30, 40] },
    ]);
    expect(merge.series).toEqual([
      { labels: { a: '1', b: '2' }, times: [1, 2, 3, 4], values: [10, 20, 30, 40] },
      { labels: { c: '3' }, times: [3], values: [99] },
    ]);
  });

  it('keeps the first where a server repeats an instant', () => {
    const merge = new RangeMerge(10, 'target');
    merge.add([{ labels: {}, times: [1, 2], values: [10, 20] }]);
    merge.add([{ labels: {}, times: [2, 3], values: [-1, 30] }]);
    expect(merge.series).toEqual([{ labels: {}, times: [1, 2, 3], values: [10, 20, 30] }]);
  });

  it('does not mix up labels that look alike when joined', () => {
    const merge = new RangeMerge(10, 'target');
    merge.add([
      { labels: { a: 'x","b":"y' }, times: [1], values: [1] },
      { labels: { a: 'x', b: 'y' }, times: [1], values: [2] },
    ]);
    expect(merge.series).toHaveLength(2);
  });

  it('refuses more series than allowed, over all parts', () => {
    const merge = new RangeMerge(1, 'target');
    merge.add([{ labels: { a: '1' }, times: [1], values: [1] }]);
    expect(() => merge.add([{ labels: { a: '2' }, times: [2], values: [1] }])).toThrow(
      expect.objectContaining({ code: 'PRS_SOURCE_TOO_LARGE' }),
    );
  });
});
