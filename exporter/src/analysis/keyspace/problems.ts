import type { PrefixSummary } from './estimate.js';
import type { KeyRecord, NodeSample } from './key-record.js';
import { adviseTtl, FEWEST_AGES, type TtlAdvice } from './time-to-live.js';
import { quantileOfSorted, sortedFinite } from '../statistics/quantile.js';

/** What is wrong with keys. Bytes and seconds; `keys` and bytes are estimates for the whole keyspace. */
export type KeyProblem =
  | {
      kind: 'no_ttl' | 'long_ttl';
      prefix: PrefixSummary;
      advice: TtlAdvice;
      presentSeconds?: number;
      freedBytes: number;
      sampled: number;
    }
  | { kind: 'small_keys' | 'long_names'; prefix: PrefixSummary; freedBytes: number; meanBytes: number }
  | {
      kind: 'encoding';
      prefix: PrefixSummary;
      type: PackedType;
      keys: number;
      meanBytes: number;
      freedBytes: number;
      sampled: number;
    }
  | { kind: 'big_keys'; keys: { name: string; memoryBytes: number }[]; shareOfMemory: number }
  | { kind: 'hot_keys'; keys: { name: string; frequency: number }[]; typicalFrequency: number };

/** Types whose small values Redis packs into one block, with the settings that bound it. */
export type PackedType = 'hash' | 'set' | 'zset';

export interface KeyspaceView {
  nodes: readonly NodeSample[];
  prefixes: readonly PrefixSummary[];
  prefixOf: (name: string) => string;
  /** How far back idle times can go. */
  uptimeSeconds: number;
}

/** A prefix below this share of the memory is not worth a word, nor is a gain below this size. */
const SHARE = 0.05;
const WORTH_BYTES = 1_048_576;
const FREED_SHARE = 0.3;
/** Dictionary entry, object header, key and value headers of a small string, and the padding of the allocator. */
const KEY_OVERHEAD = 64;
const PACKED_OVERHEAD = 6;
const SMALL_BYTES = 160;
const LONG_NAME_BYTES = 40;
const BIG_BYTES = 1_048_576;
const LISTED = 10;
/** An LFU counter of 5 is that of a new key; at the default log factor 10, 100 is some 10^5 accesses. */
const HOT_FREQUENCY = 100;
/** Packed encodings end at 512 entries or 64 bytes a value by default; above this size more room would not pack a key. */
const PACKABLE_BYTES = 32_768;
const PACKED_GAIN = 0.4;
const FEWEST_ENCODED = 20;
/** Redis counts idle times in whole seconds. */
const CLOCK_SECONDS = 2;

/** Everything that the sample speaks for changing, largest gain of each sort first. */
export function keyProblems(view: KeyspaceView): KeyProblem[] {
  const byPrefix = new Map<string, KeyRecord[]>();
  for (const record of view.nodes.flatMap(({ keys }) => keys)) {
    const prefix = view.prefixOf(record.name);
    const group = byPrefix.get(prefix);
    if (group) group.push(record);
    else byPrefix.set(prefix, [record]);
  }
  const total = view.prefixes.reduce((sum, { memoryBytes }) => sum + memoryBytes.value, 0);
  const worth = (bytes: number) => bytes >= WORTH_BYTES && bytes >= SHARE * total;
  const ofPrefixes = view.prefixes
    .filter(({ memoryBytes }) => worth(memoryBytes.value))
    .flatMap((prefix) => {
      const records = byPrefix.get(prefix.prefix) ?? [];
      return [
        ...ttlProblems(prefix, records, view.uptimeSeconds),
        ...overheadProblems(prefix, records),
        ...encodingProblems(prefix, records),
      ];
    })
    .filter((problem) => !('freedBytes' in problem) || worth(problem.freedBytes));
  const all = view.nodes.flatMap(({ keys }) => keys);
  return [...ofPrefixes, ...bigKeys(all, total), ...hotKeys(all)];
}

function ttlProblems(prefix: PrefixSummary, records: readonly KeyRecord[], uptimeSeconds: number): KeyProblem[] {
  const aged = records.filter(({ idleSeconds, ttlSeconds }) => idleSeconds !== undefined && ttlSeconds !== undefined);
  const forever = aged.filter(({ ttlSeconds }) => ttlSeconds === null);
  const expiring = aged.filter(({ ttlSeconds }) => ttlSeconds !== null);
  const problem = (kind: 'no_ttl' | 'long_ttl', group: KeyRecord[], windowSeconds: number): KeyProblem[] => {
    if (group.length < FEWEST_AGES) return [];
    const ages = group.map(({ idleSeconds }) => idleSeconds!);
    const untouched = group.filter(
      ({ ttlSeconds, idleSeconds }) =>
        ttlSeconds !== null && ttlSeconds! + idleSeconds! >= windowSeconds - CLOCK_SECONDS,
    );
    const advice = adviseTtl(
      ages,
      windowSeconds,
      untouched.map(({ idleSeconds }) => idleSeconds!),
    );
    if (!advice || advice.freedRatio < FREED_SHARE) return [];
    const memory = (of: readonly KeyRecord[]) => of.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
    const freed = group.filter(({ idleSeconds }) => idleSeconds! > advice.seconds);
    const freedBytes = (prefix.memoryBytes.value * memory(freed)) / memory(records);
    const present = kind === 'long_ttl' ? { presentSeconds: windowSeconds } : {};
    return [{ kind, prefix, advice, ...present, freedBytes, sampled: group.length }];
  };
  return [...problem('no_ttl', forever, uptimeSeconds), ...problem('long_ttl', expiring, presentTtl(expiring))];
}

/** A key that was not touched since it was set has its time to live divided into what is left and what it idled. */
function presentTtl(expiring: readonly KeyRecord[]): number {
  const sums = expiring.map(({ ttlSeconds, idleSeconds }) => ttlSeconds! + idleSeconds!);
  return quantileOfSorted(sortedFinite(sums), 0.95) || 0;
}

function overheadProblems(prefix: PrefixSummary, records: readonly KeyRecord[]): KeyProblem[] {
  const meanBytes = prefix.memoryBytes.value / prefix.keys.value;
  const problems: KeyProblem[] = [];
  const strings = records.filter(({ memoryBytes }) => memoryBytes <= SMALL_BYTES).length;
  if (meanBytes <= SMALL_BYTES && strings >= 0.8 * records.length && (prefix.persistentRatio ?? 0) > 0.9) {
    const freedBytes = prefix.keys.value * Math.max(0, KEY_OVERHEAD - PACKED_OVERHEAD);
    problems.push({ kind: 'small_keys', prefix, freedBytes, meanBytes });
  }
  if (prefix.meanNameBytes >= LONG_NAME_BYTES && prefix.meanNameBytes >= 0.3 * meanBytes) {
    const freedBytes = prefix.keys.value * (prefix.meanNameBytes - LONG_NAME_BYTES / 2);
    problems.push({ kind: 'long_names', prefix, freedBytes, meanBytes });
  }
  return problems;
}

/** Small collections that are not packed: one entry too many, or one value too long. */
function encodingProblems(prefix: PrefixSummary, records: readonly KeyRecord[]): KeyProblem[] {
  const seen = records.filter(({ encoding }) => encoding !== undefined);
  if (seen.length < FEWEST_ENCODED) return [];
  return (['hash', 'set', 'zset'] as const).flatMap((type): KeyProblem[] => {
    const loose = seen.filter(
      (record) =>
        record.type === type && /^(hashtable|skiplist)$/.test(record.encoding!) && record.memoryBytes <= PACKABLE_BYTES,
    );
    const keys = (prefix.keys.value * loose.length) / seen.length;
    const meanBytes = loose.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) / loose.length;
    const freedBytes = keys * meanBytes * PACKED_GAIN;
    return loose.length < FEWEST_ENCODED
      ? []
      : [{ kind: 'encoding', prefix, type, keys, meanBytes, freedBytes, sampled: seen.length }];
  });
}

function bigKeys(all: readonly KeyRecord[], total: number): KeyProblem[] {
  const big = all
    .filter(({ memoryBytes }) => memoryBytes >= BIG_BYTES)
    .sort((a, b) => b.memoryBytes - a.memoryBytes)
    .slice(0, LISTED)
    .map(({ name, memoryBytes }) => ({ name, memoryBytes }));
  const sum = big.reduce((bytes, { memoryBytes }) => bytes + memoryBytes, 0);
  return big.length > 0 ? [{ kind: 'big_keys', keys: big, shareOfMemory: Math.min(1, sum / total) }] : [];
}

function hotKeys(all: readonly KeyRecord[]): KeyProblem[] {
  const counted = all.flatMap(({ name, frequency }) => (frequency === undefined ? [] : [{ name, frequency }]));
  const typicalFrequency = quantileOfSorted(sortedFinite(counted.map(({ frequency }) => frequency)), 0.5);
  const keys = counted
    .filter(({ frequency }) => frequency >= HOT_FREQUENCY && frequency >= 4 * Math.max(1, typicalFrequency))
    .sort((a, b) => b.frequency - a.frequency)
    .slice(0, LISTED);
  return keys.length > 0 ? [{ kind: 'hot_keys', keys, typicalFrequency }] : [];
}
