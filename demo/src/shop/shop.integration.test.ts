import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres, startRedis, type Service } from '../../../scripts/services.mjs';
import { parseExposition } from '../exposition.js';
import { readLevel } from '../history/level.js';
import { runLoad } from '../load/load.js';
import { createRandom } from '../random.js';
import { STORAGE_LIMIT_BYTES, UPLOADED_BYTES_AT_SEED } from '../shape.js';
import { ensureSchema, MONITORING_ROLE, SEED } from './schema.js';
import type { OrderItem, Product, Review } from './store.js';
import { startShop, type Shop } from './shop.js';

let directory: string;
let postgres: Service;
let redis: Service;
let shop: Shop;
let pool: pg.Pool;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'presage-shop-'));
  [postgres, redis] = await Promise.all([
    startPostgres({ directory: join(directory, 'postgres') }),
    startRedis({
      directory: join(directory, 'redis'),
      arguments: ['--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru'],
    }),
  ]);
  shop = await startShop({
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    port: 0,
    host: '127.0.0.1',
    presageUrl: 'http://127.0.0.1:9',
  });
  pool = new pg.Pool({ connectionString: postgres.url, max: 1 });
}, 120_000);

afterAll(async () => {
  await pool?.end();
  await shop?.close();
  await Promise.all([postgres?.stop(), redis?.stop()]);
  rmSync(directory, { recursive: true, force: true });
}, 30_000);

const url = (path: string) => `http://127.0.0.1:${shop.port}${path}`;
const get = async <T = unknown>(path: string) => {
  const response = await fetch(url(path));
  return { status: response.status, body: (await response.json()) as T };
};
const post = (path: string, body?: unknown) =>
  fetch(url(path), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const samples = async () => parseExposition(await (await fetch(url('/metrics'))).text());
const total = async (name: string, labels: Record<string, string>) =>
  (await samples())
    .filter(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )
    .reduce((sum, { value }) => sum + value, 0);

test('a product comes with its latest reviews, the second time from the cache', async () => {
  const hits = await total('shop_cache_hits_total', { cache: 'product' });
  const first = await get<Product & { reviews: Review[] }>('/products/7');
  expect(first.body).toMatchObject({ id: 7, name: 'Product 7' });
  expect(first.body.reviews).toHaveLength(10);
  const times = first.body.reviews.map((review) => Date.parse(review.created_at));
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(await get('/products/7')).toEqual(first);
  expect(await total('shop_cache_hits_total', { cache: 'product' })).toBe(hits + 1);
});

test('the order history asks for items once an order', async () => {
  const before = await total('shop_db_queries_total', { statement: 'order_items' });
  const { body } = await get<{ items: OrderItem[] }[]>('/orders?email=customer42%40shop.example');
  expect(body.length).toBeGreaterThan(5);
  expect(body.every((order) => order.items.length === 2)).toBe(true);
  expect(await total('shop_db_queries_total', { statement: 'order_items' })).toBe(before + body.length);
});

test('an order that was placed is in the database with its lines', async () => {
  const response = await post('/checkout', { email: 'customer1@shop.example', lines: [{ productId: 3, quantity: 2 }] });
  const { id } = (await response.json()) as { id: number };
  expect(id).toBeGreaterThan(SEED.orders);
  const { rows } = await pool.query('SELECT product_id, quantity FROM order_items WHERE order_id = $1', [id]);
  expect(rows).toEqual([{ product_id: 3, quantity: 2 }]);
});

test.each([
  ['/products/0', 404],
  ['/products/99999999999', 404],
  ["/products/1'--", 404],
  ['/categories/1?page=-1', 404],
  ['/orders?email=nobody', 404],
  ['/nowhere', 404],
])('GET %s answers %d', async (path, status) => {
  expect((await get(path)).status).toBe(status);
});

test.each([
  undefined,
  {},
  { email: 'customer1@shop.example', lines: [] },
  { email: 'customer1@shop.example', lines: [{ productId: 'x', quantity: 1 }] },
])('a checkout of %j is refused', async (body) => {
  expect((await post('/checkout', body)).status).toBe(400);
});

test('the latency fault starts on command and refuses senseless numbers', async () => {
  expect((await post('/faults/latency?seconds=0&milliseconds=5')).status).toBe(400);
  expect((await post('/faults/latency?seconds=1')).status).toBe(400);
  expect(await (await post('/faults/latency?seconds=1&milliseconds=1')).json()).toEqual({
    seconds: 1,
    milliseconds: 1,
  });
});

test('the planted index faults are there and the monitoring role can see them', async () => {
  const { user, password } = MONITORING_ROLE;
  const client = new pg.Client({ host: '127.0.0.1', port: postgres.port, database: 'postgres', user, password });
  await client.connect();
  const { rows: indexes } = await client.query<{ name: string; valid: boolean }>(
    `SELECT indexrelid::regclass::text AS name, indisvalid AS valid FROM pg_index
     WHERE indrelid IN ('orders'::regclass, 'reviews'::regclass, 'customers'::regclass, 'products'::regclass) ORDER BY 1`,
  );
  const { rows: permissions } = await client.query(
    `SELECT has_table_privilege('orders', 'SELECT') AS read, has_table_privilege('orders', 'UPDATE') AS write`,
  );
  await client.end();
  expect(indexes).toEqual([
    { name: 'customers_email_index', valid: true },
    { name: 'customers_email_key', valid: true },
    { name: 'customers_pkey', valid: true },
    { name: 'orders_pkey', valid: true },
    { name: 'orders_total_cents_index', valid: true },
    { name: 'products_barcode_index', valid: false },
    { name: 'products_category_index', valid: true },
    { name: 'products_pkey', valid: true },
    { name: 'reviews_pkey', valid: true },
  ]);
  expect(permissions).toEqual([{ read: true, write: false }]);
});

test('a second seed does nothing', async () => {
  expect(await ensureSchema(pool)).toBe(false);
  const { rows } = await pool.query('SELECT count(*)::int AS count FROM customers');
  expect(rows).toEqual([{ count: SEED.customers }]);
});

test('the load visits every route with success, and the shop shows what the history needs', async () => {
  const summary = await runLoad({
    shopUrl: url(''),
    meanRate: 400,
    concurrency: 8,
    random: createRandom(1),
    signal: AbortSignal.timeout(2_000),
  });
  expect(summary.answered).toBeGreaterThan(20);
  expect(summary.failed).toBe(0);
  const level = readLevel(await samples());
  expect([...level.latency.keys()].sort()).toEqual(['/', '/categories/:id', '/checkout', '/orders', '/products/:id']);
  expect(level.storageUsedBytes).toBeGreaterThan(UPLOADED_BYTES_AT_SEED);
  expect(level.storageLimitBytes).toBe(STORAGE_LIMIT_BYTES);
});

test('the warmed cache is larger than its memory and evicts', async () => {
  const { Redis } = await import('ioredis');
  const client = new Redis(redis.url);
  const evicted = /evicted_keys:(\d+)/.exec(await client.info('stats'))?.[1];
  client.disconnect();
  expect(Number(evicted)).toBeGreaterThan(0);
});

test('a shop without its cache is slower, not down', async () => {
  redis.kill('SIGKILL');
  expect((await get('/products/8')).status).toBe(200);
  await redis.restart();
}, 30_000);
