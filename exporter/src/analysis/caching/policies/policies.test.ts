import fc from 'fast-check';
import { createPolicy, POLICY_NAMES } from './create.js';
import type { PolicyName } from './policy.js';

const KEYS = 12;
const traces = fc.array(fc.nat(KEYS - 1), { minLength: 1, maxLength: 200 });
const capacities = fc.integer({ min: 1, max: KEYS });

/** Policies written the slow way with arrays: which accesses hit. */
const BRUTE: Partial<Record<PolicyName, (trace: number[], capacity: number) => boolean[]>> = {
  lru: (trace, capacity) => {
    const cache: number[] = [];
    return trace.map((key) => {
      const at = cache.indexOf(key);
      if (at >= 0) cache.splice(at, 1);
      else if (cache.length === capacity) cache.shift();
      cache.push(key);
      return at >= 0;
    });
  },
  fifo: (trace, capacity) => {
    const cache: number[] = [];
    return trace.map((key) => {
      if (cache.includes(key)) return true;
      if (cache.length === capacity) cache.shift();
      cache.push(key);
      return false;
    });
  },
  lfu: (trace, capacity) => {
    let cache: { key: number; count: number; last: number }[] = [];
    return trace.map((key, time) => {
      const known = cache.find((entry) => entry.key === key);
      if (known) {
        known.count++;
        known.last = time;
        return true;
      }
      cache.sort((a, b) => a.count - b.count || a.last - b.last);
      if (cache.length === capacity) cache = cache.slice(1);
      cache.push({ key, count: 1, last: time });
      return false;
    });
  },
  sieve: (trace, capacity) => {
    // oldest first; the hand is a key so that removals do not shift it
    const queue: { key: number; visited: boolean }[] = [];
    let hand: number | undefined;
    return trace.map((key) => {
      const known = queue.find((entry) => entry.key === key);
      if (known) return (known.visited = true);
      if (queue.length === capacity) {
        let at = Math.max(
          0,
          queue.findIndex((entry) => entry.key === hand),
        );
        while (queue[at]!.visited) {
          queue[at]!.visited = false;
          at = (at + 1) % queue.length;
        }
        hand = queue[at + 1]?.key;
        queue.splice(at, 1);
      }
      queue.push({ key, visited: false });
      return false;
    });
  },
  s3fifo: (trace, capacity) => {
    const smallCapacity = Math.max(1, Math.floor(capacity / 10));
    const mainCapacity = capacity - smallCapacity;
    type Entry = { key: number; frequency: number };
    const [small, main]: [Entry[], Entry[]] = [[], []];
    // keys in the order in which they left the small queue; a key that came back leaves a gap
    const ghosts: (number | undefined)[] = [];
    const evictMain = () => {
      for (;;) {
        const entry = main.shift()!;
        if (entry.frequency === 0) return;
        main.push({ ...entry, frequency: entry.frequency - 1 });
      }
    };
    const evictSmall = () => {
      while (small.length > 0) {
        const entry = small.shift()!;
        if (entry.frequency < 2) return void ghosts.push(entry.key);
        main.push({ key: entry.key, frequency: 0 });
        if (main.length > mainCapacity) evictMain();
      }
    };
    return trace.map((key) => {
      const known = [...small, ...main].find((entry) => entry.key === key);
      if (known) {
        known.frequency = Math.min(3, known.frequency + 1);
        return true;
      }
      const at = ghosts.lastIndexOf(key);
      const isRemembered = at >= 0 && at >= ghosts.length - mainCapacity;
      if (isRemembered) ghosts[at] = undefined;
      while (small.length + main.length >= capacity) {
        if (small.length >= smallCapacity || main.length === 0) evictSmall();
        else evictMain();
      }
      (isRemembered ? main : small).push({ key, frequency: 0 });
      return false;
    });
  },
};

describe.each(Object.entries(BRUTE))('%s', (name, brute) => {
  it('hits where the policy written the slow way does', () => {
    fc.assert(
      fc.property(traces, capacities, (trace, capacity) => {
        const policy = createPolicy(name as PolicyName, KEYS, capacity);
        expect(trace.map((key, time) => policy.access(key, time))).toEqual(brute(trace, capacity));
      }),
    );
  });
});

describe.each(POLICY_NAMES)('%s', (name) => {
  const hitsOf = (trace: number[], capacity: number, seed = 0) => {
    const policy = createPolicy(name, KEYS, capacity, seed);
    return trace.map((key, time) => policy.access(key, time));
  };

  it('misses each key once when all fit', () => {
    fc.assert(
      fc.property(traces, (trace) => {
        const seen = new Set<number>();
        const expected = trace.map((key) => seen.has(key) || !seen.add(key));
        // a tenth of the room of S3-FIFO is for newcomers, so it needs more than there are keys
        expect(hitsOf(trace, name === 's3fifo' ? 2 * KEYS : KEYS)).toEqual(expected);
      }),
    );
  });

  it('never hits a key at its first reference', () => {
    fc.assert(
      fc.property(traces, capacities, (trace, capacity) => {
        const hits = hitsOf(trace, capacity);
        for (const key of new Set(trace)) expect(hits[trace.indexOf(key)]).toBe(false);
      }),
    );
  });

  it('keeps one object in room for one', () => {
    expect(hitsOf([1, 1, 2, 1, 1], 1)).toEqual([false, true, false, false, true]);
  });

  it('answers the same for the same seed', () => {
    fc.assert(
      fc.property(traces, capacities, fc.nat(), (trace, capacity, seed) => {
        expect(hitsOf(trace, capacity, seed)).toEqual(hitsOf(trace, capacity, seed));
      }),
    );
  });
});

describe('approximations of Redis', () => {
  const zipf = Array.from({ length: 20_000 }, (_, i) => Math.floor(400 ** (((i * 7919) % 10_007) / 10_007)) - 1);
  const missRatio = (name: PolicyName, time: (index: number) => number) => {
    const policy = createPolicy(name, 400, 100, 1);
    return zipf.filter((key, index) => !policy.access(key, time(index))).length / zipf.length;
  };

  it('is near true LRU', () => {
    expect(missRatio('redis-lru', (index) => index)).toBeCloseTo(
      missRatio('lru', (index) => index),
      1,
    );
  });

  it('forgets old popularity only as minutes pass', () => {
    const accesses = (pause: number) => {
      const policy = createPolicy('redis-lfu', 40, 10, 1);
      for (let round = 0; round < 200; round++) for (let key = 0; key < 10; key++) policy.access(key, 0);
      for (let round = 0; round < 50; round++) for (let key = 20; key < 30; key++) policy.access(key, pause + round);
      return Array.from({ length: 10 }, (_, key) => policy.access(key, pause + 50)).filter(Boolean).length;
    };
    expect(accesses(0)).toBeGreaterThan(accesses(86_400));
  });
});
