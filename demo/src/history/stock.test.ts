import type { Sample } from '../exposition.js';
import { createRandom } from '../random.js';
import { activity } from '../shape.js';
import { historyTimes } from './series.js';
import { stockSeries } from './stock.js';

const END = Date.parse('2026-03-04T18:00:00Z') / 1000;
const DAY = 86_400;
const times = historyTimes(END, 8);
const disk = { device: '/dev/sda', fstype: 'ext4', mountpoint: '/' };
const sample = (name: string, value: number, labels: Record<string, string> = {}): Sample => ({ name, labels, value });

function past(before: Sample[], after: Sample[]) {
  const reading = { target: { job: 'stock', instance: 'host:1' }, before, after, seconds: 5 };
  return stockSeries(reading, times, createRandom(3));
}

/** A second, over the hour before `end`. */
function rate(values: Float64Array, end: number): number {
  const last = times.findLastIndex((time) => time <= end);
  const first = times.findLastIndex((time) => time <= end - 3600);
  return (values[last]! - values[first]!) / (times[last]! - times[first]!);
}

test('a counter ends at its value of now, only grows, and was slower when the shop was less busy', () => {
  const labels = { datname: 'shop' };
  const name = 'pg_stat_database_xact_commit';
  const [series] = past([sample(name, 900, labels)], [sample(name, 1000, labels)]);
  expect(series!.labels).toEqual({ datname: 'shop', job: 'stock', instance: 'host:1' });
  expect(series!.values.at(-1)).toBe(1000);
  expect(series!.values.every((value, index, all) => index === 0 || value >= all[index - 1]!)).toBe(true);
  expect(rate(series!.values, END) / 20).toBeCloseTo(1, 0);
  const night = END - 15 * 3600;
  expect(rate(series!.values, night) / 20).toBeCloseTo(activity(night * 1000) / activity(END * 1000), 0);
});

test('a processor was never idle for more than a second a second, nor less than none, and works in one series only', () => {
  const cpu = (mode: string, value: number) => sample('node_cpu_seconds_total', value, { cpu: '0', mode });
  const all = past([cpu('idle', 10), cpu('user', 5)], [cpu('idle', 10.5), cpu('user', 9.5)]);
  expect(all.map(({ labels }) => labels['mode'])).toEqual(['idle']);
  for (let end = END - 7 * DAY; end <= END; end += 3 * 3600) {
    expect(rate(all[0]!.values, end)).toBeGreaterThan(0);
    expect(rate(all[0]!.values, end)).toBeLessThan(1);
  }
});

test('a file system filled up and its size stayed; others than disks have no past', () => {
  const all = past(
    [],
    [
      sample('node_filesystem_size_bytes', 100, disk),
      sample('node_filesystem_avail_bytes', 30, disk),
      sample('node_filesystem_size_bytes', 8, { device: 'tmpfs', fstype: 'tmpfs', mountpoint: '/run' }),
    ],
  );
  expect(all.map(({ name }) => name)).toEqual(['node_filesystem_size_bytes', 'node_filesystem_avail_bytes']);
  const [size, left] = all;
  expect(new Set(size!.values)).toEqual(new Set([100]));
  expect(left!.values.at(-1)).toBe(30);
  expect(left!.values[0]).toBeCloseTo(100 - 70 * (1 - 0.08), 0);
});

test('templates of databases and what is not listed have no past', () => {
  const all = past(
    [],
    [
      sample('pg_database_size_bytes', 7, { datname: 'template1' }),
      sample('pg_database_size_bytes', 7, { datname: '' }),
      sample('pg_database_size_bytes', 9, { datname: 'shop' }),
      sample('pg_locks_count', 3, { datname: 'shop' }),
    ],
  );
  expect(all.map(({ name, labels }) => `${name} ${labels['datname']}`)).toEqual(['pg_database_size_bytes shop']);
});
