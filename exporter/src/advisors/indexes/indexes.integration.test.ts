import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { METRICS } from '@presage/contract/metrics';
import { RECOMMENDATION_FIELDS } from '@presage/contract/frames';
import pg from 'pg';
import { findTools, freePort, startPostgres, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { IndexesFindings, IndexesRecommendation } from './findings.js';
import { indexesAdvisor } from './index.js';

const withHypopg = findTools().hypopg ? describe : describe.skip;

withHypopg('the indexes advisor on a real PostgreSQL', () => {
  let directory: string;
  let server: Service;
  let shop: pg.Client;
  const opened: Sources[] = [];

  const connect = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: new URL(`/${database}`, server.url).href });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };

  function advise(databases: string[], settings: object = {}, timeoutSeconds?: number, prometheus?: string) {
    const config = configSchema.parse({
      targets: {
        postgres: [
          {
            name: 'main',
            host: '127.0.0.1',
            port: server.port,
            user: 'monitor',
            database: databases[0],
            databases,
            ...(prometheus !== undefined && { scan_history: { target: 'metrics' } }),
          },
        ],
        ...(prometheus !== undefined && { prometheus: [{ name: 'metrics', url: prometheus, retries: 0 }] }),
      },
      advisors: { indexes: { unused_after: '1s', ...settings } },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    const configured = indexesAdvisor.jobs(config)[0]!;
    const job = { ...configured, timeoutSeconds: timeoutSeconds ?? configured.timeoutSeconds };
    return {
      job,
      run: async (previous?: IndexesFindings): Promise<IndexesFindings> => {
        const signal = AbortSignal.timeout(30_000);
        const observation = await indexesAdvisor.observe(job, sources, signal, previous);
        return indexesAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
      },
    };
  }

  const find = (findings: IndexesFindings, action: string, index?: string): IndexesRecommendation | undefined =>
    findings.recommendations.find(
      (open) => open.action === action && (index === undefined || open.labels['indexrelname'] === index),
    );

  const planCost = async (sql: string): Promise<number> =>
    (await shop.query(`EXPLAIN (FORMAT JSON) ${sql}`)).rows[0]['QUERY PLAN'][0]['Plan']['Total Cost'];

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-indexes-'));
    server = await startPostgres({ directory });
    const superuser = await connect('postgres');
    for (const name of ['shop', 'bare', 'blind']) await superuser.query(`CREATE DATABASE ${name}`);
    await superuser.query('CREATE ROLE monitor LOGIN');
    await superuser.query('GRANT pg_monitor TO monitor');
    await superuser.end();
    shop = await connect('shop');
    for (const sql of SCHEMA) await shop.query(sql);
    await shop.query('SELECT pg_stat_reset(), pg_stat_statements_reset()');
    await runWorkload(shop);
    // counters reach the statistics views within a second, and indexes must be unused for one
    await shop.query('SELECT pg_sleep(1.5)');
  }, 120_000);

  afterEach(() => Promise.all(opened.splice(0).map((sources) => sources.close())));

  afterAll(async () => {
    await shop?.end();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  let first: IndexesFindings;

  it('finds the missing index, with columns in the right order and a predicted gain', async () => {
    first = await advise(['shop']).run();
    const missing = find(first, 'create_index')!;
    expect(missing).toMatchObject({
      object: 'shop.public.orders',
      change: `CREATE INDEX CONCURRENTLY "orders_customer_id_created_at_idx" ON "public"."orders" USING btree ("customer_id", "created_at" DESC);`,
      rollback: 'DROP INDEX CONCURRENTLY "public"."orders_customer_id_created_at_idx";',
      labels: { datname: 'shop', schemaname: 'public', relname: 'orders' },
    });
    expect(missing.gainRatio).toBeGreaterThan(0.3);
    expect(missing.sizeBytes).toBeGreaterThan(100_000);
    expect(missing.evidence[0]!.label).toContain('FROM orders WHERE customer_id = $1');
    expect(first.databases[0]).toMatchObject({ hypothetical: true });
  }, 60_000);

  it('calls no index unused while it cannot read the history of the scans, and says so', async () => {
    const { run, job } = advise(['shop'], {}, undefined, `http://127.0.0.1:${await freePort()}`);
    const findings = await run();
    const reasons = findings.recommendations.flatMap(({ index }) => index?.reason ?? []);
    expect(reasons).toContain('duplicate');
    expect(reasons).not.toContain('unused');
    const [frame] = indexesAdvisor.frames(findings, { refId: 'A', kind: 'recommendation' }, job, { from: 0, to: 0 });
    expect(JSON.stringify(frame!.schema.meta)).toContain('No index is called unused');
  }, 60_000);

  it('finds unused, duplicate, redundant and invalid indexes and gives the way back', () => {
    expect(find(first, 'drop_index', 'orders_total_index')).toMatchObject({
      change: 'DROP INDEX CONCURRENTLY "public"."orders_total_index";',
      rollback: 'CREATE INDEX CONCURRENTLY orders_total_index ON public.orders USING btree (total);',
      index: { reason: 'unused' },
    });
    expect(find(first, 'drop_index', 'customers_email_again')?.index?.reason).toBe('duplicate');
    expect(find(first, 'drop_index', 'items_product')?.index?.reason).toBe('redundant');
    expect(find(first, 'rebuild_index', 'customers_name_unique')?.change).toBe(
      'REINDEX INDEX CONCURRENTLY "public"."customers_name_unique";',
    );
  });

  it('never drops what backs a key, a constraint, a foreign key or the replica identity', () => {
    const dropped = first.recommendations.filter(({ action }) => action === 'drop_index');
    expect(dropped.map(({ labels }) => labels['indexrelname']).sort()).toEqual([
      'customers_email_again',
      'items_product',
      'orders_total_index',
    ]);
  });

  it('names what it left out', () => {
    expect(first.databases[0]!.skipped).toMatchObject({
      utility: expect.any(Number),
      no_known_table: expect.any(Number),
    });
  });

  it('publishes only metrics of the catalogue with exactly their labels, within the cap', () => {
    const { job } = advise(['shop']);
    const { samples, dropped } = indexesAdvisor.metrics(first, job);
    expect(dropped).toBe(0);
    for (const { name, labels, value } of samples) {
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
      expect(Number.isFinite(value)).toBe(true);
    }
    expect(samples.filter(({ name }) => name === 'presage_index_recommendation_info')).toHaveLength(5);
  });

  it('answers with one table row a recommendation', () => {
    const { job } = advise(['shop']);
    const ask = (query: object) =>
      indexesAdvisor.frames(first, { refId: 'A', kind: 'recommendation', ...query }, job, { from: 0, to: 0 });
    const [frame] = ask({});
    expect(frame!.schema.fields.map(({ name }) => name)).toEqual([...RECOMMENDATION_FIELDS]);
    expect(frame!.data.values[0]).toHaveLength(first.recommendations.length);
    expect(ask({ advisor: 'cache' })).toEqual([]);
    expect(ask({ target: 'other' })).toEqual([]);
    expect(ask({ minimumConfidence: 0.9 })[0]!.data.values[0]!.length).toBeLessThan(first.recommendations.length);
    expect(ask({ name: first.recommendations[0]!.id })[0]!.data.values[0]).toEqual([first.recommendations[0]!.id]);
  });

  it('keeps ids and first sight over runs, and over a run whose workload is empty', async () => {
    const { run } = advise(['shop']);
    const second = await run(first);
    expect(second.recommendations.map(({ id, firstSeen }) => [id, firstSeen]).sort()).toEqual(
      first.recommendations.map(({ id, firstSeen }) => [id, firstSeen]).sort(),
    );
    await shop.query('SELECT pg_stat_statements_reset()');
    const quiet = await run(second);
    expect(find(quiet, 'create_index')?.id).toBe(find(first, 'create_index')!.id);
    await runWorkload(shop);
  }, 60_000);

  it('withdraws a recommendation at once when it is applied, and its prediction holds', async () => {
    const { run } = advise(['shop']);
    const sql = `SELECT id, total FROM orders WHERE customer_id = 7 ORDER BY created_at DESC LIMIT 10`;
    const before = await planCost(sql);
    const missing = find(first, 'create_index')!;
    await shop.query(missing.change);
    expect(await planCost(sql)).toBeLessThan(before / 10);
    await shop.query(find(first, 'drop_index', 'customers_email_again')!.change);
    const after = await run(first);
    expect(find(after, 'create_index')).toBeUndefined();
    expect(find(after, 'drop_index', 'customers_email_again')).toBeUndefined();
    expect(find(after, 'drop_index', 'orders_total_index')).toBeDefined();
    await shop.query(missing.rollback);
    expect(find(await run(after), 'create_index')?.id).toBe(missing.id);
  }, 60_000);

  it('leaves no hypothetical index, prepared statement or setting behind', async () => {
    const config = configSchema.parse({
      targets: {
        postgres: [
          { name: 'main', host: '127.0.0.1', port: server.port, user: 'monitor', database: 'shop', max_connections: 1 },
        ],
      },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    const signal = AbortSignal.timeout(30_000);
    await indexesAdvisor.observe(indexesAdvisor.jobs(config)[0]!, sources, signal, undefined);
    const [left] = await sources.postgres('main').session('shop', signal, (session) =>
      session.query(
        `SELECT (SELECT count(*) FROM hypopg_list_indexes) AS indexes, (SELECT count(*) FROM pg_prepared_statements) AS statements,
                current_setting('plan_cache_mode') AS mode`,
      ),
    );
    expect(left).toEqual({ indexes: 0, statements: 0, mode: 'auto' });
  }, 60_000);

  it('advises by rule with low confidence where HypoPG is missing, and says so', async () => {
    const bare = await connect('bare');
    for (const sql of [
      'CREATE EXTENSION pg_stat_statements',
      ...SCHEMA.filter((line) => !line.includes('EXTENSION')),
    ]) {
      await bare.query(sql);
    }
    await runWorkload(bare);
    await bare.end();
    const { run, job } = advise(['bare']);
    const findings = await run();
    const missing = find(findings, 'create_index')!;
    expect(missing).toMatchObject({ object: 'bare.public.orders', confidence: 0.3 });
    expect(missing.gainRatio).toBeUndefined();
    expect(missing.reason).toContain('HypoPG is not installed');
    const [frame] = indexesAdvisor.frames(findings, { refId: 'A', kind: 'recommendation' }, job, { from: 0, to: 0 });
    expect(frame!.schema.meta.notices).toEqual([{ severity: 'warning', text: expect.stringContaining('HypoPG') }]);
  }, 60_000);

  it('reads the statements of a database through another one that has the extension, and says when none has', async () => {
    await expect(advise(['blind']).run()).rejects.toMatchObject({
      code: 'PRS_POSTGRES_NO_STATEMENTS',
      message: expect.stringContaining('"blind"'),
    });
    const findings = await advise(['blind', 'shop']).run();
    expect(findings.failed).toEqual([]);
    expect(findings.databases.map(({ datname }) => datname)).toEqual(['blind', 'shop']);
  }, 60_000);

  it('stops at its budget and says what it left out', async () => {
    const { run } = advise(['shop'], {}, 0);
    const findings = await run();
    expect(findings.databases[0]!.skipped['budget']).toBeGreaterThan(0);
    expect(findings.databases[0]!.plannerCalls).toBe(0);
    expect(find(findings, 'drop_index', 'items_product')).toBeDefined();
  }, 60_000);

  it('survives hostile names and texts', async () => {
    const hostile = await connect('shop');
    await hostile.query(
      `CREATE SCHEMA "o'dd ""schema"; CREATE TABLE "o'dd ""schema"."t; DROP TABLE orders; --" (id int, "é""x'y" int)`,
    );
    await hostile.query(
      `INSERT INTO "o'dd ""schema"."t; DROP TABLE orders; --" SELECT i, i FROM generate_series(1, 100000) i`,
    );
    await hostile.query('GRANT USAGE ON SCHEMA "o\'dd ""schema" TO monitor');
    await hostile.query(`GRANT SELECT ON ALL TABLES IN SCHEMA "o'dd ""schema" TO monitor`);
    await hostile.query(`ANALYZE`);
    for (let i = 0; i < 60; i++) {
      await hostile.query(`SELECT id FROM "o'dd ""schema"."t; DROP TABLE orders; --" WHERE "é""x'y" = $1`, [i]);
    }
    const findings = await advise(['shop'], { minimum_gain_ratio: 0 }).run();
    const made = findings.recommendations.find(({ labels }) => labels['schemaname'] === `o'dd "schema`)!;
    expect(made.change).toContain(`ON "o'dd ""schema"."t; DROP TABLE orders; --" USING btree ("é""x'y");`);
    await hostile.query(made.change);
    await hostile.query(made.rollback);
    expect((await hostile.query('SELECT count(*) FROM orders')).rows[0].count).not.toBe('0');
    await hostile.end();
  }, 60_000);

  it('says when pg_stat_statements is created but not loaded', async () => {
    const other = path.join(directory, 'unloaded');
    const plain = await startPostgres({ directory: other, settings: { shared_preload_libraries: '' } });
    try {
      const client = new pg.Client({ connectionString: plain.url });
      await client.connect();
      await client.query('CREATE EXTENSION pg_stat_statements');
      await client.end();
      const config = configSchema.parse({ targets: { postgres: [{ name: 'main', url: plain.url }] } });
      const sources = createSources(config, { request: () => undefined, retry: () => undefined });
      opened.push(sources);
      const run = indexesAdvisor.observe(
        indexesAdvisor.jobs(config)[0]!,
        sources,
        AbortSignal.timeout(20_000),
        undefined,
      );
      await expect(run).rejects.toMatchObject({ code: 'PRS_POSTGRES_NO_STATEMENTS' });
    } finally {
      await plain.stop();
    }
  }, 60_000);
});

const SCHEMA = [
  'CREATE EXTENSION pg_stat_statements',
  'CREATE EXTENSION hypopg',
  `CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL UNIQUE, name text)`,
  `CREATE TABLE products (id int PRIMARY KEY, name text)`,
  `CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, created_at timestamptz, total int, state text)`,
  `CREATE TABLE items (order_id int REFERENCES orders, product_id int REFERENCES products, quantity int, note text)`,
  `CREATE TABLE audit (id int NOT NULL, text text)`,
  `INSERT INTO customers SELECT i, 'c' || i, 'n' || i % 900 FROM generate_series(1, 5000) i`,
  `INSERT INTO products SELECT i, 'p' || i FROM generate_series(1, 2000) i`,
  `INSERT INTO orders SELECT i, 1 + i % 5000, now() - i * interval '1 min', i % 997, 'x' FROM generate_series(1, 100000) i`,
  `INSERT INTO items SELECT i, 1 + i % 2000, 1 FROM generate_series(1, 100000) i`,
  `INSERT INTO audit SELECT i, 't' FROM generate_series(1, 2000) i`,
  'CREATE UNIQUE INDEX audit_identity ON audit (id)',
  'ALTER TABLE audit REPLICA IDENTITY USING INDEX audit_identity',
  'CREATE INDEX items_order ON items (order_id)',
  'CREATE INDEX items_product ON items (product_id)',
  'CREATE INDEX items_product_quantity ON items (product_id, quantity)',
  'CREATE INDEX orders_total_index ON orders (total)',
  'CREATE INDEX customers_email_again ON customers (email)',
  `DO $$ BEGIN EXECUTE 'CREATE UNIQUE INDEX customers_name_unique ON customers (name) WHERE false';
     UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'customers_name_unique'::regclass; END $$`,
  'GRANT SELECT ON ALL TABLES IN SCHEMA public TO monitor',
  'VACUUM ANALYZE',
];

/** A shop's traffic: order lists without an index, and one query for each order of a list. */
async function runWorkload(client: pg.Client): Promise<void> {
  for (let i = 1; i <= 30; i++) {
    await client.query('SELECT id, total FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 10', [i]);
    for (let j = 0; j < 10; j++) {
      await client.query('SELECT product_id, quantity FROM items WHERE order_id = $1', [i * 10 + j]);
    }
    await client.query('SELECT name FROM customers WHERE email = $1', [`c${i}`]);
    await client.query('UPDATE audit SET text = $2 WHERE id = $1', [i, 'u']);
    await client.query('BEGIN');
    await client.query('COMMIT');
    await client.query('SELECT count(*) FROM pg_class');
  }
  await client.query('SELECT quantity FROM items WHERE product_id = 1 AND quantity > 0 ORDER BY quantity LIMIT 1');
}
