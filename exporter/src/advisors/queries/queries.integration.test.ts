import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { METRICS } from '@presage/contract/metrics';
import pg from 'pg';
import { startPostgres, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { QueriesFindings } from './findings.js';
import { queriesAdvisor } from './index.js';

describe.each([
  ['the PostgreSQL of the system', false],
  ['PostgreSQL 18 of npm', true],
])('the queries advisor on %s', (_, embedded) => {
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

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-queries-'));
    server = await startPostgres({ directory, embedded });
    const superuser = await connect('postgres');
    for (const name of ['shop', 'bare']) await superuser.query(`CREATE DATABASE ${name}`);
    await superuser.query('CREATE ROLE monitor LOGIN');
    await superuser.query('GRANT pg_monitor, pg_read_all_data TO monitor');
    await superuser.end();
    shop = await connect('shop');
    for (const sql of SCHEMA) await shop.query(sql);
    await countWrites();
  }, 60_000);

  beforeEach(() => shop.query('SELECT pg_stat_statements_reset()'));

  afterEach(() => Promise.all(opened.splice(0).map((sources) => sources.close())));

  afterAll(async () => {
    await shop.end();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  function advise(settings: object = {}, databases = ['shop']) {
    const config = configSchema.parse({
      targets: {
        postgres: [
          { name: 'main', host: '127.0.0.1', port: server.port, user: 'monitor', database: databases[0], databases },
        ],
      },
      advisors: { queries: { minimum_share: 0, minimum_calls: 1, ...settings } },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    const job = queriesAdvisor.jobs(config)[0]!;
    return {
      job,
      run: async (previous?: QueriesFindings): Promise<QueriesFindings> => {
        const observation = await queriesAdvisor.observe(job, sources, AbortSignal.timeout(20_000), previous);
        return queriesAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
      },
    };
  }

  const titles = ({ recommendations }: QueriesFindings) => recommendations.map(({ title }) => title).sort();

  async function times(count: number, sql: string, parameters: unknown[] = []): Promise<void> {
    for (let i = 0; i < count; i++) await shop.query(sql, parameters);
  }

  /** A server may hold back what a session wrote for a second, or until the session is idle for ten. */
  const countWrites = () => shop.query('SELECT pg_stat_force_next_flush()');

  it('finds what is wrong with texts and plans', async () => {
    await times(5, 'SELECT id FROM orders ORDER BY id LIMIT 10 OFFSET 5000');
    await times(5, 'SELECT note FROM orders');
    await times(5, 'SELECT id FROM orders WHERE placed::date = $1', ['2024-01-05']);
    await times(5, 'SELECT id FROM orders WHERE id::text = $1', ['7']);
    await times(3, 'SELECT a.id, (SELECT max(b.order_id) FROM lines b WHERE b.order_id < a.id) FROM orders a LIMIT 3');
    await shop.query(`SET work_mem = '64kB'`);
    await times(3, 'SELECT note, wide FROM orders ORDER BY note LIMIT 3 OFFSET 19000');
    await shop.query('RESET work_mem');
    const findings = await advise().run();
    expect(titles(findings)).toEqual(
      expect.arrayContaining([
        'Compare the column itself: id::text = $1',
        'Compare the column itself: placed::date = $1',
        'Page by key instead of OFFSET: SELECT id FROM orders ORDER BY id LIMIT $1 OFFSET $2',
        'Limit the rows of a list: SELECT note FROM orders',
        'Give more work_mem to SELECT note, wide FROM orders ORDER BY note LIMIT $1 OFFSET…',
        'Scan lines once, not for each row: SELECT a.id, (SELECT max(b.order_id) FROM lines b WHERE b.o…',
      ]),
    );
  }, 60_000);

  it('proposes a rewrite that gives the same rows and uses the index', async () => {
    await times(5, 'SELECT id FROM orders WHERE placed::date = $1 ORDER BY id', ['2024-01-05']);
    const findings = await advise().run();
    const { change, rollback } = findings.recommendations.find(({ title }) => title.includes('placed::date'))!;
    expect(rollback).toBe('SELECT id FROM orders WHERE placed::date = $1 ORDER BY id');
    const before = await shop.query(rollback, ['2024-01-05']);
    const after = await shop.query(change, ['2024-01-05']);
    expect(after.rows.length).toBeGreaterThan(0);
    expect(after.rows).toEqual(before.rows);
    const plan = await shop.query(`EXPLAIN ${change.replaceAll('$1', `'2024-01-05'`)}`);
    expect(JSON.stringify(plan.rows)).toContain('orders_placed_idx');
  }, 60_000);

  it('ranks statements by their time since the last run, and tells of answers that could be kept', async () => {
    const { run, job } = advise();
    const heavy = 'SELECT count(*), sum(length(md5(wide))) FROM orders';
    await times(3, 'SELECT count(*) FROM lines');
    await times(1, heavy);
    const first = await run();
    await times(20, heavy);
    const second = await run({
      ...first,
      databases: first.databases.map((database) => ({ ...database, time: database.time - 1 })),
    });
    expect(second.databases[0]!.statements[0]!.text).toBe(heavy);
    expect(titles(second)).toContain(`Keep the answer of ${heavy} in a cache`);
    await shop.query(`UPDATE orders SET note = note || '.' WHERE id <= 500`);
    await countWrites();
    await times(20, heavy);
    const third = await run(second);
    const again = third.recommendations.find(({ title }) => title.startsWith('Keep the answer'));
    expect(again!.contradicted).toBe(1);
    const { samples } = queriesAdvisor.metrics(third, job);
    for (const { name, labels } of samples)
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    const id = second.databases[0]!.statements[0]!.id;
    expect(samples).toContainEqual({
      name: 'presage_query_info',
      labels: { target: 'main', datname: 'shop', queryid: id, query: heavy },
      value: 1,
    });
    const [frame] = queriesAdvisor.frames(third, { refId: 'A', kind: 'score' }, job, { from: 0, to: 1 });
    expect(frame!.data.values[4]![0]).toBe(heavy);
  }, 90_000);

  it('finds the lookup that runs once for each row of a list, also behind a view, until that ends', async () => {
    const { run } = advise();
    const list = 'SELECT id FROM recent_orders ORDER BY placed DESC LIMIT 10';
    await times(12, list);
    await times(120, 'SELECT order_id FROM lines WHERE order_id = $1', [7]);
    const repeated = ({ recommendations }: QueriesFindings) =>
      recommendations.find(({ title }) => /^Fetch/.test(title));
    const first = await run();
    expect(repeated(first)).toMatchObject({
      advisor: 'queries',
      action: 'change_query',
      object: 'shop.public.lines',
      title: 'Fetch public.lines with one call for all rows of public.orders, not one a row',
      change: 'SELECT order_id FROM lines WHERE order_id = ANY ($1)',
      rollback: 'SELECT order_id FROM lines WHERE order_id = $1',
    });
    await shop.query('SELECT pg_stat_statements_reset()');
    const quiet = await run(first);
    expect(repeated(quiet)).toMatchObject({ id: repeated(first)!.id, contradicted: 0 });
    await times(12, list);
    await times(120, 'SELECT order_id FROM lines WHERE order_id = ANY ($1)', [[7]]);
    await times(5, 'SELECT order_id FROM lines WHERE order_id = $1', [7]);
    expect(repeated(await run(quiet))!.contradicted).toBe(1);
  }, 60_000);

  it('sees that a statement became slower', async () => {
    const { run } = advise();
    await times(5, 'SELECT pg_sleep($1)', [0.001]);
    let findings = await run();
    for (let window = 0; window < 26; window++) {
      await times(5, 'SELECT pg_sleep($1)', [window < 16 ? 0.002 : 0.02]);
      findings = await run(findings);
    }
    const slow = findings.recommendations.find(({ title }) => title.startsWith('Find out why'));
    expect(slow!.title).toMatch(/became \d+\.\d times slower: SELECT pg_sleep\(\$1\)$/);
    expect(slow!.gainRatio).toBeGreaterThan(0.3);
  }, 90_000);

  it('follows a reset of the counters', async () => {
    const { run } = advise();
    await times(9, 'SELECT count(*) FROM lines');
    const first = await run();
    await shop.query('SELECT pg_stat_statements_reset()');
    await times(2, 'SELECT count(*) FROM lines');
    const second = await run(first);
    const figures = second.databases[0]!.statements.find(({ text }) => text === 'SELECT count(*) FROM lines');
    expect(figures!.mean).toBeGreaterThan(0);
    expect(figures!.callsPerSecond).toBeGreaterThan(0);
  });

  it('keeps to its cap, and survives names of people who mean ill', async () => {
    await shop.query(`SELECT id AS "x'; DROP TABLE orders; --\n" FROM orders WHERE id::text = '1'`);
    const { run, job } = advise({ max_series: 12 });
    const findings = await run();
    const published = queriesAdvisor.metrics(findings, job);
    expect(published.samples.length).toBeLessThanOrEqual(12);
    expect(published.dropped).toBeGreaterThan(0);
    expect((await shop.query('SELECT count(*)::int AS n FROM orders')).rows[0].n).toBe(20_000);
  });

  it('names a database without the extension, and answers for the others', async () => {
    const findings = await advise({}, ['shop', 'bare']).run();
    expect(findings.failed).toEqual([{ datname: 'bare', message: expect.stringContaining('pg_stat_statements') }]);
    await expect(advise({}, ['bare']).run()).rejects.toMatchObject({ code: 'PRS_POSTGRES_NO_STATEMENTS' });
  });
});

const SCHEMA = [
  'CREATE EXTENSION pg_stat_statements',
  'CREATE TABLE orders (id int PRIMARY KEY, placed timestamp, note text, wide text)',
  `INSERT INTO orders SELECT n, '2024-01-01'::timestamp + n * interval '1 hour', 'note ' || n, repeat('x', 400)
   FROM generate_series(1, 20000) n`,
  'CREATE INDEX orders_placed_idx ON orders (placed)',
  'CREATE TABLE lines (order_id int)',
  'INSERT INTO lines SELECT generate_series(1, 5000)',
  'CREATE VIEW recent_orders AS SELECT id, placed FROM orders',
  'ANALYZE',
];
