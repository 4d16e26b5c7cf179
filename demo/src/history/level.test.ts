import type { Sample } from '../exposition.js';
import { readLevel, shareBelow } from './level.js';

const DURATION = 'shop_http_request_duration_seconds';
const labels = { route: '/orders', status: '200' };
const storage: Sample[] = [
  { name: 'shop_storage_used_bytes', labels: {}, value: 80 },
  { name: 'shop_storage_limit_bytes', labels: {}, value: 90 },
];
const orders: Sample[] = [
  { name: `${DURATION}_bucket`, labels: { ...labels, le: '0.1' }, value: 4 },
  { name: `${DURATION}_bucket`, labels: { ...labels, le: '0.05' }, value: 1 },
  { name: `${DURATION}_bucket`, labels: { ...labels, le: '+Inf' }, value: 5 },
  { name: `${DURATION}_sum`, labels, value: 0.4 },
  { name: `${DURATION}_count`, labels, value: 5 },
  { name: `${DURATION}_count`, labels: { route: '/orders', status: '500' }, value: 99 },
];

test('reads shares, mean and storage of a shop, successful requests only', () => {
  const level = readLevel([...storage, ...orders]);
  expect([...level.latency]).toEqual([['/orders', { bounds: [0.05, 0.1], shares: [0.2, 0.8], mean: 0.08 }]]);
  expect(level).toMatchObject({ storageUsedBytes: 80, storageLimitBytes: 90 });
});

test('names the metric that the shop lacks', () => {
  expect(() => readLevel(orders)).toThrow('the shop does not publish shop_storage_used_bytes');
});

test.each([
  [0, 0],
  [0.025, 0.1],
  [0.05, 0.2],
  [0.075, 0.5],
  [0.1, 0.8],
  [7, 0.8],
])('the share below %d s is %d', (seconds, share) => {
  expect(shareBelow({ bounds: [0.05, 0.1], shares: [0.2, 0.8], mean: 0.08 }, seconds)).toBeCloseTo(share, 9);
});
