import type { Sample } from '../exposition.js';
import { normal, type Random } from '../random.js';
import { activity } from '../shape.js';
import type { Reading } from './exporters.js';
import type { Series } from './series.js';

/**
 * What a series of a stock exporter did in the past that is made up for it, up to its value of now:
 * it stayed, wobbled, was as high as the shop was busy, grew, left less of what there is, counted what the shop causes,
 * or counted the time in which nothing happened.
 */
type Past = 'stayed' | 'wobbled' | 'busy' | 'grew' | 'left' | 'counted' | 'idle';

const PASTS: Record<string, Past> = {
  node_cpu_seconds_total: 'idle',
  node_load1: 'busy',
  node_memory_MemTotal_bytes: 'stayed',
  node_memory_MemAvailable_bytes: 'wobbled',
  node_filesystem_size_bytes: 'stayed',
  node_filesystem_avail_bytes: 'left',
  node_filesystem_readonly: 'stayed',
  pg_settings_max_connections: 'stayed',
  pg_stat_database_numbackends: 'busy',
  pg_stat_database_xact_commit: 'counted',
  pg_stat_database_blks_hit: 'counted',
  pg_stat_database_blks_read: 'counted',
  pg_database_size_bytes: 'grew',
  redis_commands_processed_total: 'counted',
  redis_keyspace_hits_total: 'counted',
  redis_keyspace_misses_total: 'counted',
  redis_evicted_keys_total: 'counted',
  redis_connected_clients: 'busy',
  redis_memory_used_bytes: 'wobbled',
  redis_memory_max_bytes: 'stayed',
};

const DAY = 86_400;
/** Share of the size of now by which a database or a file system grew each day. */
const GROWTH_A_DAY = 0.01;

/**
 * The past of the series of a stock exporter, with their own names and labels.
 *
 * @param times Unix seconds, ascending; the last is the moment when live values take over
 */
export function stockSeries(
  { target, before, after, seconds }: Reading,
  times: Float64Array,
  random: Random,
): Series[] {
  const earlier = new Map(before.map((sample) => [identity(sample), sample.value]));
  return after.filter(isWanted).map((sample) => {
    const rate = Math.max(0, sample.value - (earlier.get(identity(sample)) ?? sample.value)) / seconds;
    const past = values(PASTS[sample.name]!, sample, rate, after, times, random);
    return { name: sample.name, labels: { ...sample.labels, ...target }, values: past };
  });
}

/** Without databases and file systems in which nothing happens, and without the modes in which a processor works. */
function isWanted({ name, labels }: Sample): boolean {
  if (!(name in PASTS)) return false;
  if (labels['mode'] !== undefined && labels['mode'] !== 'idle') return false;
  if (labels['datname'] !== undefined && /^(template\d+)?$/.test(labels['datname'])) return false;
  return labels['fstype'] === undefined || /^(ext\d|xfs|btrfs|zfs|overlay)$/.test(labels['fstype']);
}

function values(
  past: Past,
  sample: Sample,
  rate: number,
  others: readonly Sample[],
  times: Float64Array,
  random: Random,
): Float64Array {
  const end = times.at(-1)!;
  const now = activity(end * 1000);
  const busy = (time: number) => activity(time * 1000) / now;
  const noise = lasting(times, random);
  switch (past) {
    case 'stayed':
      return times.map(() => sample.value);
    case 'wobbled':
      return times.map((_, index) => sample.value * noise[index]! ** 0.3);
    case 'busy':
      return times.map((time, index) => Math.round(sample.value * busy(time) * noise[index]!));
    case 'grew':
      return times.map((time) => sample.value * grownTo(time, end));
    case 'left': {
      const size = others.find(
        ({ name, labels }) => name.endsWith('_size_bytes') && same(labels, sample.labels),
      )!.value;
      return times.map((time) => size - (size - sample.value) * grownTo(time, end));
    }
    case 'counted':
      return counted(times, sample.value, (time, index) => rate * busy(time) * noise[index]!);
    case 'idle': {
      const work = Math.max(0.01, 1 - rate);
      return counted(times, sample.value, (time, index) => 1 - Math.min(0.95, work * busy(time) * noise[index]!));
    }
  }
}

/** Counts backwards from the value of now, which the live counter goes on with; that `rate` sees no jump is worth values below 0. */
function counted(times: Float64Array, end: number, rate: (time: number, index: number) => number): Float64Array {
  const past = new Float64Array(times.length);
  past[times.length - 1] = end;
  for (let index = times.length - 1; index > 0; index--) {
    past[index - 1] = past[index]! - rate(times[index]!, index) * (times[index]! - times[index - 1]!);
  }
  return past;
}

function grownTo(time: number, end: number): number {
  return Math.max(0, 1 - (GROWTH_A_DAY * (end - time)) / DAY);
}

/** Factor around 1 that lasts some samples. */
function lasting(times: Float64Array, random: Random): Float64Array {
  let level = 0;
  return times.map(() => {
    level = 0.9 * level + 0.02 * normal(random);
    return Math.exp(level);
  });
}

function same(one: Record<string, string>, other: Record<string, string>): boolean {
  return identity({ name: '', labels: one }) === identity({ name: '', labels: other });
}

function identity({ name, labels }: Pick<Sample, 'name' | 'labels'>): string {
  return JSON.stringify([name, ...Object.entries(labels).sort()]);
}
