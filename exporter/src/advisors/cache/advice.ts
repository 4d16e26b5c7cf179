import type { Evidence } from '@presage/contract/recommendation';
import { MEMORY_SHARE, type RedisCondition, type RedisSnapshot } from '../../analysis/caching/redis.js';
import type { BufferJudgement } from '../../analysis/caching/buffer-contents.js';
import type { CacheInterval } from '../../analysis/caching/interval.js';
import { recommendationId } from '../recommendation.js';
import type { CacheRecommendation } from './findings.js';
import type { BufferReading } from './observe.js';

const MEGABYTE = 1024 * 1024;

type Text = Pick<CacheRecommendation, 'title' | 'reason' | 'change' | 'rollback' | 'confidence' | 'sizeBytes'>;

/** What to do about a condition of a Redis cache. */
export function adviseRedis(
  condition: RedisCondition,
  target: string,
  cache: string,
  snapshot: RedisSnapshot,
  interval: CacheInterval | undefined,
): CacheRecommendation {
  const texts = {
    too_small: raiseLimit,
    refuses_writes: letEvict,
    unlimited: setLimit,
    short_ttl: lengthenTtl,
    fragmented: defragment,
  };
  const objects = {
    too_small: 'maxmemory',
    refuses_writes: 'maxmemory-policy',
    unlimited: 'maxmemory',
    short_ttl: 'time to live',
    fragmented: 'activedefrag',
  };
  return {
    id: recommendationId(target, cache, condition),
    advisor: 'cache',
    target,
    action: 'change_setting',
    object: cache === 'redis' ? objects[condition] : `${cache} ${objects[condition]}`,
    ...texts[condition](snapshot),
    evidence: redisEvidence(snapshot, interval),
    labels: { cache },
    cache,
  };
}

function raiseLimit({ limitBytes = 0, systemBytes }: RedisSnapshot): Text {
  const doubled = Math.min(2 * limitBytes, Math.floor(MEMORY_SHARE * (systemBytes ?? Infinity)));
  return {
    title: `Raise maxmemory from ${megabytes(limitBytes)} to ${megabytes(doubled)}`,
    reason:
      'The cache is at its memory limit, evicts entries and answers few look-ups. ' +
      'How much the hit ratio gains depends on how often evicted keys come back; raise it in steps and watch.',
    change: `CONFIG SET maxmemory ${doubled}`,
    rollback: `CONFIG SET maxmemory ${limitBytes}`,
    sizeBytes: doubled - limitBytes,
    confidence: 0.6,
  };
}

function letEvict({ entries, entriesExpiring }: RedisSnapshot): Text {
  const policy = entriesExpiring < entries ? 'allkeys-lru' : 'volatile-lru';
  return {
    title: `Let Redis evict entries: set maxmemory-policy to ${policy}`,
    reason:
      'The memory limit is nearly reached and the policy is noeviction, so writes will be refused instead of old entries thrown out. ' +
      'Leave it if this server holds data that exists nowhere else, and raise maxmemory instead.',
    change: `CONFIG SET maxmemory-policy ${policy}`,
    rollback: 'CONFIG SET maxmemory-policy noeviction',
    confidence: 0.5,
  };
}

function setLimit({ systemBytes, usedBytes }: RedisSnapshot): Text {
  const limit = Math.floor(systemBytes === undefined ? 2 * usedBytes : MEMORY_SHARE * systemBytes);
  return {
    title: `Limit the memory of the cache to ${megabytes(limit)}`,
    reason:
      'maxmemory is not set: the cache grows until the operating system ends it. With a limit and an eviction policy it throws out old entries instead.',
    change: `CONFIG SET maxmemory ${limit}`,
    rollback: 'CONFIG SET maxmemory 0',
    confidence: 0.4,
  };
}

function lengthenTtl({ meanTtlSeconds }: RedisSnapshot): Text {
  const now = meanTtlSeconds === undefined ? '' : ` Entries have ${meanTtlSeconds.toFixed(0)} s left on average.`;
  return {
    title: 'Lengthen the time to live of entries',
    reason:
      'Many entries expire for each miss while the hit ratio is low, so entries probably end before they are asked for again. ' +
      `Lengthen the TTL where the data may be older.${now}`,
    change:
      'In the application: SET key value EX seconds, with at least twice the seconds of now for what may be older.',
    rollback: 'In the application: the seconds of before.',
    confidence: 0.45,
  };
}

function defragment({ fragmentationBytes = 0 }: RedisSnapshot): Text {
  return {
    title: 'Turn on active defragmentation',
    reason: 'The allocator holds much more memory than the entries take, spread over pages that are nearly empty.',
    change: 'CONFIG SET activedefrag yes',
    rollback: 'CONFIG SET activedefrag no',
    sizeBytes: -fragmentationBytes,
    confidence: 0.5,
  };
}

function redisEvidence(snapshot: RedisSnapshot, interval: CacheInterval | undefined): Evidence[] {
  const { usedBytes, limitBytes, policy, entries, entriesExpiring } = snapshot;
  return [
    ...intervalEvidence(interval),
    {
      label: 'memory',
      value: `${megabytes(usedBytes)} of ${limitBytes === undefined ? 'no limit' : megabytes(limitBytes)}`,
    },
    { label: 'eviction policy', value: policy },
    { label: 'entries', value: `${entries}, ${entriesExpiring} with a time to live` },
  ];
}

function intervalEvidence(interval: CacheInterval | undefined): Evidence[] {
  if (!interval) return [];
  const { seconds, hits, misses, evictions, expirations, hitRatio } = interval;
  return [
    {
      label: 'hit ratio',
      value: `${((hitRatio ?? 0) * 100).toFixed(1)} % of ${hits + misses} look-ups in ${seconds.toFixed(0)} s`,
    },
    { label: 'evictions', value: `${(evictions / seconds).toFixed(1)} a second` },
    { label: 'expirations', value: `${(expirations / seconds).toFixed(1)} a second` },
  ];
}

/** What to do when shared buffers miss a lot; what they hold tells how sure that is. */
export function adviseBuffers(
  target: string,
  buffers: BufferReading,
  interval: CacheInterval | undefined,
  judgement: BufferJudgement | undefined,
): CacheRecommendation {
  const { text, confidence } = usageText(judgement);
  return {
    ...resizeBuffers(target, 'too_small', buffers.sizeBytes, 2 * buffers.sizeBytes),
    reason:
      `Many blocks are not found in shared buffers. ${text}Some of them come from the cache of the operating system, which the counters cannot tell; ` +
      'keep shared_buffers below a quarter of the memory of the machine.',
    confidence,
    evidence: [...intervalEvidence(interval).slice(0, 1), ...usageEvidence(judgement)],
  };
}

/** What to do when much of the shared buffers was never filled. */
export function shrinkBuffers(target: string, buffers: BufferReading, judgement: BufferJudgement): CacheRecommendation {
  const wanted = Math.ceil((1.25 * (1 - judgement.unusedRatio) * buffers.sizeBytes) / MEGABYTE) * MEGABYTE;
  return {
    ...resizeBuffers(target, 'too_large', buffers.sizeBytes, Math.max(wanted, 16 * MEGABYTE)),
    reason: `The server runs for more than a day and ${percent(judgement.unusedRatio)} of its shared buffers were never filled: the rest of the memory serves better elsewhere.`,
    confidence: 0.5,
    evidence: usageEvidence(judgement),
  };
}

function resizeBuffers(target: string, condition: string, from: number, to: number) {
  const change = (bytes: number) =>
    `ALTER SYSTEM SET shared_buffers = '${Math.round(bytes / MEGABYTE)}MB'; -- then restart the server`;
  return {
    id: recommendationId(target, 'shared_buffers', condition),
    advisor: 'cache' as const,
    target,
    action: 'change_setting' as const,
    object: 'shared_buffers',
    title: `${to > from ? 'Raise' : 'Lower'} shared_buffers from ${megabytes(from)} to ${megabytes(to)}`,
    change: change(to),
    rollback: change(from),
    sizeBytes: to - from,
    labels: { cache: 'shared_buffers' },
    cache: 'shared_buffers',
  };
}

function usageText(judgement: BufferJudgement | undefined): { text: string; confidence: number } {
  switch (judgement?.kind) {
    case 'hot':
      return { text: 'What they hold is asked for again and again, so more room would be used. ', confidence: 0.55 };
    case 'passing':
      return {
        text: 'Most of what they hold leaves before it is asked for again, as scans do: more room helps only if it holds all of it. ',
        confidence: 0.2,
      };
    default:
      return { text: '', confidence: 0.35 };
  }
}

function usageEvidence(judgement: BufferJudgement | undefined): Evidence[] {
  if (!judgement) return [];
  const { hotRatio, coldRatio, unusedRatio, dirtyRatio } = judgement;
  return [
    { label: 'buffers used three times or more', value: percent(hotRatio) },
    { label: 'buffers used at most once', value: percent(coldRatio) },
    { label: 'unused buffers', value: percent(unusedRatio) },
    { label: 'dirty buffers', value: percent(dirtyRatio) },
  ];
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0)} MiB`;
}
