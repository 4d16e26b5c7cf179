import fc from 'fast-check';
import { createPolicy } from './create.js';
import { WeightedLru } from './weighted-lru.js';

const KEYS = 10;
interface Access {
  key: number;
  pause: number;
  weight: number;
  ttl: number;
}
const accesses = fc.array(
  fc.record({
    key: fc.nat(KEYS - 1),
    pause: fc.nat(3),
    weight: fc.integer({ min: 0, max: 9 }),
    ttl: fc.constantFrom(0, 1, 4, 12),
  }),
  { maxLength: 200 },
);

function brute(trace: Access[], capacity: number): boolean[] {
  let now = 0;
  let cache: { key: number; weight: number; expiry: number }[] = [];
  return trace.map(({ key, pause, weight, ttl }) => {
    now += pause;
    cache = cache.filter(({ expiry }) => expiry > now);
    const known = cache.find((entry) => entry.key === key);
    cache = cache.filter((entry) => entry !== known);
    if (weight > capacity) return known !== undefined;
    while (cache.reduce((sum, entry) => sum + entry.weight, weight) > capacity) cache.shift();
    cache.push({ key, weight, expiry: known?.expiry ?? (ttl > 0 ? now + ttl : Infinity) });
    return known !== undefined;
  });
}

describe('WeightedLru', () => {
  it('hits where it does when written the slow way', () => {
    fc.assert(
      fc.property(accesses, fc.integer({ min: 1, max: 40 }), (trace, capacity) => {
        const cache = new WeightedLru(KEYS, capacity);
        let now = 0;
        const hits = trace.map(({ key, pause, weight, ttl }) => cache.access(key, (now += pause), weight, ttl));
        expect(hits).toEqual(brute(trace, capacity));
      }),
    );
  });

  it('is plain LRU for objects that live for ever', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(KEYS - 1)), fc.integer({ min: 1, max: KEYS }), (trace, capacity) => {
        const [weighted, plain] = [new WeightedLru(KEYS, capacity), createPolicy('lru', KEYS, capacity)];
        for (const key of trace) expect(weighted.access(key, 0, 1, 0)).toBe(plain.access(key, 0));
      }),
    );
  });

  it('does not renew the time to live on a hit', () => {
    const cache = new WeightedLru(1, 1);
    expect([0, 6, 9, 10, 19].map((time) => cache.access(0, time, 1, 10))).toEqual([false, true, true, false, true]);
  });

  it('gives the room of what has expired to others at once', () => {
    const cache = new WeightedLru(3, 2);
    cache.access(0, 0, 1, 0);
    cache.access(1, 1, 1, 5);
    cache.access(2, 10, 1, 0);
    expect(cache.access(0, 11, 1, 0)).toBe(true);
  });

  it('lets objects that are larger than the cache pass by', () => {
    const cache = new WeightedLru(2, 10);
    cache.access(0, 0, 10, 0);
    expect(cache.access(1, 0, 11, 0)).toBe(false);
    expect(cache.access(0, 0, 10, 0)).toBe(true);
  });
});
