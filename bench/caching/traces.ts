import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { PolicyName } from '../../exporter/src/analysis/caching/policies/policy.js';
import type { ReferenceTrace } from '../../exporter/src/analysis/caching/reference-trace.js';
import { WholeTrace } from '../../exporter/src/analysis/caching/whole-trace.js';

/** A shipped trace, with the exact answers that lie beside it. */
export interface BenchTrace {
  name: string;
  keys: string[];
  times: number[];
  sizes: number[];
  ttls: number[];
  whole: ReferenceTrace;
  exact: ExactAnswers;
}

export interface ExactAnswers {
  cache_sizes_objects: number[];
  miss_ratio: Record<string, number[]>;
  bytes?: { cache_sizes_bytes: number[]; lru_miss_ratio: number[] };
}

/** Policies that are compared, and what the exact answers call them. */
export const EXACT_NAMES: Record<PolicyName, string> = {
  lru: 'lru',
  fifo: 'fifo',
  lfu: 'lfu',
  s3fifo: 's3fifo',
  sieve: 'sieve',
  'redis-lru': 'redis_lru5',
  'redis-lfu': 'redis_lfu5',
};

export const TRACE_NAMES = ['http-apache', 'web12', 'cdn-adaptsize', 'kv-ttl', 'orm-busy', 'arc-oltp'];

/** Without real times the answers count a request as a millisecond. */
const REAL_TIMES = ['http-apache', 'kv-ttl'];

/** The trace with this name, or undefined where the data are not there. */
export function loadTrace(name: string): BenchTrace | undefined {
  const folder = new URL(`../../../shared/data/cache-${name}/`, import.meta.url);
  if (!existsSync(folder)) return undefined;
  const exact = JSON.parse(readFileSync(new URL('exact.json', folder), 'utf8')) as ExactAnswers;
  const trace: Omit<BenchTrace, 'whole'> = { name, keys: [], times: [], sizes: [], ttls: [], exact };
  const whole = new WholeTrace();
  const lines = gunzipSync(readFileSync(new URL('trace.csv.gz', folder)))
    .toString()
    .split('\n');
  for (const line of lines.slice(1)) {
    const [timestamp, key, size, op, ttl] = line.split(',');
    if (key === undefined || op === 'upd') continue;
    const time = REAL_TIMES.includes(name) ? Number(timestamp) : trace.keys.length / 1000;
    trace.keys.push(key);
    trace.times.push(time);
    trace.sizes.push(Number(size));
    trace.ttls.push(Number(ttl ?? 0));
    whole.add(key, time, Number(size), Number(ttl ?? 0));
  }
  return { ...trace, whole: whole.trace() };
}
