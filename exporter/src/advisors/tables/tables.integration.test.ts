import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { METRICS } from '@presage/contract/metrics';
import pg from 'pg';
import { startPostgres, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { TablesFindings } from './findings.js';
import { tablesAdvisor } from './index.js';

describe.each([
  ['the PostgreSQL of the system', false],
  ['PostgreSQL 18 of npm', true],
])('the tables advisor on %s', (_, embedded) => {
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
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-tables-'));
    server = await startPostgres({
      directory,
      embedded,
      settings: { autovacuum: 'off', max_prepared_transactions: '2' },
    });
    const superuser = await connect('postgres');
    await superuser.query('CREATE DATABASE shop');
    await superuser.query('CREATE ROLE monitor LOGIN');
    await superuser.query('GRANT pg_monitor, pg_read_all_data TO monitor');
    await superuser.end();
    shop = await connect('shop');
    // counters reach the server's when a session ends; in one session ANALYZE would come before what it counts
    for (const sql of SCHEMA) {
      const session = await connect('shop');
      await session.query(sql);
      await session.end();
      await sleep(50);
    }
  }, 60_000);

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
          { name: 'main', host: '127.0.0.1', port: server.port, user: 'monitor', database: 'shop', databases },
        ],
      },
      advisors: { tables: settings },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    const job = tablesAdvisor.jobs(config)[0]!;
    return {
      job,
      run: async (previous?: TablesFindings): Promise<TablesFindings> => {
        const observation = await tablesAdvisor.observe(job, sources, AbortSignal.timeout(20_000), previous);
        return tablesAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
      },
    };
  }

  const titles = ({ recommendations }: TablesFindings) => recommendations.map(({ title }) => title);

  it('finds what was planted, and nothing else', async () => {
    const findings = await advise().run();
    expect(titles(findings).sort()).toEqual([
      'Create an index on public.lines (order_id) for the foreign key lines_order_id_fkey',
      'Let autovacuum work on public.silent again',
      'Make new planner statistics of public.fresh',
      'Make room after public.narrow_id_seq, which has used 92 % of its values',
      'Switch autovacuum on',
      'Switch fsync on',
      'Switch full_page_writes on',
      'Vacuum public."odd" name, which autovacuum does not keep up with',
    ]);
    expect(findings.failed).toEqual([]);
  });

  it('proposes changes that the server takes, and that settle the matter', async () => {
    const { run } = advise();
    let findings = await run();
    const mine = findings.recommendations.filter(({ datname }) => datname === 'shop');
    expect(mine).toHaveLength(5);
    for (const { change } of mine) {
      for (const statement of change.split(/;\n?/).filter((text) => text !== '')) await shop.query(statement);
    }
    for (let i = 0; i < 3; i++) {
      await sleep(1_200);
      await shop.query('SELECT 1');
      findings = await run(findings);
    }
    expect(findings.recommendations.filter(({ datname }) => datname === 'shop')).toEqual([]);
    for (const { rollback } of mine.filter(({ action }) => action === 'create_index')) await shop.query(rollback);
  }, 30_000);

  it('publishes figures with the labels of the stock exporter', async () => {
    const { run, job } = advise();
    const published = tablesAdvisor.metrics(await run(), job);
    for (const { name, labels } of published.samples) {
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    }
    const value = (name: string, relname: string) =>
      published.samples.find((sample) => sample.name === name && sample.labels['relname'] === relname)?.value;
    expect(value('presage_postgres_sequence_used_ratio', 'lines_id_seq')).toBeLessThan(0.01);
    expect(value('presage_postgres_table_buffer_hit_ratio', 'lines')).toBeGreaterThan(0);
    const left = published.samples.find(
      ({ name, labels }) => name === 'presage_postgres_transaction_ids_remaining' && labels['datname'] === 'shop',
    );
    expect(left!.value).toBeGreaterThan(2e9);
  });

  it('keeps to its cap and says what it left out', async () => {
    const { run, job } = advise({ max_series: 40 });
    const findings = await run();
    const published = tablesAdvisor.metrics(findings, job);
    expect(published.samples.length).toBeLessThanOrEqual(40);
    expect(published.dropped).toBeGreaterThan(0);
  });

  it('tells how fast transaction ids are used once it has watched for a while', async () => {
    const { run } = advise();
    const first = await run();
    expect(first.databases[0]!.wraparoundSeconds).toBeUndefined();
    await shop.query('SELECT txid_current()');
    const earlier = {
      ...first,
      marks: Object.fromEntries(
        Object.entries(first.marks).map(([key, mark]) => [key, { ...mark, time: mark.time - 3_600 }]),
      ),
    };
    const second = await run(earlier);
    expect(second.databases.find(({ datname }) => datname === 'shop')!.wraparoundSeconds).toBeGreaterThan(86_400);
  });

  it('names the prepared transaction that keeps dead rows', async () => {
    await shop.query('BEGIN');
    await shop.query('SELECT txid_current()');
    await shop.query(`PREPARE TRANSACTION 'forgotten'`);
    try {
      const findings = await advise().run();
      expect(findings.horizonAge).toMatchObject({ kind: 'prepared transaction' });
    } finally {
      await shop.query(`ROLLBACK PREPARED 'forgotten'`);
    }
  });

  it('answers for the databases that it can read, and names the others', async () => {
    const findings = await advise({}, ['shop', 'absent']).run();
    expect(findings.failed).toEqual([expect.objectContaining({ datname: 'absent' })]);
    const [frame] = tablesAdvisor.frames(findings, { refId: 'A', kind: 'recommendation' }, advise().job, {
      from: 0,
      to: 1,
    });
    expect(frame!.schema.meta.notices![0]!.text).toContain('absent');
    const [scores] = tablesAdvisor.frames(
      findings,
      { refId: 'A', kind: 'score', name: 'fullest sequence' },
      advise().job,
      { from: 0, to: 1 },
    );
    expect(scores!.data.values[2]![0]).toBeGreaterThan(0);
  });
});

const SCHEMA = [
  'CREATE TABLE orders (id bigserial PRIMARY KEY, note text)',
  `INSERT INTO orders (note) SELECT 'x' FROM generate_series(1, 20000)`,
  'CREATE TABLE lines (id bigserial PRIMARY KEY, order_id bigint REFERENCES orders)',
  'INSERT INTO lines (order_id) SELECT n FROM generate_series(1, 20000) n',
  'ANALYZE',
  'DELETE FROM lines WHERE order_id = 1',
  'DELETE FROM orders WHERE id = 1',
  'CREATE TABLE """odd"" name" (id int)',
  'INSERT INTO """odd"" name" SELECT generate_series(1, 30000)',
  'ANALYZE """odd"" name"',
  'UPDATE """odd"" name" SET id = id + 1',
  'CREATE TABLE silent (id int) WITH (autovacuum_enabled = false)',
  'INSERT INTO silent SELECT generate_series(1, 20000)',
  'ANALYZE silent',
  'DELETE FROM silent WHERE id <= 15000',
  'CREATE TABLE fresh (id int)',
  'INSERT INTO fresh SELECT generate_series(1, 30000)',
  'CREATE TABLE narrow (id smallserial PRIMARY KEY)',
  `SELECT setval('narrow_id_seq', 30000)`,
  'ANALYZE orders, lines, narrow',
];
