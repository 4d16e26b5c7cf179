import { windowOf, type TestAccess } from '../../../testing/access-windows.js';
import { mix } from '../../analysis/caching/hash.js';
import { streamReport } from '../../analysis/caching/streams/stream-report.js';
import type { Job } from '../advisor.js';
import { adviseStream } from './advice.js';
import type { StreamsConfig } from './config.js';

const freshness = { longest: 86_400, staleRatio: 0.01 };
const job: Job<StreamsConfig> = {
  advisor: 'streams',
  target: 'shop',
  config: { obeysTtl: true, entryOverhead: 0, longestTtl: 86_400, staleRatio: 0.01, maximumSeries: 1_000 },
  intervalSeconds: 120,
  timeoutSeconds: 60,
};

function adviceOn(accesses: TestAccess[], presentObjects: number): Map<string, string> {
  const window = windowOf(accesses.sort((a, b) => a.time - b.time));
  const question = { obeysTtl: true, policies: ['lru' as const], entryOverhead: 0, freshness, presentObjects };
  const found = adviseStream(streamReport(window, question)!, job, undefined, undefined);
  return new Map(found.map(({ object, title }) => [object, title]));
}

describe('adviseStream', () => {
  it('loads what follows, and what is asked for at regular times, ahead', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 2_000; time++) {
      const key = mix(time + 1) % 150;
      accesses.push({ key, time, operation: 'get', prefix: 'product' });
      accesses.push({ key: 1_000 + key, time: time + 0.05, operation: 'get', prefix: 'review' });
      if (time % 50 < 5) accesses.push({ key: 5_000 + (time % 50), time, operation: 'get', prefix: 'report' });
    }
    const advice = adviceOn(accesses, 20);
    expect(advice.get('prefetch of review')).toBe('Load review together with product');
    expect(advice.get('warm-up of report')).toBe('Load report shortly before it is asked for, every 50 s');
  });

  it('asks for invalidation where answers are too old, and for overwriting where deleted keys come back', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 1_000; time++) {
      const key = time % 20;
      accesses.push({ key, time, operation: 'get', prefix: 'price', ttl: 900 });
      if (time % 10 === 0)
        accesses.push({ key: (time / 10) % 20, time: time + 0.5, operation: 'update', prefix: 'price' });
      accesses.push({ key: 100 + key, time, operation: 'get', prefix: 'cart' });
      if (time % 2 === 0) accesses.push({ key: 100 + key, time: time + 0.5, operation: 'delete', prefix: 'cart' });
    }
    const advice = adviceOn(accesses, 1_000);
    expect(advice.get('invalidation of price')).toBe('Overwrite or delete price when its data change');
    expect(advice.get('invalidation of cart')).toBe('Overwrite cart when its data change instead of deleting it');
  });

  it('has nothing to say of a cache that is right', () => {
    const accesses = Array.from({ length: 3_000 }, (_, time): TestAccess => {
      return { key: mix(time + 1) % 100, time, operation: 'get', prefix: 'page' };
    });
    expect([...adviceOn(accesses, 101).keys()]).toEqual([]);
  });
});
