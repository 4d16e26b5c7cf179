import { NO_PREFIX, OPERATION } from './access-window.js';
import { lruCache, replay } from './stream-cache.js';
import type { Weigh } from './stream-curves.js';
import type { StreamTrace } from './stream-trace.js';

/** How the keys with one prefix do. Ratios are 0 to 1. */
export interface PrefixReport {
  prefix: string;
  /** Share of the look-ups, and of what a cache without limit holds. */
  lookupRatio: number;
  weightRatio: number;
  /** Predicted at the present size. */
  hitRatio: number;
  /** Share of all look-ups of the stream that miss here only because a time to live has ended. */
  expiredRatio: number;
  /** Share of all look-ups of the stream that miss here because the key was deleted. */
  invalidatedRatio: number;
  /** Keys that were looked up once only, of those with the prefix. */
  oneHitRatio: number;
  /** Seconds: median time to live, and median time between two look-ups of one key; absent where not known. */
  ttl?: number;
  gap?: number;
  /** Share of the expired misses whose key was asked for again within a tenth of its time to live. */
  soonAskedRatio?: number;
}

interface Tally {
  lookups: number;
  hits: number;
  expired: number;
  soon: number;
  invalidated: number;
  keys: number;
  oneHits: number;
  weight: number;
  ttls: number[];
  gaps: number[];
}

/** Every prefix of the stream, the busiest first. */
export function prefixReports(trace: StreamTrace, capacity: number | undefined, weigh: Weigh): PrefixReport[] {
  const tallies = trace.prefixes.map(
    (): Tally => ({
      lookups: 0,
      hits: 0,
      expired: 0,
      soon: 0,
      invalidated: 0,
      keys: 0,
      oneHits: 0,
      weight: 0,
      ttls: [],
      gaps: [],
    }),
  );
  const tallyOf = (key: number) => (trace.prefixOf[key] === NO_PREFIX ? undefined : tallies[trace.prefixOf[key]!]);
  replay(trace, lruCache(trace, (capacity ?? Infinity) * trace.rate), weigh, (key, _index, hit) => {
    const tally = tallyOf(key);
    if (!tally) return;
    tally.lookups++;
    if (hit) tally.hits++;
  });
  lookAtKeys(trace, weigh, tallyOf);
  const lookups = Math.max(1, trace.counted.sampled);
  const weight = Math.max(
    1,
    tallies.reduce((sum, tally) => sum + tally.weight, 0),
  );
  return tallies
    .map((tally, number) => toReport(trace.prefixes[number]!, tally, lookups, weight))
    .filter(({ lookupRatio, weightRatio }) => lookupRatio + weightRatio > 0)
    .sort((a, b) => b.lookupRatio - a.lookupRatio);
}

/** What each key went through in a cache without limit: expiries, deletions and the times between its look-ups. */
function lookAtKeys(trace: StreamTrace, weigh: Weigh, tallyOf: (key: number) => Tally | undefined): void {
  const { keys, ids, times, ttls, operations, countFrom } = trace;
  const expiry = new Float64Array(keys).fill(NaN);
  const last = new Float64Array(keys).fill(NaN);
  const deleted = new Uint8Array(keys);
  const counts = new Uint32Array(keys);
  const weights = new Float64Array(keys);
  for (let index = 0; index < ids.length; index++) {
    const key = ids[index]!;
    const time = times[index]!;
    const tally = tallyOf(key);
    if (operations[index] === OPERATION.delete) {
      if (expiry[key]! > time) deleted[key] = 1;
      expiry[key] = NaN;
    }
    if (!tally || operations[index] === OPERATION.delete || operations[index] === OPERATION.update) continue;
    weights[key] = weigh(index);
    const ttl = ttls[index]! > 0 ? ttls[index]! : Infinity;
    const isLookup = operations[index] === OPERATION.get;
    const isCounted = isLookup && index >= countFrom;
    if (isCounted && deleted[key] === 1) tally.invalidated++;
    if (isCounted && expiry[key]! <= time) {
      tally.expired++;
      if (time - expiry[key]! <= ttl / 10) tally.soon++;
    }
    if (!isLookup || !(expiry[key]! > time)) expiry[key] = time + ttl;
    deleted[key] = 0;
    if (!isLookup) continue;
    counts[key]!++;
    if (ttl < Infinity) tally.ttls.push(ttl);
    if (time > last[key]!) tally.gaps.push(time - last[key]!);
    last[key] = time;
  }
  for (let key = 0; key < keys; key++) {
    const tally = tallyOf(key);
    if (!tally) continue;
    tally.weight += weights[key]!;
    if (counts[key]! > 0) tally.keys++;
    if (counts[key] === 1) tally.oneHits++;
  }
}

function toReport(prefix: string, tally: Tally, lookups: number, weight: number): PrefixReport {
  const report: PrefixReport = {
    prefix,
    lookupRatio: tally.lookups / lookups,
    weightRatio: tally.weight / weight,
    hitRatio: tally.hits / Math.max(1, tally.lookups),
    expiredRatio: tally.expired / lookups,
    invalidatedRatio: tally.invalidated / lookups,
    oneHitRatio: tally.oneHits / Math.max(1, tally.keys),
  };
  if (tally.ttls.length > 0) report.ttl = milliseconds(median(tally.ttls));
  if (tally.gaps.length > 0) report.gap = median(tally.gaps);
  if (tally.expired > 0) report.soonAskedRatio = tally.soon / tally.expired;
  return report;
}

/** Times to live are stored with less precision than they were told in. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1]!;
}
