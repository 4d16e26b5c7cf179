import { lookupsOf, sampledWindow, windowOf, type TestAccess } from '../../../../testing/access-windows.js';
import { zipfReferences } from '../../../../testing/references.js';
import { missRatioAt } from './stream-curves.js';
import { streamReport, type StreamQuestion } from './stream-report.js';

const question: StreamQuestion = {
  obeysTtl: true,
  policies: ['lru', 'fifo', 's3fifo', 'sieve'],
  entryOverhead: 0,
  freshness: { longest: 86_400, staleRatio: 0.01 },
};
const zipf = windowOf(lookupsOf(zipfReferences(40_000, 8_000)));

describe('streamReport', () => {
  it('says nothing of few look-ups, or of few sampled keys', () => {
    expect(streamReport(windowOf(lookupsOf(zipfReferences(900, 400))), question)).toBeUndefined();
    expect(streamReport(sampledWindow(zipf, 0.03), question)).toBeUndefined();
    expect(streamReport(sampledWindow(zipf, 0.2), question)).toBeDefined();
  });

  it('draws curves that fall with the size, down to what a cache without limit misses', () => {
    const report = streamReport(zipf, question)!;
    for (const { curves } of [report.objects, report.bytes!]) {
      const lru = curves.lru!;
      lru
        .slice(1)
        .forEach(({ missRatio }, index) => expect(missRatio).toBeLessThanOrEqual(lru[index]!.missRatio + 0.02));
      expect(lru.at(-1)!.missRatio).toBeCloseTo(report.unlimitedMissRatio, 2);
    }
    expect(Object.keys(report.objects.curves).sort()).toEqual(
      ['fifo', 'lfu', 'lru', 'redis-lfu', 'redis-lru', 's3fifo', 'sieve'].sort(),
    );
    expect(report.confidence).toBeGreaterThan(0.9);
  });

  it('says of a sample about what it says of the whole', () => {
    const whole = streamReport(zipf, question)!;
    const sample = streamReport(sampledWindow(zipf, 0.25), question)!;
    expect(sample.rate).toBe(0.25);
    expect(sample.lookups).toBeCloseTo(whole.lookups, -2);
    for (const size of [400, 1_000, 2_000]) {
      for (const policy of ['lru', 's3fifo', 'redis-lru'] as const) {
        const [a, b] = [whole, sample].map(({ objects }) => missRatioAt(objects.curves[policy]!, size)!);
        expect(Math.abs(a! - b!)).toBeLessThan(0.05);
      }
    }
    expect(sample.confidence).toBeLessThan(whole.confidence);
  });

  it('finds the size for a target, and confirms it by the curve', () => {
    const report = streamReport(zipf, { ...question, presentObjects: 100, targetHitRatio: 0.7 })!;
    expect(report.size).toMatchObject({ unit: 'objects', reason: 'target', needsTtls: false });
    expect(1 - report.size!.missRatio).toBeGreaterThanOrEqual(0.7);
    expect(report.presentMissRatio).toBeGreaterThan(report.size!.missRatio);
    expect(report.advisedMissRatio).toBeCloseTo(report.size!.missRatio, 1);
  });

  it('shrinks a cache that is larger than its keys need', () => {
    const report = streamReport(zipf, { ...question, presentObjects: 50_000 })!;
    expect(report.size).toMatchObject({ reason: 'equal_hits' });
    expect(report.size!.size).toBeLessThan(9_000);
  });

  it('proposes a longer life where keys end just before they are asked for', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 600; time++) {
      for (let key = 0; key < 10; key++) {
        accesses.push({ key: key * 60 + (time % 60), time, operation: 'get', ttl: 30, size: 100, prefix: 'page' });
      }
    }
    const report = streamReport(windowOf(accesses), question)!;
    expect(report.unlimitedMissRatio).toBe(1);
    expect(report.ttls).toEqual([expect.objectContaining({ prefix: 'page', present: 30 })]);
    expect(report.ttls[0]!.advised).toBeGreaterThanOrEqual(120);
    expect(report.ttls[0]!.gain).toBeGreaterThan(0.6);
    expect(report.prefixes[0]).toMatchObject({ prefix: 'page', lookupRatio: 1, ttl: 30, gap: 60, oneHitRatio: 0 });
    expect(report.prefixes[0]!.expiredRatio).toBeGreaterThan(0.95);
  });

  it('does not propose answers that are older than what the stream knows of updates', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 3_000; time++) {
      const key = time % 20;
      accesses.push({ key, time, operation: 'get', ttl: 10, size: 100, prefix: 'price' });
      if (time % 3 === 0) accesses.push({ key, time: time + 0.5, operation: 'update', prefix: 'price' });
    }
    const report = streamReport(windowOf(accesses), question)!;
    expect(report.ttls).toEqual([]);
    const careless = { ...question, freshness: { longest: 86_400, staleRatio: 1 } };
    expect(streamReport(windowOf(accesses), careless)!.ttls[0]!.staleRatio).toBeGreaterThan(0.3);
  });

  it('tells of answers that are too old, and of the life that would do', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 3_000; time++) {
      const key = time % 20;
      accesses.push({ key, time, operation: 'get', ttl: 2_000, size: 100, prefix: 'price' });
      accesses.push({ key, time: time + 0.2, operation: 'get', ttl: 2_000, size: 100, prefix: 'price' });
      if (time % 10 === 0)
        accesses.push({ key: (time / 10) % 20, time: time + 0.5, operation: 'update', prefix: 'price' });
    }
    const [stale] = streamReport(windowOf(accesses), question)!.stale;
    expect(stale).toMatchObject({ prefix: 'price' });
    expect(stale!.staleRatio).toBeGreaterThan(0.5);
    expect(stale!.shorter!.ttl).toBeLessThan(200);
    expect(stale!.shorter!.loss).toBeGreaterThan(0);
    const careless = { ...question, freshness: { longest: 86_400, staleRatio: 1 } };
    expect(streamReport(windowOf(accesses), careless)!.stale).toEqual([]);
  });

  it('sees one-hit wonders and what an admission filter would bring', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 20_000; time++) {
      const key = time % 2 === 0 ? (time / 2) % 400 : 1_000_000 + time;
      accesses.push({ key, time, operation: 'get', size: 1 });
    }
    const report = streamReport(windowOf(accesses), { ...question, presentObjects: 450 })!;
    expect(report.oneHitRatio).toBeGreaterThan(0.9);
    expect(report.admissionGain).toBeGreaterThan(0.4);
    expect(report.policy!.gain).toBeGreaterThan(0.3);
  });

  it('compares the real cache with what is predicted', () => {
    const accesses = lookupsOf(zipfReferences(20_000, 2_000)).map((access, index) => ({
      ...access,
      outcome: index % 4 === 0 ? ('miss' as const) : ('hit' as const),
    }));
    expect(streamReport(windowOf(accesses), question)!.observedMissRatio).toBeCloseTo(0.25, 3);
  });

  it('weighs memory against misses where both have a price', () => {
    const at = (miss: number) =>
      streamReport(zipf, { ...question, presentBytes: 20_000, prices: { byte: 1e-3, miss } })!.size!;
    const [cheapMisses, dearMisses] = [at(1e-9), at(1e-4)];
    expect(cheapMisses).toMatchObject({ reason: 'price', unit: 'bytes' });
    expect(cheapMisses.size).toBeLessThan(20_000);
    expect(dearMisses.size).toBeGreaterThan(20_000);
  });
});
