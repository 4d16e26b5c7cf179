import { stepCondition } from '../../analysis/caching/condition.js';
import { intervalBetween, type CounterReading } from '../../analysis/caching/interval.js';
import { judgeBuffers } from '../../analysis/caching/buffer-contents.js';
import { buffersTooSmall } from '../../analysis/caching/postgres.js';
import { REDIS_CONDITIONS, redisConditions, type RedisSnapshot } from '../../analysis/caching/redis.js';
import type { Job } from '../advisor.js';
import { continueRecommendations } from '../recommendation.js';
import { adviseBuffers, adviseRedis, shrinkBuffers } from './advice.js';
import { capSeries } from './cap.js';
import type { CacheConfig } from './config.js';
import type { CacheFindings, CacheRecommendation, CacheState, DatabaseState } from './findings.js';
import type { BufferReading, CacheObservation } from './observe.js';

interface Analysed {
  caches: CacheState[];
  databases: DatabaseState[];
  found: CacheRecommendation[];
}

/** Turns one observation into ratios over the interval and recommendations that held for several intervals. */
export function analyseCache(
  observation: CacheObservation,
  job: Job<CacheConfig>,
  previous: CacheFindings | undefined,
): CacheFindings {
  const { caches, databases, found } =
    observation.source === 'redis'
      ? analyseNodes(observation.nodes, job, previous)
      : analyseBuffers(observation.buffers, observation.time, job, previous);
  const present = new Set(caches.map(({ cache }) => cache));
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    found,
    // hysteresis is in the conditions; only a node that is not there just now waits
    (open) => (present.has(open.cache) ? 'resolved' : 'contradicted'),
    observation.time,
  );
  const findings = {
    time: observation.time,
    caches,
    databases,
    recommendations,
    ...(observation.source === 'postgres' && {
      view: observation.buffers.view,
      blockBytes: observation.buffers.blockBytes,
    }),
  };
  return { ...findings, ...capSeries(findings, previous?.published, job.config.maximumSeries) };
}

function analyseNodes(
  nodes: readonly { cache: string; snapshot: RedisSnapshot }[],
  job: Job<CacheConfig>,
  previous: CacheFindings | undefined,
): Analysed {
  const analysed = nodes.map(({ cache, snapshot }) => {
    const before = previous?.caches.find((state) => state.cache === cache);
    const interval = intervalBetween(before?.reading, snapshot.reading);
    const holds = redisConditions(snapshot, interval, job.config.lowHitRatio);
    // a new limit is a new cache: what was said of the old one no longer counts
    const known = before?.limitBytes === snapshot.limitBytes ? before?.conditions : undefined;
    const conditions = Object.fromEntries(
      REDIS_CONDITIONS.map((name) => [name, stepCondition(known?.[name], holds[name])]),
    );
    const { reading, entries, entriesExpiring, usedBytes, limitBytes, fragmentationRatio } = snapshot;
    const state: CacheState = {
      cache,
      reading,
      base: baseOf(before, reading),
      interval,
      entries,
      entriesExpiring,
      usedBytes,
      limitBytes,
      fragmentationRatio,
      conditions,
    };
    const open = REDIS_CONDITIONS.filter((name) => conditions[name]!.open);
    return { state, found: open.map((name) => adviseRedis(name, job.target, cache, snapshot, interval)) };
  });
  return { caches: analysed.map(({ state }) => state), databases: [], found: analysed.flatMap(({ found }) => found) };
}

/**
 * What the published counters are counted from. Look-ups of our own inspection are known only while this process runs, so
 * after its restart the counters begin anew rather than jump.
 */
function baseOf(before: CacheState | undefined, { epoch, counters }: CounterReading): { hits: number; misses: number } {
  if (!before?.base) return { hits: counters.hits, misses: counters.misses };
  const isNew =
    before.reading.epoch !== epoch || counters.hits < before.base.hits || counters.misses < before.base.misses;
  return isNew ? { hits: 0, misses: 0 } : before.base;
}

function analyseBuffers(
  buffers: BufferReading,
  time: number,
  job: Job<CacheConfig>,
  previous: CacheFindings | undefined,
): Analysed {
  const before = previous?.caches[0];
  const databases = buffers.databases.map(({ datname, hits, misses, epoch }): DatabaseState => {
    const reading: CounterReading = { time, epoch, counters: { hits, misses } };
    const known = previous?.databases.find((database) => database.datname === datname);
    return { datname, reading, interval: intervalBetween(known?.reading, reading) };
  });
  const sum = (name: 'hits' | 'misses') => databases.reduce((total, { reading }) => total + reading.counters[name], 0);
  const epoch = JSON.stringify(buffers.databases.map((database) => [database.datname, database.epoch]));
  const reading: CounterReading = { time, epoch, counters: { hits: sum('hits'), misses: sum('misses') } };
  const interval = intervalBetween(before?.reading, reading);
  const holds = buffersTooSmall(interval, job.config.lowHitRatio, buffers.blockBytes);
  const known = before?.limitBytes === buffers.sizeBytes ? before.conditions : undefined;
  const judgement = typeof buffers.view === 'object' ? judgeBuffers(buffers.view) : undefined;
  const conditions = {
    too_small: stepCondition(known?.['too_small'], holds),
    too_large: stepCondition(known?.['too_large'], judgement && judgement.kind === 'idle'),
  };
  const state: CacheState = {
    cache: 'shared_buffers',
    reading,
    interval,
    limitBytes: buffers.sizeBytes,
    conditions,
  };
  const found = [
    ...(conditions.too_small.open ? [adviseBuffers(job.target, buffers, interval, judgement)] : []),
    ...(conditions.too_large.open && judgement ? [shrinkBuffers(job.target, buffers, judgement)] : []),
  ];
  return { caches: [state], databases, found };
}
