import fc from 'fast-check';
import { zipfReferences, type TestReference } from '../../../testing/references.js';
import { ExpiredReuses } from './expired-reuses.js';
import { POLICY_NAMES } from './policies/create.js';
import { bytesOf, lruMissRatios, scaleMisses, type ReferenceTrace } from './reference-trace.js';
import { SampledTrace } from './sampled-trace.js';
import { FixedSizeShards } from './shards.js';
import { byteMissRatios, MINIMUM_SLOTS, policyMissRatios, ttlMissRatios } from './simulate.js';
import { WholeTrace } from './whole-trace.js';

const KEYS = 20_000;
const references = zipfReferences(80_000, KEYS);
const whole = wholeOf(references);
const shares = [0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1];
const sizes = shares.map((share) => Math.round(share * whole.keys));

function wholeOf(rows: TestReference[]): ReferenceTrace {
  const trace = new WholeTrace();
  for (const { key, time, size, ttl } of rows) trace.add(key, time, size, ttl);
  return trace.trace();
}

function sampleOf(rows: TestReference[], maxKeys: number, seed = 0, maxReferences = 1e6): ReferenceTrace {
  const trace = new SampledTrace({ maxKeys, seed, maxReferences });
  for (const { key, time, size, ttl } of rows) trace.add(key, time, size, ttl);
  return trace.trace();
}

function shardsOf(rows: TestReference[], maxKeys: number, seed = 0, unit?: 'objects' | 'bytes'): FixedSizeShards {
  const shards = new FixedSizeShards({ maxKeys, seed, unit });
  for (const { key, size } of rows) shards.add(key, size);
  return shards;
}

function expectClose(
  estimates: readonly (number | undefined)[],
  truth: readonly (number | undefined)[],
  error: number,
) {
  expect(estimates).toHaveLength(truth.length);
  estimates.forEach((estimate, index) => expect(Math.abs(estimate! - truth[index]!)).toBeLessThan(error));
}

const small = fc
  .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1e6 }))
  .map(([count, keys, seed]) => zipfReferences(count, keys, seed));

describe('FixedSizeShards', () => {
  it('is exact while every key fits', () => {
    fc.assert(
      fc.property(small, (rows) => {
        const trace = wholeOf(rows);
        const every = Array.from({ length: trace.keys + 2 }, (_, index) => index + 1);
        const shards = shardsOf(rows, 64);
        expect(shards.isComplete).toBe(true);
        expect(shards.distinctKeys).toBe(trace.keys);
        expectClose(shards.missRatios(every), lruMissRatios(trace, every), 1e-9);
      }),
    );
  });

  it('falls with the size and stays between cold misses and one', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 2, max: 12 }), (rows, maxKeys) => {
        const ratios = shardsOf(rows, maxKeys).missRatios(Array.from({ length: 60 }, (_, index) => index + 1));
        for (const ratio of ratios) expect(ratio > 0 && ratio <= 1).toBe(true);
        ratios.slice(1).forEach((ratio, index) => expect(ratio).toBeLessThanOrEqual(ratios[index]! + 1e-12));
      }),
    );
  });

  it.each([1, 2, 3])('is close from a tenth of the keys, seed %d', (seed) => {
    const shards = shardsOf(references, 2000, seed);
    expect(shards.sampledKeys).toBeLessThanOrEqual(2000);
    expect(shards.isComplete).toBe(false);
    expect(shards.distinctKeys / whole.keys).toBeCloseTo(1, 1);
    expectClose(shards.missRatios(sizes), lruMissRatios(whole, sizes), 0.03);
  });

  it('gives the same answer for the same seed only', () => {
    const answer = (seed: number) => shardsOf(references, 1000, seed).missRatios(sizes);
    expect(answer(5)).toEqual(answer(5));
    expect(answer(5)).not.toEqual(answer(6));
  });

  it('counts room in bytes', () => {
    const shards = shardsOf(references, 4000, 1, 'bytes');
    expect(shards.workingSet / whole.total.bytes).toBeCloseTo(1, 1);
    const budgets = shares.map((share) => share * whole.total.bytes);
    expectClose(shards.missRatios(budgets), byteMissRatios(whole, budgets), 0.02);
  });

  it('has no misses before the first reference', () => {
    expect(new FixedSizeShards({ maxKeys: 8 }).missRatios([1, 10])).toEqual([0, 0]);
  });
});

describe('SampledTrace', () => {
  it('has every reference of a complete sample in order', () => {
    fc.assert(
      fc.property(small, (rows) => {
        const { total, ...columns } = sampleOf(rows, 64);
        const { total: expectedTotal, ...expected } = wholeOf(rows);
        expect(columns).toEqual(expected);
        expect(total).toEqual(expectedTotal);
      }),
    );
  });

  it('has all references of the keys it keeps and none of the others', () => {
    const counts = new Map<number, number>();
    for (const id of whole.ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    const sample = sampleOf(references, 1000, 3);
    const sampled = new Map<number, number>();
    for (const id of sample.ids) sampled.set(id, (sampled.get(id) ?? 0) + 1);
    expect(sampled.size).toBe(sample.keys);
    expect(sample.keys).toBeGreaterThan(990);
    // the sizes tell most keys apart: each sampled key is one of the whole trace with as many references
    const seen = new Set(counts.values());
    for (const count of sampled.values()) expect(seen.has(count)).toBe(true);
    expect(sample.total.requests).toBe(references.length);
  });

  it('keeps within its bound of references by keeping fewer keys', () => {
    const sample = sampleOf(references, 8000, 1, 20_000);
    expect(sample.ids.length).toBeLessThanOrEqual(20_000);
    expect(sample.keys).toBeLessThan(8000);
    expect(sample.keys).toBeGreaterThan(100);
    expectClose(lruMissRatios(sample, sizes), lruMissRatios(whole, sizes), 0.06);
  });

  it('survives more references of one key than it may keep', () => {
    const rows = Array.from({ length: 1000 }, () => ({ key: 'hot', time: 0, size: 1, ttl: 0 }));
    const sample = sampleOf(rows, 8, 0, 100);
    expect(sample.ids.length).toBeLessThanOrEqual(100);
    expect(sample.total.requests).toBe(1000);
  });
});

describe('reference traces', () => {
  it('scale misses beyond the first of each key', () => {
    const trace = { ...whole, keys: 10, total: { requests: 1000, keys: 100, bytes: 0 } };
    expect(scaleMisses(trace, 10)).toBeCloseTo(0.1, 12);
    expect(scaleMisses(trace, 30)).toBeCloseTo(0.3, 12);
    expect(scaleMisses({ ...trace, total: { ...trace.total, requests: 0 } }, 0)).toBe(0);
  });

  it('count the bytes of each key once', () => {
    const sizeOf = new Map(references.map(({ key, size }) => [key, size]));
    expect(bytesOf(whole)).toBe([...sizeOf.values()].reduce((sum, size) => sum + size, 0));
  });

  it('agree with simulation on LRU', () => {
    const rows = references.slice(0, 20_000);
    const trace = wholeOf(rows);
    const room = [1, 7, 100, 1000, trace.keys];
    expectClose(lruMissRatios(trace, room), policyMissRatios(trace, 'lru', room), 1e-9);
  });
});

describe('policyMissRatios', () => {
  const sample = sampleOf(references, 4000, 1);
  const lru = shardsOf(references, 8192, 1).missRatios(sizes);

  it.each(POLICY_NAMES.filter((name) => name !== 'lfu'))('%s is close from a fifth of the keys', (policy) => {
    expectClose(policyMissRatios(sample, policy, sizes, { lru }), policyMissRatios(whole, policy, sizes), 0.04);
  });

  it('gets closer by the larger sample beside it', () => {
    const truth = policyMissRatios(whole, 'fifo', sizes);
    const error = (estimates: (number | undefined)[]) =>
      estimates.reduce<number>((sum, estimate, index) => sum + Math.abs(estimate! - truth[index]!), 0);
    const thin = sampleOf(references, 1000, 4);
    expect(error(policyMissRatios(thin, 'fifo', sizes, { lru }))).toBeLessThan(
      error(policyMissRatios(thin, 'fifo', sizes)),
    );
  });

  it('says nothing where the scaled cache would have too few slots', () => {
    const smallest = (MINIMUM_SLOTS * sample.total.keys) / sample.keys;
    expect(policyMissRatios(sample, 'sieve', [Math.floor(smallest) - 1])).toEqual([undefined]);
    expect(policyMissRatios(sample, 'sieve', [Math.ceil(smallest)])[0]).toBeGreaterThan(0);
    expect(policyMissRatios(whole, 'sieve', [1])[0]).toBeGreaterThan(0);
  });
});

describe('times to live and bytes', () => {
  it('adds the misses of what has expired', () => {
    const truth = ttlMissRatios(whole, sizes);
    const plain = lruMissRatios(whole, sizes);
    truth.forEach((ratio, index) => expect(ratio).toBeGreaterThanOrEqual(plain[index]!));
    expect(truth.at(-1)!).toBeGreaterThan(plain.at(-1)! + 0.01);

    const expired = new ExpiredReuses({ maxKeys: 8000, seed: 2 });
    for (const { key, time, ttl } of references) expired.add(key, time, ttl);
    const lru = shardsOf(references, 8192, 2).missRatios(sizes);
    const reference = { lru, expired: expired.count / references.length };
    expectClose(ttlMissRatios(sampleOf(references, 4000, 2), sizes, reference), truth, 0.02);
  });

  it('counts expired reuses exactly while every key fits', () => {
    const expired = new ExpiredReuses({ maxKeys: KEYS });
    for (const { key, time, ttl } of references) expired.add(key, time, ttl);
    const misses = ttlMissRatios(whole, [whole.keys])[0]! * references.length;
    expect(expired.count).toBe(Math.round(misses) - whole.keys);
  });

  it('is close in bytes from a fifth of the keys', () => {
    const budgets = shares.map((share) => share * whole.total.bytes);
    expectClose(byteMissRatios(sampleOf(references, 4000, 1), budgets), byteMissRatios(whole, budgets), 0.03);
  });
});
