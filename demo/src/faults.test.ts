import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FAULTS, type Observation, type RecommendationRow } from './faults.js';

const row = (fields: Partial<RecommendationRow>): RecommendationRow => ({
  id: 'abc',
  advisor: 'indexes',
  target: 'shop',
  action: 'create_index',
  object: '',
  title: '',
  reason: '',
  change: '',
  confidence: 1,
  labels: {},
  ...fields,
});
const sample = (name: string, labels: Record<string, string>, value: number): Observation => ({
  recommendations: [],
  samples: [{ name, labels, value }],
});
const recommending = (fields: Partial<RecommendationRow>): Observation => ({
  recommendations: [row(fields)],
  samples: [],
});
const ids = (observation: Observation) => FAULTS.filter((fault) => fault.found(observation)).map(({ id }) => id);

test('nothing is found where nothing is shown', () => {
  expect(ids({ recommendations: [], samples: [] })).toEqual([]);
});

test('every fault names a file of the demo and has an id of its own', () => {
  for (const { planted } of FAULTS)
    expect(existsSync(fileURLToPath(new URL(`../${planted}`, import.meta.url)))).toBe(true);
  expect(new Set(FAULTS.map(({ id }) => id)).size).toBe(FAULTS.length);
});

test.each<[string, Partial<RecommendationRow>]>([
  ['missing-index-orders', { change: 'CREATE INDEX ON orders (customer_id)', labels: { relname: 'orders' } }],
  ['missing-index-reviews', { change: 'CREATE INDEX ON reviews (product_id)', labels: { relname: 'reviews' } }],
  ['unused-index', { action: 'drop_index', labels: { indexrelname: 'orders_total_cents_index' } }],
  ['duplicate-index', { action: 'drop_index', labels: { indexrelname: 'customers_email_index' } }],
  ['invalid-index', { action: 'rebuild_index', labels: { indexrelname: 'products_barcode_index' } }],
  [
    'n-plus-one',
    { advisor: 'queries', action: 'change_query', title: 'Fetch public.order_items with one call for all rows' },
  ],
  ['cache-too-small', { advisor: 'cache', action: 'change_setting', object: 'maxmemory' }],
  ['poor-ttl', { advisor: 'cache', action: 'change_setting', object: 'time to live' }],
])('%s is found by its recommendation alone', (id, fields) => {
  expect(ids(recommending(fields))).toEqual([id]);
});

test.each<Partial<RecommendationRow>>([
  { change: 'CREATE INDEX ON orders (status)', labels: { relname: 'orders' } },
  { action: 'drop_index', labels: { indexrelname: 'orders_pkey' } },
  { advisor: 'indexes', action: 'change_setting', object: 'maxmemory' },
  { advisor: 'queries', action: 'change_query', title: 'Limit the rows of a list: SELECT * FROM order_items' },
])('another recommendation finds nothing: %j', (fields) => {
  expect(ids(recommending(fields))).toEqual([]);
});

test('the latency spike is found while its anomaly is active', () => {
  const anomaly = { anomaly: 'shop-latency-p95' };
  expect(ids(sample('presage_anomaly_active', anomaly, 1))).toEqual(['latency-spike']);
  expect(ids(sample('presage_anomaly_active', anomaly, 0))).toEqual([]);
  expect(ids(sample('presage_anomaly_active', { anomaly: 'shop-request-rate' }, 1))).toEqual([]);
});

test('the volume that fills is found by a forecast of about five days', () => {
  const found = (seconds: number) =>
    ids(sample('presage_forecast_seconds_until_threshold', { forecast: 'shop-storage' }, seconds));
  expect(found(5 * 86_400)).toEqual(['volume-fills']);
  expect(found(0)).toEqual([]);
  expect(found(60 * 86_400)).toEqual([]);
});

test('how it was found names the evidence', () => {
  const orders = FAULTS.find(({ id }) => id === 'missing-index-orders')!;
  const observation = recommending({ title: 'Create it', change: '(customer_id)', labels: { relname: 'orders' } });
  expect(orders.found(observation)).toBe('recommendation abc: Create it');
});
