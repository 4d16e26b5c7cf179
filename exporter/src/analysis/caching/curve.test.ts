import { bestPolicies, curveConfidence, kneeOf, sizeForHitRatio } from './curve.js';

const curve = [
  { size: 10, missRatio: 0.9 },
  { size: 20, missRatio: 0.3 },
  { size: 50, missRatio: 0.25 },
  { size: 100, missRatio: 0.2 },
];

describe('kneeOf', () => {
  it('finds where more room begins to pay less', () => expect(kneeOf(curve)).toEqual(curve[1]));

  it.each([
    ['no points', []],
    ['one point', curve.slice(0, 1)],
    ['a straight line', [1, 2, 3].map((size) => ({ size, missRatio: 1 - size / 4 }))],
    ['a cliff at the end', [1, 2, 3].map((size) => ({ size, missRatio: size === 3 ? 0 : 1 }))],
  ])('finds none with %s', (_, points) => expect(kneeOf(points)).toBeUndefined());
});

describe('sizeForHitRatio', () => {
  it('is linear between the points', () => {
    expect(sizeForHitRatio(curve, 0.4)).toBeCloseTo(15, 9);
    expect(sizeForHitRatio(curve, 0.7)).toBeCloseTo(20, 9);
  });

  it('is the smallest size when that is enough', () => expect(sizeForHitRatio(curve, 0.05)).toBe(10));
  it('is unknown beyond the curve', () => expect(sizeForHitRatio(curve, 0.81)).toBeUndefined());
});

describe('curveConfidence', () => {
  it('is full when every key was there, however few', () => expect(curveConfidence(3, true)).toBe(1));
  it('is nothing up to 500 keys of a sample', () => {
    expect(curveConfidence(0, false)).toBe(0);
    expect(curveConfidence(500, false)).toBe(0);
  });
  it('rises with the keys', () => {
    expect(curveConfidence(2048, false)).toBeLessThan(curveConfidence(8192, false));
    expect(curveConfidence(8192, false)).toBeLessThan(1);
  });
});

describe('bestPolicies', () => {
  it('names the policy that misses least at each size with rivals', () => {
    const curves = {
      lru: [
        { size: 1, missRatio: 0.9 },
        { size: 2, missRatio: 0.4 },
        { size: 3, missRatio: 0.3 },
      ],
      sieve: [
        { size: 2, missRatio: 0.5 },
        { size: 3, missRatio: 0.2 },
      ],
    };
    expect(bestPolicies(curves)).toEqual([
      { size: 2, missRatio: 0.4, policy: 'lru' },
      { size: 3, missRatio: 0.2, policy: 'sieve' },
    ]);
  });

  it('names none without rivals', () => expect(bestPolicies({ lru: curve })).toEqual([]));
});
