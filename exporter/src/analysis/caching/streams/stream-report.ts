import {
  curveConfidence,
  kneeOf,
  MINIMUM_KEYS,
  sizeForHitRatio,
  type CurvePoint,
  type PolicyCurves,
} from '../curve.js';
import type { PolicyName } from '../policies/policy.js';
import { MINIMUM_SLOTS } from '../simulate.js';
import { accessPatterns, type AccessPatterns } from './access-patterns.js';
import type { AccessWindow } from './access-window.js';
import { prefixReports, type PrefixReport } from './prefixes.js';
import { adviseSize, smallestEqual, type SizeAdvice, type SizeGoals } from './sizing.js';
import { lruCache, missRatioOf, replay, type StreamCache } from './stream-cache.js';
import {
  byteWeight,
  calibrated,
  curveSizes,
  lruCurve,
  lruMissRatio,
  missRatioAt,
  ONE_OBJECT,
  policyCurves,
  translated,
  unlimited,
  type Measured,
  type Weigh,
} from './stream-curves.js';
import { streamTrace, type StreamTrace } from './stream-trace.js';
import {
  adviseTtls,
  stalePrefixes,
  withTtl,
  type Freshness,
  type StalePrefix,
  type TtlAdvice,
} from './times-to-live.js';

/** What is known of the cache, and what is wanted of it. */
export interface StreamQuestion {
  obeysTtl: boolean;
  /** Present room; either, both or none may be known. */
  presentObjects?: number;
  presentBytes?: number;
  presentPolicy?: PolicyName;
  /** Policies that the cache could be set to. */
  policies: readonly PolicyName[];
  /** Bytes that the cache needs for each object beside its value; corrected by what was measured of the real cache. */
  entryOverhead: number;
  measured?: Measured;
  targetHitRatio?: number;
  /** Of one byte a month, and of one miss. */
  prices?: { byte: number; miss: number };
  freshness: Freshness;
}

/** Miss-ratio curves in one unit, and the sizes that matter on them. */
export interface UnitReport {
  unit: 'objects' | 'bytes';
  /** What a cache without limit holds at most: room beyond it serves nothing. */
  workingSet: number;
  curves: PolicyCurves;
  present?: number;
  knee?: number;
  target?: number;
  /** Smallest size that hits as often as the present one. */
  equal?: number;
}

export interface StreamReport {
  /** Look-ups that the curves rest on: those of all keys, and those of the sample. */
  lookups: number;
  sampledLookups: number;
  lookupsASecond: number;
  sampledKeys: number;
  rate: number;
  confidence: number;
  /** How the real cache answered, where the stream tells it. */
  observedMissRatio?: number;
  presentPolicy?: PolicyName;
  /** Predicted at the present size and policy. */
  presentMissRatio?: number;
  /** Misses of a cache without limit. */
  unlimitedMissRatio: number;
  oneHitRatio: number;
  /** Hit ratio gained at the present size by keeping only what is asked for a second time. */
  admissionGain?: number;
  objects: UnitReport;
  bytes?: UnitReport;
  /** Policy that misses least at the present size, and the points of hit ratio that it gains. */
  policy?: { name: PolicyName; gain: number };
  size?: SizeAdvice & { unit: 'objects' | 'bytes'; needsTtls: boolean };
  /** Points of hit ratio that one more GiB brings. */
  gigabyteGain?: number;
  ttls: TtlAdvice[];
  /** Predicted when everything that is advised on size and times to live is done. */
  advisedMissRatio?: number;
  prefixes: PrefixReport[];
  /** Prefixes that answer with values older than they may be. */
  stale: StalePrefix[];
  /** What could be loaded before it is asked for. */
  patterns: AccessPatterns;
}

/** Look-ups below which nothing is said. */
export const MINIMUM_LOOKUPS = 500;
const GIBIBYTE = 2 ** 30;
const SECONDS_A_MONTH = 30 * 86_400;
const ALL_POLICIES: readonly PolicyName[] = ['fifo', 'lfu', 's3fifo', 'sieve', 'redis-lru', 'redis-lfu'];

/** Everything that a window says about its cache; undefined while it has too few keys or look-ups. */
export function streamReport(window: AccessWindow, question: StreamQuestion): StreamReport | undefined {
  const trace = streamTrace(window, question.obeysTtl);
  const { sampled, all } = trace.counted;
  const isComplete = trace.rate >= 1;
  if (sampled < MINIMUM_LOOKUPS || (!isComplete && trace.keys < MINIMUM_KEYS)) return undefined;
  const objects = unitReport(trace, 'objects', ONE_OBJECT, question.presentObjects, question.targetHitRatio);
  const plain = byteWeight(trace, question.entryOverhead);
  const weigh = question.measured ? calibrated(trace, plain, question.measured) : plain;
  const hasSizes = trace.sizes.some((size) => size > 0);
  const bytes = hasSizes
    ? unitReport(trace, 'bytes', weigh, question.presentBytes, question.targetHitRatio, objects)
    : undefined;
  const main =
    bytes && (question.presentBytes !== undefined || question.presentObjects === undefined) ? bytes : objects;
  const mainWeigh = main.unit === 'bytes' ? weigh : ONE_OBJECT;
  const prefixes = prefixReports(trace, main.present, mainWeigh);
  const ttls = question.obeysTtl ? adviseTtls(trace, prefixes, main.present, mainWeigh, question.freshness) : [];
  const report: StreamReport = {
    lookups: Math.round(all),
    sampledLookups: sampled,
    lookupsASecond: all / Math.max(1e-9, trace.seconds),
    sampledKeys: trace.keys,
    rate: trace.rate,
    confidence: curveConfidence(trace.keys, isComplete) * (1 - MINIMUM_LOOKUPS / 2 / sampled),
    unlimitedMissRatio: unlimited(trace, ONE_OBJECT).missRatio,
    oneHitRatio: prefixlessOneHits(trace),
    objects,
    ...(bytes && { bytes }),
    ttls,
    prefixes,
    stale: stalePrefixes(trace, prefixes, main.present, mainWeigh, question.freshness),
    patterns: patternsOf(trace, main.present, mainWeigh),
    ...(question.presentPolicy && { presentPolicy: question.presentPolicy }),
  };
  const { hits, misses } = trace.counted;
  if (hits + misses > 0) report.observedMissRatio = missRatioOf(trace, (misses * sampled) / (hits + misses));
  judgePresent(report, trace, main, mainWeigh, question);
  judgeSize(report, trace, main, mainWeigh, question);
  return report;
}

function patternsOf(trace: StreamTrace, capacity: number | undefined, weigh: Weigh): AccessPatterns {
  const missed = new Uint8Array(trace.ids.length);
  replay(trace, lruCache(trace, (capacity ?? Infinity) * trace.rate), weigh, (_key, index, hit) => {
    missed[index] = hit ? 0 : 1;
  });
  return accessPatterns(trace, missed);
}

function unitReport(
  trace: StreamTrace,
  unit: UnitReport['unit'],
  weigh: Weigh,
  present: number | undefined,
  targetHitRatio: number | undefined,
  objects?: UnitReport,
): UnitReport {
  const workingSet = unlimited(trace, weigh).size;
  const anObject = objects ? workingSet / Math.max(1, objects.workingSet) : 1;
  const smallest = (trace.rate < 1 ? MINIMUM_SLOTS / trace.rate : 1) * anObject;
  const lru = lruCurve(trace, curveSizes(workingSet, smallest, present), weigh);
  const curves = objects ? translated(objects.curves, lru, anObject) : policyCurves(trace, ALL_POLICIES, lru);
  const report: UnitReport = { unit, workingSet, curves };
  const knee = kneeOf(lru)?.size;
  const target = targetHitRatio === undefined ? undefined : sizeForHitRatio(lru, targetHitRatio);
  if (knee !== undefined) report.knee = knee;
  if (target !== undefined) report.target = target;
  if (present === undefined) return report;
  report.present = present;
  const equal = smallestEqual(lru, present);
  if (equal !== undefined) report.equal = equal;
  return report;
}

/** Fills in what the cache does at its present size and what another policy or admission would change. */
function judgePresent(
  report: StreamReport,
  trace: StreamTrace,
  { present, curves, unit }: UnitReport,
  weigh: Weigh,
  { presentPolicy = 'lru', policies }: StreamQuestion,
): void {
  if (present === undefined) return;
  const at = (policy: PolicyName) => missRatioAt(curves[policy] ?? [], present);
  const now = at(presentPolicy) ?? at('lru');
  if (now === undefined) return;
  report.presentMissRatio = now;
  const best = policies.flatMap((name) => ({ name, gain: now - (at(name) ?? 1) })).sort((a, b) => b.gain - a.gain)[0];
  if (best && best.gain > 0 && best.name !== presentPolicy) report.policy = best;
  const lru = lruMissRatio(trace, present, weigh);
  const admitted = replay(trace, new SecondLookup(trace.keys, lruCache(trace, present * trace.rate)), weigh);
  report.admissionGain = lru - missRatioOf(trace, admitted);
  const more = unit === 'bytes' ? missRatioAt(curves.lru ?? [], present + GIBIBYTE) : undefined;
  if (more !== undefined) report.gigabyteGain = Math.max(0, lru - more);
}

function judgeSize(
  report: StreamReport,
  trace: StreamTrace,
  { unit, curves, present }: UnitReport,
  weigh: Weigh,
  { presentPolicy = 'lru', targetHitRatio, prices }: StreamQuestion,
): void {
  const goals: SizeGoals = {
    lookupsAMonth: report.lookupsASecond * SECONDS_A_MONTH,
    ...(targetHitRatio !== undefined && { targetHitRatio }),
    ...(prices && unit === 'bytes' && { prices: { size: prices.byte, miss: prices.miss } }),
  };
  const changed = report.ttls.reduce((result, { prefix, advised }) => withTtl(result, prefix, advised), trace);
  const own = curves[presentPolicy]?.length ? curves[presentPolicy]! : (curves.lru ?? []);
  const advice = adviseSize(own, present, goals);
  // a target that no size reaches may be reached where entries live longer
  const fails = targetHitRatio !== undefined && sizeForHitRatio(own, targetHitRatio) === undefined;
  const later =
    fails && changed !== trace ? adviseSize(longerCurve(changed, weigh, present), present, goals) : undefined;
  const chosen = advice ?? later;
  if (chosen) report.size = { ...chosen, unit, needsTtls: advice === undefined };
  const size = chosen?.size ?? present;
  if (size !== undefined && (chosen || changed !== trace)) report.advisedMissRatio = lruMissRatio(changed, size, weigh);
}

function longerCurve(changed: StreamTrace, weigh: Weigh, present: number | undefined): CurvePoint[] {
  return lruCurve(changed, curveSizes(unlimited(changed, weigh).size, 1, present), weigh);
}

/** Share of the keys that were looked up once only. */
function prefixlessOneHits({ keys, ids, operations }: StreamTrace): number {
  const counts = new Uint32Array(keys);
  ids.forEach((id, index) => {
    if (operations[index] === 0) counts[id]!++;
  });
  const looked = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return counts.reduce((sum, count) => sum + (count === 1 ? 1 : 0), 0) / Math.max(1, looked);
}

/** A cache that stores an object only when it was asked for before. */
class SecondLookup implements StreamCache {
  private readonly asked: Uint8Array;

  constructor(
    keys: number,
    private readonly cache: StreamCache,
  ) {
    this.asked = new Uint8Array(keys);
  }

  access(key: number, time: number, weight: number, ttl: number): boolean {
    if (this.asked[key] === 1) return this.cache.access(key, time, weight, ttl);
    this.asked[key] = 1;
    return false;
  }

  write(key: number, time: number, weight: number, ttl: number): void {
    this.cache.write(key, time, weight, ttl);
  }

  remove(key: number): void {
    this.cache.remove(key);
  }
}
