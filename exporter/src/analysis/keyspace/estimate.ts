import { mean } from '../statistics/moments.js';
import { quantileOfSorted } from '../statistics/quantile.js';
import type { KeyRecord, NodeSample } from './key-record.js';

/** An estimate from a sample with the half width of its 95 % interval; 0 where every key was seen. */
export interface Estimate {
  value: number;
  error: number;
}

/** What the sample says of the keys of one prefix. Bytes and seconds. */
export interface PrefixSummary {
  prefix: string;
  /** Keys in the sample. */
  sampled: number;
  keys: Estimate;
  memoryBytes: Estimate;
  meanNameBytes: number;
  largestKey: { name: string; memoryBytes: number };
  /** Share of keys without a time to live; absent where PTTL is denied. */
  persistentRatio?: number;
  /** Absent without keys that expire. */
  ttlSeconds?: Quantiles;
  idleSeconds?: Quantiles;
  /** Mean of the LFU counters. */
  frequency?: number;
}

export interface Quantiles {
  p50: number;
  p90: number;
}

interface Weighted {
  record: KeyRecord;
  node: number;
}

const Z = 1.96;

/** Summaries of the prefixes in a sample of one or several servers, largest memory first. */
export function summarizePrefixes(nodes: readonly NodeSample[], prefixOf: (name: string) => string): PrefixSummary[] {
  const groups = new Map<string, Weighted[]>();
  nodes.forEach(({ keys }, node) => {
    for (const record of keys) {
      const prefix = prefixOf(record.name);
      const group = groups.get(prefix);
      if (group) group.push({ record, node });
      else groups.set(prefix, [{ record, node }]);
    }
  });
  return [...groups]
    .map(([prefix, group]) => summarize(prefix, group, nodes))
    .sort((a, b) => b.memoryBytes.value - a.memoryBytes.value || (a.prefix < b.prefix ? -1 : 1));
}

/** Several summaries as one, e.g. of what a cap leaves out; quantiles do not add up and are left out. */
export function sumSummaries(prefix: string, summaries: readonly PrefixSummary[]): PrefixSummary {
  const sum = (read: (summary: PrefixSummary) => number) => summaries.reduce((total, one) => total + read(one), 0);
  const add = (read: (summary: PrefixSummary) => Estimate): Estimate => ({
    value: sum((one) => read(one).value),
    error: Math.sqrt(sum((one) => read(one).error ** 2)),
  });
  const keys = add((one) => one.keys);
  const persistent = sum((one) => (one.persistentRatio ?? 0) * one.keys.value);
  return {
    prefix,
    sampled: sum((one) => one.sampled),
    keys,
    memoryBytes: add((one) => one.memoryBytes),
    meanNameBytes: keys.value > 0 ? sum((one) => one.meanNameBytes * one.keys.value) / keys.value : 0,
    largestKey: summaries.reduce(
      (best, { largestKey }) => (largestKey.memoryBytes > best.memoryBytes ? largestKey : best),
      {
        name: '',
        memoryBytes: 0,
      },
    ),
    ...(summaries.every((one) => one.persistentRatio !== undefined) &&
      keys.value > 0 && { persistentRatio: persistent / keys.value }),
  };
}

function summarize(prefix: string, group: readonly Weighted[], nodes: readonly NodeSample[]): PrefixSummary {
  const records = group.map(({ record }) => record);
  const ttls = records.flatMap(({ ttlSeconds }) => (ttlSeconds === undefined ? [] : [ttlSeconds]));
  const expiring = ttls.filter((ttl) => ttl !== null);
  const idle = records.flatMap(({ idleSeconds }) => idleSeconds ?? []);
  const frequencies = records.flatMap(({ frequency }) => frequency ?? []);
  const largest = records.reduce((best, record) => (record.memoryBytes > best.memoryBytes ? record : best));
  return {
    prefix,
    sampled: records.length,
    keys: total(group, nodes, () => 1),
    memoryBytes: total(group, nodes, ({ memoryBytes }) => memoryBytes),
    meanNameBytes: mean(records.map(({ nameBytes }) => nameBytes)),
    largestKey: { name: largest.name, memoryBytes: largest.memoryBytes },
    ...(ttls.length > 0 && { persistentRatio: 1 - expiring.length / ttls.length }),
    ...(expiring.length > 0 && { ttlSeconds: quantiles(expiring) }),
    ...(idle.length > 0 && { idleSeconds: quantiles(idle) }),
    ...(frequencies.length > 0 && { frequency: mean(frequencies) }),
  };
}

/**
 * Total of a quantity over all keys of a prefix: a stratified expansion estimate, one stratum a server, with the finite
 * population correction. Cochran, Sampling Techniques, 5.3 and 2.6.
 */
function total(
  group: readonly Weighted[],
  nodes: readonly NodeSample[],
  quantity: (record: KeyRecord) => number,
): Estimate {
  const sums = nodes.map(() => ({ first: 0, second: 0 }));
  for (const { record, node } of group) {
    const value = quantity(record);
    sums[node]!.first += value;
    sums[node]!.second += value * value;
  }
  let [value, variance] = [0, 0];
  nodes.forEach(({ keys, total: population }, node) => {
    const n = keys.length;
    if (n === 0) return;
    const { first, second } = sums[node]!;
    const all = Math.max(population, n);
    value += (all * first) / n;
    if (n > 1) variance += ((all * all) / n) * (1 - n / all) * Math.max(0, (second - (first * first) / n) / (n - 1));
  });
  return { value, error: Z * Math.sqrt(variance) };
}

function quantiles(values: number[]): Quantiles {
  const sorted = Float64Array.from(values).sort();
  return { p50: quantileOfSorted(sorted, 0.5), p90: quantileOfSorted(sorted, 0.9) };
}
