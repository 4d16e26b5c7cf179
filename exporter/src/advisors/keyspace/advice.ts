import type { Evidence } from '@presage/contract/recommendation';
import type { PrefixSummary } from '../../analysis/keyspace/estimate.js';
import type { NodeSample } from '../../analysis/keyspace/key-record.js';
import type { KeyProblem } from '../../analysis/keyspace/problems.js';
import type { ServerProblem } from '../../analysis/keyspace/server-problems.js';
import { recommendationId, type FoundRecommendation } from '../recommendation.js';

type Text = Pick<FoundRecommendation, 'object' | 'title' | 'reason' | 'change' | 'rollback' | 'confidence'> & {
  sizeBytes?: number;
  gainRatio?: number;
};

/** What to do about keys, with what it rests on. `packing` are the settings of the server, where they may be read. */
export function adviseKeys(
  problem: KeyProblem,
  target: string,
  samples: readonly NodeSample[],
  packing: Record<string, number> | undefined,
): FoundRecommendation {
  const prefix = 'prefix' in problem ? problem.prefix : undefined;
  const sampled = samples.reduce((sum, { keys }) => sum + keys.length, 0);
  const total = samples.reduce((sum, sample) => sum + sample.total, 0);
  const basis = { label: 'sample', value: `${count(sampled)} of ${count(total)} keys` };
  const type = problem.kind === 'encoding' ? [problem.type] : [];
  return {
    id: recommendationId(target, 'keyspace', problem.kind, prefix?.prefix ?? '', ...type),
    advisor: 'keyspace',
    target,
    action: 'change_setting',
    ...textOf(problem, packing),
    evidence: [...(prefix ? prefixEvidence(prefix) : keyEvidence(problem)), basis],
    labels: prefix ? { prefix: prefix.prefix } : {},
  };
}

function textOf(problem: KeyProblem, packing: Record<string, number> | undefined): Text {
  switch (problem.kind) {
    case 'no_ttl':
    case 'long_ttl':
      return timeToLive(problem);
    case 'small_keys':
      return {
        object: problem.prefix.prefix,
        title: `Keep the keys ${problem.prefix.prefix} together in hashes`,
        reason:
          `They take ${bytes(problem.meanBytes)} each on average, most of it overhead of the key. ` +
          'Some hundred of them as fields of one packed hash need a few bytes of overhead each.',
        change:
          'In the application: HSET prefix:{id / 100} {id % 100} value instead of SET prefix:{id} value; keep hashes below hash-max-listpack-entries.',
        rollback: 'In the application: SET prefix:{id} value as before.',
        confidence: 0.4,
        sizeBytes: -Math.round(problem.freedBytes),
      };
    case 'long_names':
      return {
        object: problem.prefix.prefix,
        title: `Shorten the names of the keys ${problem.prefix.prefix}`,
        reason: `Their names have ${problem.prefix.meanNameBytes.toFixed(0)} bytes of the ${bytes(problem.meanBytes)} that such a key takes.`,
        change: 'In the application: shorter segments, and a hash of long identifiers instead of their text.',
        rollback: 'In the application: the names of before.',
        confidence: 0.4,
        sizeBytes: -Math.round(problem.freedBytes),
      };
    case 'encoding':
      return encoding(problem, packing);
    case 'big_keys':
      return {
        object: 'big keys',
        title: `Split the largest keys, ${bytes(problem.keys[0]!.memoryBytes)} and less`,
        reason:
          'Reading, deleting or moving one of them holds up every other client meanwhile. ' +
          `Those that were seen hold ${percent(problem.shareOfMemory)} of the memory of the sample.`,
        change:
          'In the application: divide them by a hash of the member or by time, and delete the old ones with UNLINK.',
        rollback: 'In the application: one key as before.',
        confidence: 0.6,
      };
    case 'hot_keys':
      return {
        object: 'hot keys',
        title: `Keep ${problem.keys.length} hot keys in the application for a moment`,
        reason:
          `Their access counters reach ${problem.keys[0]!.frequency} where ${problem.typicalFrequency.toFixed(0)} is typical; ` +
          'one server and one core answers all of that. A second or two in the memory of the application takes most of it away.',
        change:
          'In the application: client-side caching (CLIENT TRACKING) or a local cache of some seconds for these keys.',
        rollback: 'In the application: ask Redis each time as before.',
        confidence: 0.5,
      };
  }
}

function timeToLive(problem: Extract<KeyProblem, { kind: 'no_ttl' | 'long_ttl' }>): Text {
  const { prefix, advice, freedBytes, presentSeconds } = problem;
  const [next, now] = [duration(advice.seconds), presentSeconds === undefined ? 'none' : duration(presentSeconds)];
  return {
    object: prefix.prefix,
    title:
      presentSeconds === undefined
        ? `Give the keys ${prefix.prefix} a time to live of ${next}`
        : `Shorten the time to live of the keys ${prefix.prefix} from about ${now} to ${next}`,
    reason:
      `${percent(advice.freedRatio)} of them were neither read nor written for longer than ${next}. ` +
      `By how long keys idle, ${percent(advice.lostRatio)} of the accesses would miss that hit today. ` +
      'Data that exists nowhere else must stay: leave it then.',
    change: `In the application: SET key value EX ${advice.seconds}${presentSeconds === undefined ? '; for keys of today EXPIRE key ' + advice.seconds : ''}`,
    rollback:
      presentSeconds === undefined
        ? 'In the application: SET key value; for keys of today PERSIST key'
        : `In the application: SET key value EX ${Math.round(presentSeconds)}`,
    confidence: 0.65,
    sizeBytes: -Math.round(freedBytes),
  };
}

/** Settings of Redis 7 and later with their defaults; version 6 says ziplist where these say listpack. */
const PACKING = {
  hash: { entries: 'hash-max-listpack-entries', value: 'hash-max-listpack-value', now: [512, 64] },
  set: { entries: 'set-max-listpack-entries', value: 'set-max-listpack-value', now: [128, 64] },
  zset: { entries: 'zset-max-listpack-entries', value: 'zset-max-listpack-value', now: [128, 64] },
} as const;

function encoding(
  { prefix, type, keys, meanBytes, freedBytes }: Extract<KeyProblem, { kind: 'encoding' }>,
  packing: Record<string, number> | undefined,
): Text {
  const isKnown = packing?.[PACKING[type].entries] !== undefined;
  const isOld = !isKnown && packing?.[PACKING[type].entries.replace('listpack', 'ziplist')] !== undefined;
  const [entries, value] = [PACKING[type].entries, PACKING[type].value].map((name) =>
    isOld ? name.replace('listpack', 'ziplist') : name,
  ) as [string, string];
  const now = [packing?.[entries] ?? PACKING[type].now[0], packing?.[value] ?? PACKING[type].now[1]] as const;
  return {
    object: prefix.prefix,
    title: `Let Redis pack the ${type} keys ${prefix.prefix}`,
    reason:
      `About ${count(keys)} of them take ${bytes(meanBytes)} on average and are not packed, so one has more than ${now[0]} entries ` +
      `or a value of more than ${now[1]} bytes (${isKnown || isOld ? 'as the server is set' : 'the defaults'}). Packed ones take about half, at a little more time for each access.`,
    change: `CONFIG SET ${value} ${now[1] * 4}\nCONFIG SET ${entries} ${now[0] * 2}`,
    rollback: `CONFIG SET ${value} ${now[1]}\nCONFIG SET ${entries} ${now[0]}`,
    confidence: 0.35,
    sizeBytes: -Math.round(freedBytes),
  };
}

/** What to do about how a server throws keys away. */
export function adviseServer(problem: ServerProblem, target: string, cache: string): FoundRecommendation {
  return {
    id: recommendationId(target, 'keyspace', cache, problem.kind),
    advisor: 'keyspace',
    target,
    action: 'change_setting',
    ...serverText(problem),
    labels: { cache },
  };
}

function serverText(problem: ServerProblem): Text & { evidence: Evidence[] } {
  switch (problem.kind) {
    case 'flushed':
      return {
        object: 'invalidation',
        title: 'Throw away single keys instead of the whole cache',
        reason: `A flush threw away ${count(problem.keysBefore - problem.keys)} keys of a cache in use; each has to be made anew at the next look-up.`,
        change:
          'In the application: UNLINK the keys that changed, or put a version into their names, instead of FLUSHDB or FLUSHALL.',
        rollback: 'In the application: FLUSHDB as before.',
        confidence: 0.7,
        evidence: [
          { label: 'flushes', value: String(problem.flushes) },
          { label: 'keys before and after', value: `${count(problem.keysBefore)}, ${count(problem.keys)}` },
        ],
      };
    case 'deletes':
      return {
        object: 'invalidation',
        title: 'Delete fewer keys that are asked for again',
        reason:
          `Keys are deleted ${problem.deletesPerSecond.toFixed(1)} times a second where ${problem.missesPerSecond.toFixed(1)} look-ups miss. ` +
          `If each deleted key is asked for again, the hit ratio without deletions is ${percent(problem.deletedHitRatio)}.`,
        change:
          'In the application: SET the new value where it is at hand instead of DEL, and invalidate only what changed.',
        rollback: 'In the application: DEL as before.',
        gainRatio: Math.min(1, problem.deletesPerSecond / problem.missesPerSecond),
        confidence: 0.35,
        evidence: [
          { label: 'deletions', value: `${problem.deletesPerSecond.toFixed(1)} a second` },
          { label: 'misses', value: `${problem.missesPerSecond.toFixed(1)} a second` },
        ],
      };
    case 'volatile_policy':
      return {
        object: 'maxmemory-policy',
        title: `Let Redis evict all keys: set maxmemory-policy to ${problem.policy.replace('volatile-', 'allkeys-').replace('-ttl', '-lru')}`,
        reason:
          `The memory limit is near and ${problem.policy} may evict only the ${percent(problem.evictableRatio)} of the keys that have a time to live; ` +
          'once these are gone, writes are refused. Leave it if the other keys exist nowhere else.',
        change: `CONFIG SET maxmemory-policy ${problem.policy.replace('volatile-', 'allkeys-').replace('-ttl', '-lru')}`,
        rollback: `CONFIG SET maxmemory-policy ${problem.policy}`,
        confidence: 0.6,
        evidence: [{ label: 'keys with a time to live', value: percent(problem.evictableRatio) }],
      };
  }
}

function prefixEvidence({ keys, memoryBytes, persistentRatio, idleSeconds, ttlSeconds }: PrefixSummary): Evidence[] {
  return [
    { label: 'keys', value: `${count(keys.value)} ± ${count(keys.error)}` },
    { label: 'memory', value: `${bytes(memoryBytes.value)} ± ${bytes(memoryBytes.error)}` },
    ...(persistentRatio === undefined ? [] : [{ label: 'without time to live', value: percent(persistentRatio) }]),
    ...(idleSeconds ? [{ label: 'idle for', value: spread(idleSeconds) }] : []),
    ...(ttlSeconds ? [{ label: 'time left to live', value: spread(ttlSeconds) }] : []),
  ];
}

function spread({ p50, p90 }: { p50: number; p90: number }): string {
  return `half of them ${duration(p50)} or less, nine in ten ${duration(p90)} or less`;
}

function keyEvidence(problem: KeyProblem): Evidence[] {
  if (problem.kind === 'big_keys') {
    return problem.keys.map(({ name, memoryBytes }) => ({ label: name, value: bytes(memoryBytes) }));
  }
  if (problem.kind === 'hot_keys') {
    return problem.keys.map(({ name, frequency }) => ({ label: name, value: `access counter ${frequency}` }));
  }
  return [];
}

/** `1.5 MiB`. */
export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, value)) / 10)));
  const scaled = value / 1_024 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 10 ? 1 : 0)} ${units[power]}`;
}

/** `2 h`, in the largest unit that gives at least 1. */
export function duration(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
  ];
  const [size, unit] = units.find(([one]) => seconds >= one) ?? [1, 's'];
  return `${Number((seconds / size).toFixed(1))} ${unit}`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(ratio > 0 && ratio < 0.01 ? 1 : 0)} %`;
}
