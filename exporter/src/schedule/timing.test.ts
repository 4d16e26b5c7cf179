import fc from 'fast-check';
import { firstRun, inShard, nextRun, splay } from './timing.js';

const DAY = 86_400_000;
const keys = Array.from({ length: 1_000 }, (_, index) => `cache/target-${index}`);

describe('splay', () => {
  it('is the same every time and spreads keys over the whole range', () => {
    expect(splay('cache/a')).toBe(splay('cache/a'));
    const tenths = new Array<number>(10).fill(0);
    for (const key of keys) tenths[Math.floor(splay(key) * 10)]!++;
    expect(Math.min(...tenths)).toBeGreaterThan(60);
  });
});

describe('firstRun', () => {
  it('comes within two seconds and within the interval', () => {
    for (const key of keys.slice(0, 50)) {
      expect(firstRun(key, DAY, 5)).toBeLessThan(2_005);
      expect(firstRun(key, 100, 5)).toBeLessThan(105);
    }
  });
});

describe('nextRun', () => {
  const situation = fc.record({
    key: fc.string(),
    interval: fc.integer({ min: 100, max: DAY }),
    start: fc.integer({ min: 0, max: 2e12 }),
    took: fc.integer({ min: 0, max: 2 * DAY }),
  });

  it('lies in the future, neither at once nor much later than the interval', () => {
    fc.assert(
      fc.property(situation, ({ key, interval, start, took }) => {
        const next = nextRun(key, interval, start, start + took, 0);
        expect(next).toBeGreaterThanOrEqual(start + took);
        expect(next - start).toBeGreaterThanOrEqual(interval / 10 - 0.01);
        expect(next - Math.max(start + took, start + interval / 10)).toBeLessThanOrEqual(interval + 0.01);
      }),
    );
  });

  it('settles to exactly one interval', () => {
    const first = nextRun('cache/a', 30_000, 1_234_567, 1_234_600, 0);
    expect(nextRun('cache/a', 30_000, first, first + 50, 0) - first).toBeCloseTo(30_000, 5);
  });

  it('tries again soon after a failure, then ever later, and never later than the interval', () => {
    const wait = (failures: number) => nextRun('indexes/a', 600_000, 1e12, 1e12, failures) - 1e12;
    const regular = wait(0);
    expect(wait(1)).toBe(Math.min(15_000, regular));
    expect(wait(3)).toBe(Math.min(60_000, regular));
    expect(wait(2_000)).toBe(regular);
  });
});

describe('inShard', () => {
  it('gives every target to exactly one shard', () => {
    for (const key of keys) {
      const owners = [1, 2, 3].filter((index) => inShard(key, { index, count: 3 }));
      expect(owners).toHaveLength(1);
    }
  });

  it('gives each shard a fair part', () => {
    expect(keys.filter((key) => inShard(key, { index: 2, count: 3 })).length).toBeGreaterThan(250);
  });
});
