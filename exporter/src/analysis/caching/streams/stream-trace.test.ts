import { NO_PREFIX, lookupsBefore } from './access-window.js';
import { streamTrace } from './stream-trace.js';
import { windowOf } from '../../../../testing/access-windows.js';

describe('streamTrace', () => {
  it('puts operations in order and leaves out the sets that answer a miss', () => {
    const trace = streamTrace(
      windowOf([
        { key: 1, time: 3, operation: 'get', outcome: 'hit' },
        { key: 1, time: 1, operation: 'get', outcome: 'miss' },
        { key: 1, time: 2, operation: 'set', ttl: 60, size: 10 },
        { key: 1, time: 4, operation: 'set', ttl: 30, size: 12 },
        { key: 1, time: 5, operation: 'delete' },
      ]),
      true,
    );
    expect([...trace.operations]).toEqual([0, 0, 1, 3 - 1]);
    expect([...trace.times]).toEqual([1, 3, 4, 5]);
  });

  it('gives a look-up the size and time to live that its fill had, or will have', () => {
    const trace = streamTrace(
      windowOf([
        { key: 1, time: 1, operation: 'get', outcome: 'miss' },
        { key: 1, time: 2, operation: 'set', ttl: 60, size: 10 },
        { key: 1, time: 3, operation: 'get', outcome: 'hit' },
        { key: 1, time: 4, operation: 'set', ttl: 0, size: 99 },
        { key: 1, time: 5, operation: 'get', outcome: 'hit' },
      ]),
      true,
    );
    expect([...trace.sizes]).toEqual([10, 10, 99, 99]);
    expect([...trace.ttls]).toEqual([60, 60, 0, 0]);
    expect([...streamTrace(windowOf([{ key: 1, time: 1, operation: 'set', ttl: 60 }]), false).ttls]).toEqual([0]);
  });

  it('counts the second half only, for the sample and for all keys', () => {
    const window = windowOf(
      Array.from({ length: 10 }, (_, index) => ({
        key: index % 2,
        time: index,
        operation: 'get' as const,
        outcome: index % 2 === 0 ? ('hit' as const) : ('miss' as const),
      })),
      { rate: 0.5, to: 10, lookups: [{ time: 10, count: 40 }] },
    );
    const trace = streamTrace(window, true);
    expect(trace.countFrom).toBe(5);
    expect(trace.counted).toEqual({ sampled: 5, all: 20, hits: 2, misses: 3 });
    expect(lookupsBefore(window, 2.5)).toBe(10);
    expect(streamTrace({ ...window, lookups: [] }, true).counted.all).toBe(10);
  });

  it('takes references that were lost as look-ups that nobody knows', () => {
    const references = Array.from({ length: 10 }, (_, time) => ({ key: 1, time, operation: 'get' as const }));
    const window = windowOf(references, { rate: 0.5, to: 10, lookups: [{ time: 10, count: 40 }], lost: 4 });
    expect(streamTrace(window, true).counted.all).toBe(16);
  });

  it('knows the prefix of each key', () => {
    const window = windowOf([
      { key: 1, time: 1, operation: 'get', prefix: 'a' },
      { key: 2, time: 2, operation: 'get' },
    ]);
    expect([...streamTrace(window, true).prefixOf]).toEqual([0, NO_PREFIX]);
  });
});
