import { NO_PREFIX, OPERATION } from './access-window.js';
import type { StreamTrace } from './stream-trace.js';

/** Keys that are asked for at regular times, and miss each time. */
export interface PeriodicMisses {
  prefix: string;
  /** Seconds, median of the keys. */
  period: number;
  /** Share of all look-ups of the stream. */
  missRatio: number;
}

/** Keys that are asked for right after a key with another prefix, again and again, and miss. */
export interface FollowingMisses {
  first: string;
  then: string;
  /** Share of all look-ups of the stream. */
  missRatio: number;
}

export interface AccessPatterns {
  periodic: PeriodicMisses[];
  following: FollowingMisses[];
}

const FEWEST_GAPS = 4;
/** Standard deviation of the gaps by their mean, up to which a key is asked for regularly. */
const REGULAR = 0.1;
/** Seconds and look-ups back in which the key that leads to another one is looked for. */
const SOON = 1;
const LOOK_BACK = 16;
/** A key that is asked for so many times as often as what it leads to is beside everything. */
const MOST_COMMON = 2;
const FEWEST_FOLLOWED = 3;

/**
 * What could be loaded before it is asked for: keys with a regular period, and keys that follow others. Both count only misses.
 *
 * @param missed by position in the trace: 1 for a look-up that counts and misses at the present size
 */
export function accessPatterns(trace: StreamTrace, missed: Uint8Array): AccessPatterns {
  return { periodic: periodicMisses(trace, missed), following: followingMisses(trace, missed) };
}

function periodicMisses(trace: StreamTrace, missed: Uint8Array): PeriodicMisses[] {
  const { keys, ids, times, operations, prefixOf, prefixes, counted } = trace;
  const last = new Float64Array(keys).fill(NaN);
  const [gaps, sums, squares, misses] = [0, 1, 2, 3].map(() => new Float64Array(keys)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  ids.forEach((key, index) => {
    if (operations[index] !== OPERATION.get) return;
    const gap = times[index]! - last[key]!;
    last[key] = times[index]!;
    misses[key]! += missed[index]!;
    if (!(gap > 0)) return;
    gaps[key]!++;
    sums[key]! += gap;
    squares[key]! += gap * gap;
  });
  const found = prefixes.map(() => ({ misses: 0, periods: [] as number[] }));
  for (let key = 0; key < keys; key++) {
    const group = found[prefixOf[key]!];
    if (!group || gaps[key]! < FEWEST_GAPS || misses[key] === 0) continue;
    const mean = sums[key]! / gaps[key]!;
    const deviation = Math.sqrt(Math.max(0, squares[key]! / gaps[key]! - mean * mean));
    if (deviation > REGULAR * mean) continue;
    group.misses += misses[key]!;
    group.periods.push(mean);
  }
  return found.flatMap(({ misses: count, periods }, number) => {
    const period = periods.sort((a, b) => a - b)[periods.length >> 1];
    if (period === undefined) return [];
    return [{ prefix: prefixes[number]!, period, missRatio: count / Math.max(1, counted.sampled) }];
  });
}

/** A key follows another when that one was among the look-ups just before it each of the last times. */
function followingMisses(trace: StreamTrace, missed: Uint8Array): FollowingMisses[] {
  const { keys, ids, times, operations, prefixOf, prefixes, counted } = trace;
  const counts = new Uint32Array(keys);
  ids.forEach((key, index) => {
    if (operations[index] === OPERATION.get) counts[key]!++;
  });
  /** Keys that may lead to the key, and how often they did in a row. */
  const leaders = new Map<number, { keys: number[]; times: number }>();
  const recent: number[] = [];
  const found = new Map<string, FollowingMisses>();
  ids.forEach((key, index) => {
    if (operations[index] !== OPERATION.get) return;
    const before = recent.filter(
      (at) =>
        times[at]! >= times[index]! - SOON &&
        prefixOf[ids[at]!] !== prefixOf[key] &&
        counts[ids[at]!]! <= MOST_COMMON * counts[key]!,
    );
    recent.push(index);
    if (recent.length > LOOK_BACK) recent.shift();
    if (prefixOf[key] === NO_PREFIX) return;
    const known = leaders.get(key);
    const still = known?.keys.filter((leader) => before.some((at) => ids[at] === leader)) ?? [];
    if (still.length === 0) {
      leaders.set(key, { keys: before.map((at) => ids[at]!), times: 1 });
      return;
    }
    const streak = known!.times + 1;
    leaders.set(key, { keys: still, times: streak });
    const first = prefixes[prefixOf[still[0]!]!];
    if (missed[index] !== 1 || streak < FEWEST_FOLLOWED || first === undefined) return;
    const then = prefixes[prefixOf[key]!]!;
    const pair = found.get(`${first}\0${then}`) ?? { first, then, missRatio: 0 };
    pair.missRatio += 1 / Math.max(1, counted.sampled);
    found.set(`${first}\0${then}`, pair);
  });
  return [...found.values()].sort((a, b) => b.missRatio - a.missRatio);
}
