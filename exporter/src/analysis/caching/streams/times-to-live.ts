import { OPERATION } from './access-window.js';
import type { PrefixReport } from './prefixes.js';
import { lruCache, missRatioOf, replay } from './stream-cache.js';
import type { Weigh } from './stream-curves.js';
import type { StreamTrace } from './stream-trace.js';

/** Limits of what a longer time to live may do to the freshness of answers. */
export interface Freshness {
  /** Seconds; no longer time to live is proposed. */
  longest: number;
  /** Share of a prefix's hits that may be older than the last update that the stream told of. */
  staleRatio: number;
}

/** Another time to live for the keys with one prefix. */
export interface TtlAdvice {
  prefix: string;
  /** Seconds. */
  present: number;
  advised: number;
  /** Points of hit ratio of the whole stream, at the present size of the cache. */
  gain: number;
  /** Share of the prefix's hits that would be stale; absent where the stream tells of no updates. */
  staleRatio?: number;
}

/** The next time to live that is tried is so many times longer. */
const STEP = 2;
/** Advice brings at least so much hit ratio of the stream, and most of what the longest life would bring. */
const WORTH = 0.01;
const MOST_OF_IT = 0.95;
const MOST_PREFIXES = 6;

/** Prefixes whose keys end too early or, where updates are known, too late. */
export function adviseTtls(
  trace: StreamTrace,
  prefixes: readonly PrefixReport[],
  capacity: number | undefined,
  weigh: Weigh,
  freshness: Freshness,
): TtlAdvice[] {
  const missRatio = (changed: StreamTrace) =>
    missRatioOf(changed, replay(changed, lruCache(changed, (capacity ?? Infinity) * trace.rate), weigh));
  const present = missRatio(trace);
  return prefixes
    .filter(({ ttl, expiredRatio }) => ttl !== undefined && ttl > 0 && expiredRatio >= WORTH / 2)
    .slice(0, MOST_PREFIXES)
    .flatMap((report) => adviseTtl(trace, report, present, missRatio, freshness) ?? []);
}

function adviseTtl(
  trace: StreamTrace,
  { prefix, ttl = 0 }: PrefixReport,
  present: number,
  missRatio: (changed: StreamTrace) => number,
  { longest, staleRatio }: Freshness,
): TtlAdvice | undefined {
  const tried: { advised: number; gain: number; stale: number | undefined }[] = [];
  // beyond its length a window says nothing of times to live
  const end = Math.min(longest, trace.times.at(-1) ?? 0);
  for (let advised = ttl * STEP; advised <= end; advised *= STEP) {
    const changed = withTtl(trace, prefix, advised);
    const stale = staleHits(changed, prefix);
    if (stale !== undefined && stale > staleRatio) break;
    tried.push({ advised, gain: present - missRatio(changed), stale });
  }
  const most = Math.max(0, ...tried.map(({ gain }) => gain));
  const enough = tried.find(({ gain }) => gain >= WORTH && gain >= MOST_OF_IT * most);
  if (!enough) return undefined;
  const { advised, gain, stale } = enough;
  return { prefix, present: ttl, advised, gain, ...(stale !== undefined && { staleRatio: stale }) };
}

/** Keys whose hits are older than they may be. */
export interface StalePrefix {
  prefix: string;
  /** Share of its hits that are older than the last update that the stream told of. */
  staleRatio: number;
  /** The longest life that obeys the limit, seconds, and the points of hit ratio that it costs the stream; absent where none does. */
  shorter?: { ttl: number; loss: number };
}

/** Prefixes that answer with old values more often than they may: nobody tells the cache of their updates. */
export function stalePrefixes(
  trace: StreamTrace,
  prefixes: readonly PrefixReport[],
  capacity: number | undefined,
  weigh: Weigh,
  { staleRatio: limit }: Freshness,
): StalePrefix[] {
  const missRatio = (changed: StreamTrace) =>
    missRatioOf(changed, replay(changed, lruCache(changed, (capacity ?? Infinity) * trace.rate), weigh));
  return prefixes.slice(0, MOST_PREFIXES).flatMap(({ prefix, ttl }): StalePrefix[] => {
    const stale = staleHits(trace, prefix);
    if (stale === undefined || stale <= limit) return [];
    for (let shorter = (ttl ?? trace.times.at(-1) ?? 0) / STEP; shorter >= 1; shorter /= STEP) {
      const changed = withTtl(trace, prefix, shorter, ttl === undefined);
      if ((staleHits(changed, prefix) ?? 0) > limit) continue;
      return [{ prefix, staleRatio: stale, shorter: { ttl: shorter, loss: missRatio(changed) - missRatio(trace) } }];
    }
    return [{ prefix, staleRatio: stale }];
  });
}

/** The trace as it would be with this time to live for the keys with the prefix, those without one only where told so. */
export function withTtl(trace: StreamTrace, prefix: string, ttl: number, includesForever = false): StreamTrace {
  const number = trace.prefixes.indexOf(prefix);
  const ttls = trace.ttls.map((own, index) =>
    (own > 0 || includesForever) && trace.prefixOf[trace.ids[index]!] === number ? ttl : own,
  );
  return { ...trace, ttls };
}

/** Share of the hits of a cache without limit that were updated after they were filled; undefined without updates. */
function staleHits(trace: StreamTrace, prefix: string): number | undefined {
  const { keys, ids, times, ttls, operations, prefixOf } = trace;
  const number = trace.prefixes.indexOf(prefix);
  const expiry = new Float64Array(keys);
  const isOld = new Uint8Array(keys);
  let [hits, stale, updates] = [0, 0, 0];
  for (let index = 0; index < ids.length; index++) {
    const key = ids[index]!;
    if (prefixOf[key] !== number) continue;
    const isGet = operations[index] === OPERATION.get;
    if (operations[index] === OPERATION.update) {
      updates++;
      isOld[key] = 1;
    } else if (operations[index] === OPERATION.delete) expiry[key] = 0;
    else if (isGet && expiry[key]! > times[index]!) {
      hits++;
      stale += isOld[key]!;
    } else {
      expiry[key] = ttls[index]! > 0 ? times[index]! + ttls[index]! : Infinity;
      isOld[key] = 0;
    }
  }
  return updates === 0 ? undefined : stale / Math.max(1, hits);
}
