/** Counters of a cache since its process started or its statistics were reset. */
export interface CacheCounters {
  hits: number;
  misses: number;
  evictions?: number;
  expirations?: number;
}

/** Counters read at one moment. `epoch` changes when they started anew. */
export interface CounterReading {
  /** Unix seconds. */
  time: number;
  epoch: string;
  counters: CacheCounters;
}

/** What happened between two readings. */
export interface CacheInterval {
  seconds: number;
  hits: number;
  misses: number;
  evictions: number;
  expirations: number;
  /** Hits by look-ups; absent without look-ups. */
  hitRatio?: number;
}

/** Differences of two readings; undefined when the counters started anew in between, which only shows as a step back. */
export function intervalBetween(before: CounterReading | undefined, after: CounterReading): CacheInterval | undefined {
  if (!before || before.epoch !== after.epoch || after.time <= before.time) return undefined;
  const names = ['hits', 'misses', 'evictions', 'expirations'] as const;
  const differences = names.map((name) => (after.counters[name] ?? 0) - (before.counters[name] ?? 0));
  if (differences.some((difference) => difference < 0)) return undefined;
  const [hits, misses, evictions, expirations] = differences as [number, number, number, number];
  return withRatio({ seconds: after.time - before.time, hits, misses, evictions, expirations });
}

/** Several caches over the same interval as one. */
export function sumIntervals(intervals: readonly CacheInterval[]): CacheInterval | undefined {
  if (intervals.length === 0) return undefined;
  const sum = { seconds: 0, hits: 0, misses: 0, evictions: 0, expirations: 0 };
  for (const interval of intervals) {
    sum.seconds = Math.max(sum.seconds, interval.seconds);
    for (const name of ['hits', 'misses', 'evictions', 'expirations'] as const) sum[name] += interval[name];
  }
  return withRatio(sum);
}

function withRatio(interval: Omit<CacheInterval, 'hitRatio'>): CacheInterval {
  const lookups = interval.hits + interval.misses;
  return lookups > 0 ? { ...interval, hitRatio: interval.hits / lookups } : interval;
}
