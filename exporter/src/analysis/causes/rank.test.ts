import fc from 'fast-check';
import { deviationOf } from './deviation.js';
import { rankByDeviation, type CandidateSeries } from './rank.js';

const unrest = (index: number, seed = 1) => Math.sin(index * index * seed) + Math.cos(index * 7.3 * seed);
const past = (level: number, seed = 1) => Float64Array.from({ length: 120 }, (_, i) => level + unrest(i, seed));
const window = (value: (index: number) => number, seed = 1) =>
  Float64Array.from({ length: 10 }, (_, i) => value(i) + unrest(i + 120, seed));

describe('deviationOf', () => {
  it('is about 1 or less in what is usual, and says when and where it is left', () => {
    expect(
      deviationOf(
        past(50),
        window(() => 50),
      )!.deviation,
    ).toBeLessThan(1.5);
    const left = deviationOf(
      past(50),
      window((index) => (index >= 4 ? 20 : 50)),
    )!;
    expect(left).toMatchObject({ direction: 'down', onset: 4 });
    expect(left.deviation).toBeGreaterThan(5);
  });

  it('judges each series by its own tails', () => {
    const wild = past(50).map((value, index) => (index % 9 === 0 ? value + 30 : value));
    const jump = window((index) => (index === 3 ? 80 : 50));
    expect(deviationOf(wild, jump)!.deviation).toBeLessThan(2);
    expect(deviationOf(past(50), jump)!.deviation).toBeGreaterThan(8);
  });

  it('measures from the level just before', () => {
    const moved = past(50).map((value, index) => (index >= 80 ? value + 100 : value));
    expect(
      deviationOf(
        moved,
        window(() => 150),
      )!.deviation,
    ).toBeLessThan(1.5);
  });

  it('knows nothing without values, and sees a constant move', () => {
    expect(
      deviationOf(
        new Float64Array(50).fill(NaN),
        window(() => 1),
      ),
    ).toBeUndefined();
    expect(deviationOf(past(1), new Float64Array(5).fill(NaN))).toBeUndefined();
    const flat = new Float64Array(50).fill(3);
    expect(deviationOf(flat, Float64Array.of(3, 3))!.deviation).toBe(0);
    expect(deviationOf(flat, Float64Array.of(3, 4))).toMatchObject({ direction: 'up', onset: 1 });
  });

  it('is never negative or not a number', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -1e9, max: 1e9 }), fc.constant(NaN)), { maxLength: 40 });
    fc.assert(
      fc.property(values, values, (before, during) => {
        const found = deviationOf(Float64Array.from(before), Float64Array.from(during));
        if (found) expect(found.deviation).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('rankByDeviation', () => {
  const quiet = (node: string, seed: number): CandidateSeries => ({
    node,
    before: past(20, seed),
    during: window(() => 20, seed),
  });

  it('puts first what moved most, and earlier before later', () => {
    const moved = (node: string, from: number): CandidateSeries => ({
      node,
      before: past(20, 3),
      during: window((index) => (index >= from ? 60 : 20), 3),
    });
    const ranked = rankByDeviation([quiet('a', 1), moved('late', 6), quiet('b', 2), moved('early', 2)]);
    expect(ranked.map(({ node }) => node).slice(0, 2)).toEqual(['early', 'late']);
    expect(ranked[0]!.score).toBeGreaterThan(0.8);
    expect(ranked.at(-1)!.score).toBeLessThan(0.65);
  });

  it('lets several series of a node outweigh one wild one', () => {
    const jump = (node: string, size: number): CandidateSeries => ({
      node,
      before: past(20),
      during: window(() => 20 + size),
    });
    const ranked = rankByDeviation([jump('agree', 30), jump('agree', 25), jump('one', 80), quiet('one', 2)]);
    expect(ranked.map(({ node }) => node)).toEqual(['agree', 'one']);
  });

  it('leaves out what has no values', () => {
    expect(rankByDeviation([{ node: 'a', before: new Float64Array(0), during: new Float64Array(3) }])).toEqual([]);
    expect(rankByDeviation([])).toEqual([]);
  });
});
