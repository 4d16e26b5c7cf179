import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { findTools, startPostgres, startRedis, type Service } from '../../../scripts/services.mjs';
import { configSchema } from '../config/config.js';
import { createSources } from './create.js';
import type { PostgresSession, Sources } from './source.js';

const page = fileURLToPath(new URL('../../../docs/permissions.md', import.meta.url));
const never = () => new AbortController().signal;
const { hypopg, redisServer } = findTools();

let directory: string;
let blocks: { language: string; text: string }[];

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'presage-permissions-'));
  const found = (await readFile(page, 'utf8')).matchAll(/^```(\w+)\n(.*?)^```$/gms);
  blocks = [...found].map(([, language = '', text = '']) => ({ language, text }));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

(hypopg ? describe : describe.skip)('the role of docs/permissions.md', () => {
  let server: Service;
  let superuser: pg.Client;
  let sources: Sources;

  /** Runs the block of the page in which the text occurs. */
  async function runBlock(text: string): Promise<void> {
    const block = blocks.find((candidate) => candidate.language === 'sql' && candidate.text.includes(text));
    await superuser.query(block!.text);
  }

  const ask = <T>(work: (session: PostgresSession) => Promise<T>) =>
    sources.postgres('main').session('postgres', never(), work);
  const explain = () => ask((session) => session.query(`EXPLAIN SELECT * FROM orders WHERE customer = 7`));

  beforeAll(async () => {
    server = await startPostgres({ directory: path.join(directory, 'postgres') });
    superuser = new pg.Client(server.url);
    await superuser.connect();
    await superuser.query(
      'CREATE TABLE orders AS SELECT number AS id, number % 97 AS customer FROM generate_series(1, 20000) number',
    );
    await superuser.query('ANALYZE orders');
    await superuser.query('CREATE DATABASE closed');
    await superuser.query('REVOKE CONNECT ON DATABASE closed FROM public');
    await runBlock('CREATE ROLE');
    await runBlock('CREATE EXTENSION');
    const target = {
      name: 'main',
      host: '127.0.0.1',
      port: server.port,
      user: 'presage',
      database: 'postgres',
      databases: ['*'],
    };
    sources = createSources(configSchema.parse({ targets: { postgres: [target] } }), {
      request: () => undefined,
      retry: () => undefined,
    });
  }, 30_000);

  afterAll(async () => {
    await sources?.close();
    await superuser?.end();
    await server?.stop();
  });

  it('reads the statements of others, and HypoPG', async () => {
    await superuser.query('SELECT count(*) FROM orders');
    const texts = await ask((session) =>
      session.query<{ query: string }>(`SELECT query FROM pg_stat_statements WHERE query LIKE '%FROM orders'`),
    );
    expect(texts).toEqual([{ query: 'SELECT count(*) FROM orders' }]);
    const sizes = await ask(async (session) => {
      await session.query('SELECT hypopg_create_index($1)', ['CREATE INDEX ON orders (customer)']);
      return session.query<{ size: number }>('SELECT hypopg_relation_size(indexrelid) AS size FROM hypopg()');
    });
    expect(sizes[0]!.size).toBeGreaterThan(0);
    expect(await sources.postgres('main').databases(never())).toEqual(['postgres']);
  });

  it('may not read tables before it is granted', async () => {
    await expect(explain()).rejects.toMatchObject({ code: 'PRS_SOURCE_PERMISSION' });
  });

  it('plans with hypothetical indexes once one schema is granted', async () => {
    await runBlock('GRANT SELECT ON ALL TABLES');
    const plan = await ask(async (session) => {
      await session.query('SELECT hypopg_create_index($1)', ['CREATE INDEX ON orders (customer)']);
      return session.query('EXPLAIN SELECT * FROM orders WHERE customer = 7');
    });
    expect(JSON.stringify(plan)).toMatch(/<\d+>btree_orders_customer/);
    await superuser.query('CREATE TABLE later ()');
    expect(await ask((session) => session.query('SELECT * FROM later'))).toEqual([]);
    await superuser.query('REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM presage');
    await expect(explain()).rejects.toMatchObject({ code: 'PRS_SOURCE_PERMISSION' });
  });

  it('plans everything, and sees the statistics of columns, with pg_read_all_data', async () => {
    await runBlock('GRANT pg_read_all_data');
    expect(await explain()).not.toEqual([]);
    const columns = await ask((session) =>
      session.query(`SELECT attname FROM pg_stats WHERE tablename = 'orders' ORDER BY 1`),
    );
    expect(columns).toEqual([{ attname: 'customer' }, { attname: 'id' }]);
  });

  it('can change nothing', async () => {
    for (const sql of [
      'INSERT INTO orders VALUES (1, 1)',
      'CREATE TABLE own ()',
      'SELECT pg_stat_statements_reset()',
    ]) {
      await expect(ask((session) => session.query(sql))).rejects.toMatchObject({
        code: expect.stringMatching(/^PRS_SOURCE_(PERMISSION|QUERY)$/),
      });
    }
    const writable = ask(async (session) => {
      await session.query('SET default_transaction_read_only = off');
      await session.query('INSERT INTO orders VALUES (1, 1)');
    });
    await expect(writable).rejects.toMatchObject({ code: 'PRS_SOURCE_PERMISSION' });
  });
});

(redisServer === undefined ? describe.skip : describe)('the ACL of docs/permissions.md', () => {
  it('allows INFO and a look at keys from outside, and no value', async () => {
    const server = await startRedis({ directory: path.join(directory, 'redis') });
    const targets = [
      { name: 'admin', url: server.url },
      { name: 'own', url: server.url, username: 'presage', password: 'change-me' },
    ];
    const sources = createSources(configSchema.parse({ targets: { redis: targets } }), {
      request: () => undefined,
      retry: () => undefined,
    });
    try {
      for (const { text } of blocks.filter((block) => block.text.startsWith('ACL SETUSER'))) {
        const [command = '', ...rest] = text.trim().split(' ');
        expect(await sources.redis('admin').command([command, ...rest], never())).toBe('OK');
      }
      const own = sources.redis('own');
      expect((await own.info(never())).size).toBe(1);
      await sources.redis('admin').command(['SET', 'key', 'value'], never());
      const looks: [string, ...string[]][] = [
        ['SCAN', '0'],
        ['DBSIZE'],
        ['MEMORY', 'USAGE', 'key'],
        ['PTTL', 'key'],
        ['TYPE', 'key'],
        ['OBJECT', 'IDLETIME', 'key'],
        ['OBJECT', 'ENCODING', 'key'],
        ['LATENCY', 'LATEST'],
        ['LATENCY', 'HISTOGRAM'],
        ['CLIENT', 'LIST'],
      ];
      for (const command of looks) expect(await own.command(command, never())).not.toBeNull();
      await expect(own.command(['CLUSTER', 'SLOTS'], never())).rejects.toMatchObject({ code: 'PRS_SOURCE_QUERY' });
      for (const command of [
        ['GET', 'key'],
        ['SET', 'key', 'x'],
        ['DEL', 'key'],
        ['CONFIG', 'GET', '*'],
        ['KEYS', '*'],
        ['FLUSHALL'],
      ] as [string, ...string[]][]) {
        await expect(own.command(command, never())).rejects.toMatchObject({ code: 'PRS_REDIS_COMMAND_DENIED' });
      }
    } finally {
      await sources.close();
      await server.stop();
    }
  });
});
