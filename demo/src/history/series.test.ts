import { TRAFFIC } from '../load/visitors.js';
import { createRandom } from '../random.js';
import { activity, UPLOAD_BYTES_PER_SECOND } from '../shape.js';
import type { ShopLevel } from './level.js';
import { historySeries, historyTimes, type Series } from './series.js';

const DAY = 86_400;
const END = Date.parse('2026-03-04T12:00:00Z') / 1000;
const level: ShopLevel = {
  latency: new Map([['/orders', { bounds: [0.02, 0.05, 0.1], shares: [0.1, 0.7, 0.99], mean: 0.04 }]]),
  storageUsedBytes: 80 * 2 ** 30,
  storageLimitBytes: 90 * 2 ** 30,
};

function history(days: number): { times: Float64Array; find: (name: string, le?: string) => Series; all: Series[] } {
  const times = historyTimes(END, days);
  const target = { job: 'shop', instance: 'shop:80' };
  const all = historySeries({ level, meanRate: 25, times, target, random: createRandom(1) });
  const find = (name: string, le?: string) =>
    all.find((series) => series.name === name && (le === undefined || series.labels['le'] === le))!;
  return { times, find, all };
}

/** Increase over the hour that ends at `end`, a second. */
function rate({ values }: Series, times: Float64Array, end: number): number {
  const last = times.findLastIndex((time) => time <= end);
  const first = times.findLastIndex((time) => time <= end - 3600);
  return (values[last]! - values[first]!) / (times[last]! - times[first]!);
}

test('times end at the end, ascend, and lie one second after full steps that become smaller', () => {
  const end = END + 37;
  const times = historyTimes(end, 28);
  expect(times[0]).toBeGreaterThanOrEqual(end - 28 * DAY);
  expect(times[0]).toBeLessThan(end - 28 * DAY + 301);
  expect(times.at(-1)).toBe(end);
  const steps = [...times.slice(1, -1)].map((time, index) => time - times[index]!);
  expect(Math.min(...steps)).toBe(60);
  expect(Math.max(...steps)).toBe(300);
  expect(times.slice(0, -1).every((time) => time % 60 === 1)).toBe(true);
  expect(new Set(steps.slice(-2 * 1440 + 2))).toEqual(new Set([60]));
});

test('a history whose end lies on its grid has the end once', () => {
  const times = historyTimes(END + 1, 1);
  expect(times.at(-1)).toBe(END + 1);
  expect(times.at(-2)).toBe(END - 59);
});

test('requests follow the shape of the live load up to its level at the end', () => {
  const { times, find } = history(9);
  const requests = find('shop_http_requests_total');
  for (const end of [END, END - 15 * 3600, END - 5 * DAY - 8 * 3600]) {
    const expected = 25 * TRAFFIC['/orders'] * activity((end - 1800) * 1000);
    expect(rate(requests, times, end) / expected).toBeCloseTo(1, 1);
  }
});

test('counters only grow, buckets are cumulative and the last bucket is the count', () => {
  const { times, find } = history(2);
  const cumulative = ['0.02', '0.05', '0.1', '+Inf'].map(
    (le) => find('shop_http_request_duration_seconds_bucket', le).values,
  );
  expect(cumulative[3]).toEqual(find('shop_http_request_duration_seconds_count').values);
  for (let index = 1; index < times.length; index++) {
    for (const values of cumulative) expect(values[index]).toBeGreaterThanOrEqual(values[index - 1]!);
    for (let bucket = 1; bucket < cumulative.length; bucket++) {
      expect(cumulative[bucket]![index]).toBeGreaterThanOrEqual(cumulative[bucket - 1]![index]!);
    }
  }
});

test('latency ends near the level of the live shop', () => {
  const { times, find } = history(2);
  const mean =
    rate(find('shop_http_request_duration_seconds_sum'), times, END) /
    rate(find('shop_http_request_duration_seconds_count'), times, END);
  expect(mean).toBeGreaterThan(0.04 * 0.7);
  expect(mean).toBeLessThan(0.04 * 1.3);
});

test('the volume grows to what is used now', () => {
  const { times, find } = history(28);
  const { values } = find('shop_storage_used_bytes');
  expect(values.at(-1)).toBe(level.storageUsedBytes);
  expect(values[0]).toBeCloseTo(level.storageUsedBytes - (END - times[0]!) * UPLOAD_BYTES_PER_SECOND, -1);
});

test('series carry the labels that Prometheus gives to the live shop', () => {
  const { all } = history(1);
  expect(all.every(({ labels }) => labels['job'] === 'shop' && labels['instance'] === 'shop:80')).toBe(true);
  expect(all.find(({ name }) => name === 'shop_http_requests_total')!.labels).toEqual({
    job: 'shop',
    instance: 'shop:80',
    route: '/orders',
    status: '200',
  });
});
