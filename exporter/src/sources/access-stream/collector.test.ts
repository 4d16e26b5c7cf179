import fc from 'fast-check';
import { mix } from '../../analysis/caching/hash.js';
import { AccessCollector } from './collector.js';
import type { StoredReference } from './generation.js';

const limits = { window: 100, rate: 1, keys: 1_000, references: 5_000 };
const reference = (key: number, time: number): StoredReference => ({
  hash: mix(key + 1),
  time,
  size: 10,
  ttl: 0,
  operation: 0,
  outcome: 1,
  prefix: `p${key % 3}`,
});
const seconds = (from: number, to: number, keys: number) =>
  Array.from({ length: to - from }, (_, index) => reference(index % keys, from + index));
const counts = (lookups: number) => ({ lookups, lost: 0 });

describe('AccessCollector', () => {
  it('has no window before the first batch', () => {
    expect(new AccessCollector(limits).window()).toBeUndefined();
  });

  it('keeps what came in, with the counts of all keys', () => {
    const collector = new AccessCollector(limits);
    expect(collector.add(10, 1, { lookups: 40, lost: 2 }, seconds(10, 20, 5))).toBe(10);
    expect(collector.window()).toMatchObject({
      rate: 1,
      from: 10,
      lookups: [{ time: 10, count: 40 }],
      lost: 2,
      prefixes: ['p0', 'p1', 'p2'],
    });
    expect(collector.window()!.hashes).toHaveLength(10);
    expect(collector.totals).toEqual({ references: 10, lookups: 40, lost: 2 });
  });

  it('keeps between half a window and a window', () => {
    const collector = new AccessCollector(limits);
    for (let now = 0; now < 1_000; now += 10) {
      collector.add(now, 1, counts(10), seconds(now, now + 10, 5));
      const { from, times } = collector.window()!;
      expect(now - from).toBeLessThan(100);
      if (now > 100) expect(now - from).toBeGreaterThanOrEqual(50);
      expect(times.every((time) => time >= from)).toBe(true);
    }
  });

  it('begins anew after a long silence', () => {
    const collector = new AccessCollector(limits);
    collector.add(0, 1, counts(10), seconds(0, 10, 5));
    collector.add(60, 1, counts(10), seconds(60, 70, 5));
    collector.add(1_000, 1, counts(10), seconds(1_000, 1_010, 5));
    expect(collector.window()).toMatchObject({ from: 1_000, lookups: [{ time: 1_000, count: 10 }] });
  });

  it('is bounded, keeps whole keys, and asks samplers for fewer', () => {
    const collector = new AccessCollector(limits);
    const all = seconds(0, 20_000, 4_000).map((entry) => ({ ...entry, time: 1 }));
    collector.add(1, 1, counts(all.length), all);
    const window = collector.window()!;
    expect(window.hashes.length).toBeLessThanOrEqual(limits.references);
    expect(new Set(window.hashes).size).toBeLessThanOrEqual(limits.keys);
    expect(window.hashes.length / new Set(window.hashes).size).toBe(5);
    expect(collector.rate).toBe(window.rate);
    expect(window.rate).toBeLessThan(0.26);
    expect(new Set(window.hashes).size / 4_000).toBeCloseTo(window.rate, 1);
  });

  it('takes no keys that a sampler with a lower rate leaves out', () => {
    const collector = new AccessCollector(limits);
    collector.add(1, 1, counts(100), seconds(1, 11, 10));
    collector.add(2, 0.5, counts(100), []);
    expect(collector.window()!.rate).toBe(0.5);
    expect(collector.rate).toBe(1);
    expect(collector.window()!.hashes.every((hash) => hash < 2 ** 31)).toBe(true);
  });

  it('wants more keys again when a window was nearly empty', () => {
    const collector = new AccessCollector(limits);
    const many = seconds(0, 20_000, 4_000).map((entry) => ({ ...entry, time: 0 }));
    collector.add(0, 1, counts(many.length), many);
    const low = collector.rate;
    for (let now = 10; now < 400; now += 10) collector.add(now, 1, counts(10), seconds(now, now + 10, 3));
    expect(collector.rate).toBeGreaterThan(1.5 * low);
  });

  it('never holds more than its limits, whatever comes', () => {
    const batch = fc.array(fc.tuple(fc.nat(5_000), fc.nat(400)), { maxLength: 600 });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 20 }), (batches) => {
        const collector = new AccessCollector({ window: 100, rate: 1, keys: 200, references: 500 });
        batches.forEach((accesses, index) => {
          const references = accesses.map(([key, time]) => reference(key, time));
          collector.add(index * 20, 1, counts(accesses.length), references);
          const { hashes, rate } = collector.window()!;
          expect(hashes.length).toBeLessThanOrEqual(500);
          expect(new Set(hashes).size).toBeLessThanOrEqual(200);
          expect(hashes.every((hash) => hash < rate * 2 ** 32)).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });
});
