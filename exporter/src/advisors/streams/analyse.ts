import type { PolicyName } from '../../analysis/caching/policies/policy.js';
import { streamReport, type StreamQuestion, type StreamReport } from '../../analysis/caching/streams/stream-report.js';
import type { Job } from '../advisor.js';
import { continueRecommendations } from '../recommendation.js';
import { stickyTop } from '../sticky.js';
import { adviseStream } from './advice.js';
import type { StreamsConfig } from './config.js';
import type { StreamCost, StreamFindings } from './findings.js';
import type { RedisServer, StreamsObservation } from './observe.js';
import { FIXED_SERIES, PREFIX_SERIES } from './metrics.js';

const GIGABYTE = 2 ** 30;
const RECOMMENDATION_SERIES = 4;
const SECONDS_A_MONTH = 30 * 86_400;
/** Redis offers nothing else that uses what it knows of accesses. */
const REDIS_POLICIES: readonly PolicyName[] = ['redis-lru', 'redis-lfu'];
const LIBRARY_POLICIES: readonly PolicyName[] = ['lru', 'fifo', 's3fifo', 'sieve'];

/** Turns the window of a stream into curves and advice. */
export function analyseStream(
  { time, stream, server, serverError }: StreamsObservation,
  job: Job<StreamsConfig>,
  previous: StreamFindings | undefined,
): StreamFindings {
  const { window, totals, listening } = stream;
  const report = window && streamReport(window, questionOf(job.config, server));
  const cost = report && costOf(report, job.config);
  const found = report ? adviseStream(report, job, server, cost) : [];
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    found,
    () => (report ? 'contradicted' : 'unknown'),
    time,
  );
  const findings: StreamFindings = {
    time,
    totals,
    ...(listening && { listening }),
    windowSeconds: window ? window.to - window.from : 0,
    recommendations,
    ...(report && { report }),
    ...(server && { server }),
    ...(serverError !== undefined && { serverError }),
    ...(cost && { cost }),
    published: { prefixes: [], recommendations: [] },
    dropped: 0,
  };
  return { ...findings, ...cap(findings, previous, job.config.maximumSeries) };
}

function questionOf(config: StreamsConfig, server: RedisServer | undefined): StreamQuestion {
  const { obeysTtl, entryOverhead, targetHitRatio, prices, longestTtl, staleRatio } = config;
  const presentBytes = config.sizeBytes ?? entryRoom(server);
  const presentPolicy = config.policy ?? redisPolicy(server?.policy);
  return {
    obeysTtl,
    entryOverhead,
    policies: server || config.redis ? REDIS_POLICIES : LIBRARY_POLICIES,
    freshness: { longest: longestTtl, staleRatio },
    ...(server && { measured: { entries: server.entries, bytes: server.usedBytes - server.fixedBytes } }),
    ...(presentBytes !== undefined && { presentBytes }),
    ...(config.sizeObjects !== undefined && { presentObjects: config.sizeObjects }),
    ...(presentPolicy && { presentPolicy }),
    ...(targetHitRatio !== undefined && { targetHitRatio }),
    ...(prices && { prices: { byte: prices.gigabyte / GIGABYTE, miss: prices.millionMisses / 1e6 } }),
  };
}

/** Bytes of maxmemory that are left for entries. */
function entryRoom(server: RedisServer | undefined): number | undefined {
  if (server?.limitBytes === undefined) return undefined;
  return Math.max(1, server.limitBytes - server.fixedBytes);
}

function redisPolicy(policy: string | undefined): PolicyName | undefined {
  if (policy?.endsWith('-lru')) return 'redis-lru';
  return policy?.endsWith('-lfu') ? 'redis-lfu' : undefined;
}

function costOf(report: StreamReport, { prices }: StreamsConfig): StreamCost | undefined {
  if (!prices) return undefined;
  const lookups = report.lookupsASecond * SECONDS_A_MONTH;
  const cost = (bytes: number, missRatio: number) => ({
    memory: (bytes / GIGABYTE) * prices.gigabyte,
    misses: (lookups * missRatio * prices.millionMisses) / 1e6,
  });
  const present = report.bytes?.present;
  const missRatio = report.presentMissRatio ?? report.observedMissRatio;
  if (present === undefined || missRatio === undefined) return undefined;
  const now = cost(present, missRatio);
  const hits = lookups * (1 - missRatio);
  const later =
    report.advisedMissRatio === undefined
      ? undefined
      : cost(report.size?.unit === 'bytes' ? report.size.size : present, report.advisedMissRatio);
  return {
    currency: prices.currency,
    ...now,
    ...(hits > 0 && { hit: now.memory / hits }),
    ...(later && { saving: now.memory + now.misses - later.memory - later.misses }),
  };
}

/** Shares the cap out: what every stream has, then recommendations, then prefixes, with stickiness. */
function cap(
  { recommendations, report }: StreamFindings,
  previous: StreamFindings | undefined,
  maximumSeries: number,
): Pick<StreamFindings, 'published' | 'dropped'> {
  const room = Math.max(0, maximumSeries - FIXED_SERIES);
  const open = recommendations.map(({ id, confidence }) => ({ key: id, score: confidence }));
  const first = stickyTop(open, new Set(previous?.published.recommendations), Math.floor(room / RECOMMENDATION_SERIES));
  const left = room - first.kept.length * RECOMMENDATION_SERIES;
  const prefixes = (report?.prefixes ?? []).map(({ prefix, lookupRatio }) => ({ key: prefix, score: lookupRatio }));
  const second = stickyTop(prefixes, new Set(previous?.published.prefixes), Math.floor(left / PREFIX_SERIES));
  return {
    published: { recommendations: first.kept, prefixes: second.kept },
    dropped: first.dropped * RECOMMENDATION_SERIES + second.dropped * PREFIX_SERIES,
  };
}
