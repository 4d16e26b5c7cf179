import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { findTools, startPostgres, startRedis, type Service } from '../../../scripts/services.mjs';
import { advisors } from '../advisors/registry.js';
import { configSchema } from '../config/config.js';
import { createSources } from './create.js';
import type { PostgresSession, Sources } from './source.js';

const page = fileURLToPath(new URL('../../../docs/permissions.md', import.meta.url));
const never = () => new AbortController().signal;
const { hypopg, postgresBin, redisServer } = findTools();

let directory: string;
let blocks: { language: string; text: string }[];

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'presage-permissions-'));
  const found = (await readFile(page, 'utf8')).matchAll(/^```(\w+)\n(.*?)^```$/gms);
  blocks = [...found].map(([, language = '', text = '']) => ({ language, text }));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

/** Databases, schemas and roles may have any name. */
const ODD_SCHEMA = 'Sales "2024"';
const PASSWORD = `it's "secret" \\ $x`;

const servers: [string, { embedded: boolean; hypopg: boolean }][] = [
  ['the PostgreSQL of the system', { embedded: false, hypopg }],
  ['PostgreSQL 18 of npm', { embedded: true, hypopg: false }],
];

// psql is part of the PostgreSQL of the system
(postgresBin === undefined ? describe.skip : describe).each(servers)('the role of %s', (_, kind) => {
  let server: Service;
  let superuser: pg.Client;
  let sources: Sources;

  async function runScript(name: string, variables: string[] = []): Promise<void> {
    const file = fileURLToPath(new URL(`../../../provisioning/postgres/${name}`, import.meta.url));
    const given = variables.flatMap((variable) => ['--set', variable]);
    await promisify(execFile)(
      path.join(postgresBin!, 'psql'),
      ['--no-psqlrc', '--quiet', '--dbname', server.url, ...given, '--file', file],
      { env: { ...process.env, PRESAGE_DATABASE_PASSWORD: PASSWORD } },
    );
  }

  const ask = <T>(work: (session: PostgresSession) => Promise<T>) =>
    sources.postgres('main').session('postgres', never(), work);
  const explain = (table: string) => ask((session) => session.query(`EXPLAIN SELECT * FROM ${table}`));
  const denied = { code: 'PRS_SOURCE_PERMISSION' };

  const config = () =>
    configSchema.parse({
      targets: {
        postgres: [
          {
            name: 'main',
            host: '127.0.0.1',
            port: server.port,
            user: 'presage',
            database: 'postgres',
            databases: ['*'],
          },
        ],
      },
      advisors: { indexes: { minimum_calls: 1 } },
    });

  beforeAll(async () => {
    server = await startPostgres({ directory: path.join(directory, `postgres-${kind.embedded}`), ...kind });
    superuser = new pg.Client(server.url);
    await superuser.connect();
    for (const sql of [
      'CREATE ROLE keeper',
      `CREATE SCHEMA ${pg.escapeIdentifier(ODD_SCHEMA)} AUTHORIZATION keeper`,
      'GRANT CREATE ON SCHEMA public TO keeper',
      'SET ROLE keeper',
      `CREATE TABLE ${pg.escapeIdentifier(ODD_SCHEMA)}.sale ()`,
      'CREATE TABLE orders (id serial, customer int)',
      'INSERT INTO orders (customer) SELECT number % 9973 FROM generate_series(1, 20000) number',
      'RESET ROLE',
      'ANALYZE orders',
      'CREATE DATABASE closed',
      'REVOKE CONNECT ON DATABASE closed FROM public',
    ])
      await superuser.query(sql);
    await runScript('role.sql');
    sources = createSources(config(), { request: () => undefined, retry: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await sources?.close();
    await superuser?.end();
    await server?.stop();
  }, 30_000);

  it('may not read tables before it is granted', async () => {
    await expect(explain('orders')).rejects.toMatchObject(denied);
  });

  it('reads one schema where only that is granted, today and tomorrow', async () => {
    await runScript('database.sql', ['schema=public']);
    expect(await explain('orders')).not.toEqual([]);
    await superuser.query('SET ROLE keeper');
    await superuser.query('CREATE TABLE later ()');
    await superuser.query('RESET ROLE');
    expect(await ask((session) => session.query('SELECT * FROM later'))).toEqual([]);
    await expect(explain(`${pg.escapeIdentifier(ODD_SCHEMA)}.sale`)).rejects.toMatchObject(denied);
  });

  it('gives every PostgreSQL advisor what it asks for', async () => {
    await runScript('database.sql');
    expect(await explain(`${pg.escapeIdentifier(ODD_SCHEMA)}.sale`)).not.toEqual([]);
    for (let i = 0; i < 30; i++) await superuser.query('SELECT id FROM orders WHERE customer = $1', [i]);
    expect(await sources.postgres('main').databases(never())).toEqual(['postgres']);
    const jobs = advisors.flatMap((advisor) => advisor.jobs(config()).map((job) => ({ advisor, job })));
    const found = new Map<string, unknown>();
    for (const { advisor, job } of jobs) {
      const observation = await advisor.observe(job, sources, AbortSignal.timeout(60_000), undefined);
      found.set(advisor.name, await advisor.analyse(observation, job, undefined));
    }
    expect([...found.keys()].sort()).toEqual(['cache', 'connections', 'indexes', 'queries', 'tables']);
    for (const name of ['indexes', 'queries', 'tables']) expect(found.get(name)).toMatchObject({ failed: [] });
    expect(found.get('indexes')).toMatchObject({
      databases: [{ hypothetical: kind.hypopg }],
      recommendations: [{ action: 'create_index', labels: { relname: 'orders' } }],
    });
    expect(JSON.stringify(found.get('queries'))).toContain('SELECT id FROM orders WHERE customer = $1');
    const sequences = await ask((session) =>
      session.query('SELECT last_value FROM pg_sequences WHERE last_value IS NOT NULL'),
    );
    expect(sequences).toHaveLength(1);
  }, 120_000);

  it('reads all tables where the page grants pg_read_all_data', async () => {
    const table = `${pg.escapeIdentifier(ODD_SCHEMA)}.sale`;
    await superuser.query(`REVOKE ALL ON ${table} FROM presage`);
    await expect(explain(table)).rejects.toMatchObject(denied);
    const block = blocks.find(({ text }) => text.includes('GRANT pg_read_all_data'));
    await superuser.query(block!.text);
    expect(await explain(table)).not.toEqual([]);
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
    await expect(writable).rejects.toMatchObject(denied);
  });

  it('gets its password without showing it to anyone', async () => {
    const { rows } = await superuser.query(`SELECT rolpassword, rolconnlimit FROM pg_authid WHERE rolname = 'presage'`);
    expect(rows).toEqual([{ rolpassword: expect.stringMatching(/^SCRAM-SHA-256\$/), rolconnlimit: 5 }]);
    const { rows: texts } = await superuser.query(
      `SELECT query FROM pg_stat_statements WHERE query LIKE '%CREATE ROLE presage%' OR query LIKE '%secret%'`,
    );
    expect(texts).toEqual([]);
    await expect(runScript('role.sql', ['role=other', 'password='])).rejects.toThrow('PRESAGE_DATABASE_PASSWORD');
  });

  it('may have any name', async () => {
    const role = `o'Hara "monitor"`;
    await runScript('role.sql', [`role=${role}`, 'connections=2']);
    await runScript('database.sql', [`role=${role}`]);
    const { rows } = await superuser.query(`SELECT has_table_privilege($1, 'orders', 'SELECT') AS granted`, [role]);
    expect(rows).toEqual([{ granted: true }]);
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
