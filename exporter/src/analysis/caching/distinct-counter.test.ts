import { DistinctCounter } from './distinct-counter.js';
import { hashKey } from './hash.js';

describe('DistinctCounter', () => {
  it.each([0, 1, 100, 10_000, 300_000])('counts %d keys within one percent, however often they come', (keys) => {
    const counter = new DistinctCounter();
    for (let round = 0; round < 2; round++) for (let key = 0; key < keys; key++) counter.add(hashKey(`key:${key}`));
    expect(Math.abs(counter.keys() - keys)).toBeLessThanOrEqual(0.01 * keys);
  });

  it('sums the sizes of the keys, not of the references', () => {
    const counter = new DistinctCounter();
    for (let round = 0; round < 3; round++) {
      for (let key = 0; key < 50_000; key++) counter.add(hashKey(String(key)), key % 2 === 0 ? 10 : 30);
    }
    expect(counter.totalSize() / (50_000 * 20)).toBeCloseTo(1, 1);
  });

  it('has nothing before the first key', () => {
    expect(new DistinctCounter().totalSize()).toBe(0);
  });
});

describe('hashKey', () => {
  it('depends on the key and the seed alone', () => {
    expect(hashKey('user:1', 7)).toBe(hashKey('user:1', 7));
    expect(hashKey('user:1', 7)).not.toBe(hashKey('user:1', 8));
    expect(hashKey('user:1')).not.toBe(hashKey('user:2'));
  });

  it('spreads keys that differ in their last digit only', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let key = 0; key < 10_000; key++) tenths[Math.floor((hashKey(`k${key}`) / 2 ** 32) * 10)]!++;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
