import { adviseSize, smallestEqual } from './sizing.js';

const curve = [
  { size: 10, missRatio: 0.9 },
  { size: 20, missRatio: 0.3 },
  { size: 50, missRatio: 0.25 },
  { size: 100, missRatio: 0.2 },
  { size: 200, missRatio: 0.198 },
];
const goals = { lookupsAMonth: 1e6 };

describe('adviseSize', () => {
  it('gives a target 5 % to spare', () => {
    expect(adviseSize(curve, 20, { ...goals, targetHitRatio: 0.75 })).toEqual({
      size: 53,
      missRatio: expect.closeTo(0.247, 2),
      reason: 'target',
    });
  });

  it('says nothing where no size reaches the target, or the present one is about right', () => {
    expect(adviseSize(curve, 20, { ...goals, targetHitRatio: 0.9 })).toBeUndefined();
    expect(adviseSize(curve, 50, { ...goals, targetHitRatio: 0.75 })).toBeUndefined();
    expect(adviseSize([], 50, goals)).toBeUndefined();
  });

  it('grows to the knee and shrinks to equal hits without a target', () => {
    expect(adviseSize(curve, 12, goals)).toMatchObject({ size: 20, reason: 'knee' });
    expect(adviseSize(curve, 200, goals)).toMatchObject({ reason: 'equal_hits', size: expect.closeTo(102, -1) });
    expect(adviseSize(curve, undefined, goals)).toBeUndefined();
  });

  it('finds the cheapest size', () => {
    const priced = (size: number, miss: number) => adviseSize(curve, 49, { ...goals, prices: { size, miss } });
    expect(priced(500, 1)).toMatchObject({ size: 100, reason: 'price' });
    expect(priced(100_000, 1)).toMatchObject({ size: 10 });
    expect(priced(1, 1)).toMatchObject({ size: 200 });
  });
});

describe('smallestEqual', () => {
  it('allows half a point', () => {
    expect(smallestEqual(curve, 200)).toBeCloseTo(97, 0);
    expect(smallestEqual(curve, 20)).toBeLessThan(20);
    expect(smallestEqual(curve, 5)).toBeUndefined();
  });
});
