import fc from 'fast-check';
import type { Candidate } from './backtest.js';
import { choose, combine } from './combination.js';
import { naive } from './models/naive.js';

function candidate(...errors: number[]): Candidate {
  const known = errors.filter((error) => !Number.isNaN(error));
  const error = known.reduce((sum, one) => sum + one, 0) / known.length;
  return { model: naive, backtest: [], path: Float64Array.of(0), errors, error };
}

describe('choose', () => {
  it('takes what is near the best, with weights that fall with the error', () => {
    const [best, near, far] = [candidate(1, 1), candidate(1.2, 1.2), candidate(2, 2)];
    const { entered, weights } = choose([near, best, far], []);
    expect(entered).toEqual([near, best]);
    expect(weights[1]).toBe(1);
    expect(weights[0]).toBeGreaterThan(0);
    expect(weights[0]).toBeLessThan(0.5);
  });

  it('takes a fallback only where it beats every candidate, or nothing else fits', () => {
    const [one, better, worse] = [candidate(1), candidate(0.9), candidate(1.1)];
    expect(choose([one], [better, worse]).entered).toEqual([one, better]);
    expect(choose([one], [worse]).entered).toEqual([one]);
    expect(choose([], [better, worse]).entered).toContain(better);
    expect(choose([], [candidate(), candidate()]).entered).toHaveLength(1);
  });

  it('sets a candidate that skipped the hard origins against what the others had at its own', () => {
    const [whole, part] = [candidate(10, 1), candidate(NaN, 2)];
    expect(choose([whole, part], []).entered).toEqual([whole]);
    const good = candidate(NaN, 0.5);
    const { entered, weights } = choose([whole, good], []);
    expect(entered).toEqual([good]);
    expect(weights).toEqual([1]);
  });

  it('keeps everything where nothing could be tried', () => {
    const all = [candidate(), candidate()];
    expect(choose(all, [])).toEqual({ entered: all, weights: [1, 1] });
    expect(choose([candidate(0), candidate(0)], []).weights).toEqual([1, 1]);
  });
});

describe('combine', () => {
  it('takes the pointwise median of the paths that exist', () => {
    const paths = [Float64Array.of(1, 9), undefined, Float64Array.of(3, 1), Float64Array.of(2, 5)];
    expect([...combine(paths)!]).toEqual([2, 5]);
    expect([...combine([Float64Array.of(1), Float64Array.of(4)])!]).toEqual([2.5]);
    expect(combine([undefined])).toBeUndefined();
  });

  it('moves to the path with the most weight', () => {
    const paths = [Float64Array.of(0), Float64Array.of(10), Float64Array.of(20)];
    expect(combine(paths, [1, 1, 100])![0]).toBeGreaterThan(19);
    expect(combine(paths, [1, 1, 2])![0]).toBeGreaterThan(10);
    expect(combine(paths, [1, 1, 2])![0]).toBeLessThan(20);
    expect(combine(paths, [1, 0, 1])![0]).toBe(10);
  });

  it('stays within its paths, and is the ordinary median with equal weights', () => {
    // a mean of subnormal numbers rounds to either side of them
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((one) => (Math.abs(one) < 1e-300 ? 0 : one));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, fc.double({ min: 0.01, max: 1, noNaN: true })), { minLength: 1, maxLength: 15 }),
        (pairs) => {
          const values = pairs.map(([one]) => one).sort((a, b) => a - b);
          const paths = pairs.map(([one]) => Float64Array.of(one));
          const weighted = combine(
            paths,
            pairs.map(([, weight]) => weight),
          )![0]!;
          expect(weighted).toBeGreaterThanOrEqual(values[0]!);
          expect(weighted).toBeLessThanOrEqual(values.at(-1)!);
          const middle = (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2;
          expect(combine(paths)![0]).toBeCloseTo(middle, 6);
        },
      ),
    );
  });
});
