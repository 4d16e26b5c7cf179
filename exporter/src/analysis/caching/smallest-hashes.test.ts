import fc from 'fast-check';
import { mix } from './hash.js';
import { SmallestHashes } from './smallest-hashes.js';

const hashes = fc.array(fc.oneof(fc.nat(60), fc.integer({ min: 0, max: 2 ** 32 - 1 })), { maxLength: 300 });

/** What the samplers do with each hash. */
function offer(keys: SmallestHashes, hash: number): void {
  if (hash >= keys.threshold || keys.find(hash) >= 0) return;
  if (keys.isFull) keys.dropLargest();
  if (hash < keys.threshold) keys.add(hash);
}

describe('SmallestHashes', () => {
  it('has all hashes below its threshold, and no others', () => {
    fc.assert(
      fc.property(hashes, fc.integer({ min: 1, max: 40 }), (offered, capacity) => {
        const keys = new SmallestHashes(capacity);
        for (const hash of offered) offer(keys, hash);
        const distinct = [...new Set(offered)];
        const below = distinct.filter((hash) => hash < keys.threshold);
        expect(keys.size).toBe(below.length);
        for (const hash of distinct) expect(keys.find(hash) >= 0).toBe(hash < keys.threshold);
        expect(new Set(below.map((hash) => keys.find(hash))).size).toBe(below.length);
        expect(keys.isComplete).toBe(distinct.length <= capacity);
      }),
    );
  });

  it('stays nearly full while keys come', () => {
    const keys = new SmallestHashes(100);
    for (let key = 0; key < 20_000; key++) offer(keys, mix(key));
    expect(keys.size).toBeGreaterThanOrEqual(99);
    expect(keys.threshold / 2 ** 32).toBeCloseTo(100 / 20_000, 2);
  });

  it('reuses the slot of the key that it dropped', () => {
    const keys = new SmallestHashes(2);
    const slots = [keys.add(10), keys.add(30)];
    expect(keys.dropLargest()).toBe(slots[1]);
    expect(keys.add(20)).toBe(slots[1]);
    expect([keys.find(10), keys.find(20), keys.find(30)]).toEqual([...slots, -1]);
  });
});
