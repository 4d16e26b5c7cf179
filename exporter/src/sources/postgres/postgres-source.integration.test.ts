import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { findTools, makeCertificates, startPostgres, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { SourceObserver } from '../observer.js';
import type { PostgresSource, Sources } from '../source.js';

const never = () => new AbortController().signal;

describe('a real PostgreSQL', () => {
  let directory: string;
  let server: Service;
  let superuser: pg.Client;
  let files: { caFile: string; certFile: string; keyFile: string };
  const opened: Sources[] = [];
  const seen: string[] = [];
  const observer: SourceObserver = {
    request: (source, target, outcome) => void seen.push(`${source} ${target} ${outcome}`),
    retry: (source, target) => void seen.push(`${source} ${target} retry`),
  };

  function open(target: object): { postgres: PostgresSource; sources: Sources } {
    const config = configSchema.parse({
      targets: { postgres: [{ name: 'main', host: '127.0.0.1', port: server.port, ...target }] },
    });
    const sources = createSources(config, observer);
    opened.push(sources);
    return { sources, postgres: sources.postgres('main') };
  }

  async function connectSuperuser(): Promise<void> {
    superuser = new pg.Client({ connectionString: server.url });
    superuser.on('error', () => undefined);
    await superuser.connect();
  }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-postgres-'));
    files = await makeCertificates(path.join(directory, 'certificates'));
    server = await startPostgres({ directory: path.join(directory, 'server'), tls: files });
    await connectSuperuser();
    await superuser.query(`CREATE ROLE reader LOGIN PASSWORD 'right'`);
    await superuser.query('CREATE DATABASE shop');
    await superuser.query('CREATE DATABASE "odd ""name"""');
    await superuser.query('CREATE DATABASE closed');
    await superuser.query('REVOKE CONNECT ON DATABASE closed FROM public');
    await superuser.query('CREATE TABLE secret (id bigint, price numeric)');
    await superuser.query('INSERT INTO secret VALUES (9007199254740991, 1.5)');
    const hba = path.join(directory, 'server', 'data', 'pg_hba.conf');
    const rules = await readFile(hba, 'utf8');
    await writeFile(hba, `host all reader 127.0.0.1/32 scram-sha-256\n${rules}`);
    await superuser.query('SELECT pg_reload_conf()');
  }, 60_000);

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((sources) => sources.close()));
    seen.length = 0;
  });

  afterAll(async () => {
    await superuser?.end().catch(() => undefined);
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  it('connects only on first use', async () => {
    const { sources, postgres } = open({ user: 'postgres' });
    expect(sources.status()).toEqual([{ name: 'main', source: 'postgres', up: undefined, error: undefined }]);
    expect(await postgres.version(never())).toBe(
      Number((await superuser.query('SHOW server_version_num')).rows[0].server_version_num),
    );
    expect(sources.status()[0]).toMatchObject({ up: true, error: undefined });
    expect(seen[0]).toBe('postgres main ok');
  });

  it('gives int8 and numeric as numbers, name[] and int8[] as arrays', async () => {
    const { postgres } = open({ user: 'postgres' });
    const rows = await postgres.session('postgres', never(), (session) =>
      session.query(
        `SELECT id, price, ARRAY[id, NULL] AS list, ARRAY['a'::name, 'b'] AS names, $1::text AS bound FROM secret`,
        [`'; DROP TABLE secret; --`],
      ),
    );
    expect(rows).toEqual([
      {
        id: 9007199254740991,
        price: 1.5,
        list: [9007199254740991, null],
        names: ['a', 'b'],
        bound: `'; DROP TABLE secret; --`,
      },
    ]);
  });

  it('takes one statement at a time', async () => {
    const { postgres } = open({ user: 'postgres' });
    const two = postgres.session('postgres', never(), (session) => session.query('SELECT 1; DROP TABLE secret'));
    await expect(two).rejects.toMatchObject({
      code: 'PRS_SOURCE_QUERY',
      message: expect.stringContaining('multiple commands'),
    });
  });

  it('is read-only, bounded in time and named on the server', async () => {
    const { postgres } = open({ user: 'postgres', timeout: '7s' });
    const settings = await postgres.session('postgres', never(), (session) =>
      session.query(`SELECT current_setting('default_transaction_read_only') AS read_only, current_setting('application_name') AS name,
        current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
        current_setting('idle_in_transaction_session_timeout') AS idle`),
    );
    expect(settings).toEqual([{ read_only: 'on', name: 'presage', statement: '7s', lock: '1s', idle: '7s' }]);
    const write = postgres.session('postgres', never(), (session) => session.query('CREATE TABLE written ()'));
    await expect(write).rejects.toMatchObject({ code: 'PRS_SOURCE_QUERY', message: expect.stringContaining('25006') });
  });

  (findTools().hypopg ? it : it.skip)('lets HypoPG work in its read-only sessions', async () => {
    await superuser.query('CREATE EXTENSION IF NOT EXISTS hypopg');
    const { postgres } = open({ user: 'postgres' });
    const count = await postgres.session('postgres', never(), async (session) => {
      await session.query('SELECT * FROM hypopg_create_index($1)', ['CREATE INDEX ON secret (id)']);
      return session.query(`SELECT count(*) AS hypothetical FROM hypopg()`);
    });
    expect(count).toEqual([{ hypothetical: 1 }]);
  });

  it('hands the next session a clean connection, and none after an error', async () => {
    const { postgres } = open({ user: 'postgres', max_connections: 1 });
    const backend = (before: string) =>
      postgres.session('postgres', never(), async (session) => {
        const [row] = await session.query<{ pid: number; path: string }>(
          `SELECT pg_backend_pid() AS pid, current_setting('search_path') AS path`,
        );
        await session.query(before);
        return row!;
      });
    const first = await backend(`SET search_path = 'elsewhere'`);
    const second = await backend('SELECT 1');
    expect(second).toEqual({ pid: first.pid, path: '"$user", public' });
    await expect(backend('SELECT nonsense')).rejects.toMatchObject({ code: 'PRS_SOURCE_QUERY' });
    expect((await backend('SELECT 1')).pid).not.toBe(first.pid);
  });

  it('keeps to its connections over all databases', async () => {
    const { postgres } = open({ user: 'postgres', max_connections: 1, databases: ['*'] });
    const databases = await postgres.databases(never());
    for (const database of databases) {
      await postgres.session(database, never(), async (session) => {
        expect(await session.query('SELECT current_database() AS name')).toEqual([{ name: database }]);
      });
    }
    let most = 0;
    let working = true;
    const sleep = (name: string) =>
      postgres.session(name, never(), (session) => session.query('SELECT pg_sleep(0.05)'));
    const work = Promise.all(databases.map(sleep)).finally(() => (working = false));
    while (working) {
      const sql = `SELECT count(*)::int AS number FROM pg_stat_activity WHERE application_name = 'presage' AND state = 'active'`;
      most = Math.max(most, (await superuser.query(sql)).rows[0].number);
    }
    await work;
    expect(most).toBe(1);
  });

  it('lists the databases that the configuration selects, the main one first', async () => {
    expect(await open({ user: 'postgres' }).postgres.databases(never())).toEqual(['postgres']);
    const some = open({ user: 'postgres', database: 'shop', databases: ['postgres', 'shop'] });
    expect(await some.postgres.databases(never())).toEqual(['shop', 'postgres']);
    const all = open({ user: 'reader', password: 'right', database: 'shop', databases: ['*'] });
    expect(await all.postgres.databases(never())).toEqual(['shop', 'odd "name"', 'postgres']);
  });

  it('runs queries of one session in order', async () => {
    const { postgres } = open({ user: 'postgres' });
    const rows = await postgres.session('postgres', never(), (session) =>
      Promise.all([1, 2, 3].map((number) => session.query('SELECT $1::int AS number', [number]))),
    );
    expect(rows.flat()).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }]);
  });

  it('tells a wrong password from a missing permission and a missing database', async () => {
    const wrong = open({ user: 'reader', password: 'wr0ng-secret' });
    const error = await wrong.postgres.version(never()).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      code: 'PRS_SOURCE_AUTHENTICATION',
      message: expect.stringContaining('PostgreSQL target "main"'),
    });
    expect(String(error)).not.toContain('wr0ng-secret');
    expect(wrong.sources.status()[0]).toMatchObject({ up: false, error: { code: 'PRS_SOURCE_AUTHENTICATION' } });
    expect(seen).toEqual(['postgres main PRS_SOURCE_AUTHENTICATION']);

    await expect(open({ user: 'reader' }).postgres.version(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_AUTHENTICATION',
    });

    const denied = open({ user: 'reader', password: 'right', database: 'postgres' });
    const read = denied.postgres.session('postgres', never(), (session) => session.query('SELECT * FROM secret'));
    await expect(read).rejects.toMatchObject({
      code: 'PRS_SOURCE_PERMISSION',
      message: expect.stringContaining('secret'),
    });
    expect(denied.sources.status()[0]).toMatchObject({ up: true, error: { code: 'PRS_SOURCE_PERMISSION' } });

    await expect(
      open({ user: 'reader', password: 'right', database: 'closed' }).postgres.version(never()),
    ).rejects.toMatchObject({
      code: 'PRS_SOURCE_PERMISSION',
    });
    await expect(open({ user: 'postgres', database: 'nowhere' }).postgres.version(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_QUERY',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('cancels the query on the server when the caller gives up', async () => {
    for (const tls of [undefined, { ca_file: files.caFile }]) {
      const { postgres, sources } = open({ user: 'postgres', tls });
      const caller = new AbortController();
      const running = `SELECT pid FROM pg_stat_activity WHERE application_name = 'presage' AND query LIKE '%pg_sleep(60)%' AND state = 'active'`;
      const sleeping = postgres.session('postgres', caller.signal, (session) => session.query('SELECT pg_sleep(60)'));
      sleeping.catch(() => undefined);
      await until(async () => (await superuser.query(running)).rowCount === 1);
      caller.abort();
      await expect(sleeping).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
      await until(async () => (await superuser.query(running)).rowCount === 0);
      expect(sources.status()[0]).toMatchObject({ up: true });
    }
  });

  it('ends a query at its time limit', async () => {
    const { postgres } = open({ user: 'postgres', timeout: '200ms' });
    const slow = postgres.session('postgres', never(), (session) => session.query('SELECT pg_sleep(30)'));
    await expect(slow).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT', message: expect.stringContaining('57014') });
  });

  it('does not wait long for a lock', async () => {
    await superuser.query('BEGIN');
    await superuser.query('LOCK TABLE secret');
    const { postgres } = open({ user: 'postgres' });
    const blocked = postgres.session('postgres', never(), (session) => session.query('SELECT * FROM secret'));
    await expect(blocked).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
      message: expect.stringContaining('55P03'),
    });
    await superuser.query('ROLLBACK');
  });

  it('checks the certificate of the server', async () => {
    const encrypted = (target: object) =>
      open({ user: 'postgres', ...target }).postgres.session('postgres', never(), (session) =>
        session.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
      );
    expect(await encrypted({ tls: { ca_file: files.caFile } })).toEqual([{ ssl: true }]);
    expect(await encrypted({ host: 'localhost', tls: { ca_file: files.caFile } })).toEqual([{ ssl: true }]);
    expect(await encrypted({ tls: { insecure_skip_verify: true } })).toEqual([{ ssl: true }]);
    expect(await encrypted({ tls: { enabled: false } })).toEqual([{ ssl: false }]);
    const url = `postgres://postgres@127.0.0.1:${server.port}/postgres?sslmode=verify-full&sslrootcert=${files.caFile}`;
    expect(await encrypted({ url, host: undefined, port: undefined })).toEqual([{ ssl: true }]);
    await expect(encrypted({ tls: {} })).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    const otherName = { ca_file: files.caFile, server_name: 'database.example' };
    await expect(encrypted({ host: 'localhost', tls: otherName })).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    await expect(encrypted({ tls: { ca_file: path.join(directory, 'missing.crt') } })).rejects.toMatchObject({
      code: 'PRS_CONFIG_UNREADABLE',
      message: expect.stringContaining('missing.crt'),
    });
  });

  it('recovers without a restart of its own when the server was killed', async () => {
    const { postgres, sources } = open({ user: 'postgres' });
    await postgres.version(never());
    await superuser.end();
    server.kill('SIGKILL');
    await server.stop();
    await expect(
      postgres.databases(never()).then(() => postgres.session('shop', never(), (s) => s.query('SELECT 1'))),
    ).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
    });
    expect(sources.status()[0]).toMatchObject({ up: false });
    expect(seen).toContain('postgres main retry');
    await server.restart();
    await connectSuperuser();
    expect(await postgres.session('shop', never(), (session) => session.query('SELECT 1 AS one'))).toEqual([
      { one: 1 },
    ]);
    expect(sources.status()[0]).toMatchObject({ up: true, error: undefined });
  }, 30_000);

  it('gives up on a server that is frozen, and comes back', async () => {
    const { postgres } = open({ user: 'postgres', timeout: '300ms' });
    const [row] = await postgres.session('postgres', never(), (session) =>
      session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'),
    );
    process.kill(row!.pid, 'SIGSTOP');
    const frozen = postgres.session('postgres', never(), (session) => session.query('SELECT 1'));
    await expect(frozen).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    process.kill(row!.pid, 'SIGCONT');
    expect(await postgres.session('postgres', never(), (session) => session.query('SELECT 1 AS one'))).toEqual([
      { one: 1 },
    ]);
  });
});

describe('the PostgreSQL that npm brings', () => {
  it('is read, and its queries cancelled, like the one of the system', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'presage-postgres-'));
    const server = await startPostgres({ directory, embedded: true });
    const config = configSchema.parse({ targets: { postgres: [{ name: 'main', url: server.url, timeout: '120s' }] } });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    try {
      const postgres = sources.postgres('main');
      expect(await postgres.version(never())).toBeGreaterThanOrEqual(180_000);
      const caller = new AbortController();
      const sleeping = postgres.session('postgres', caller.signal, (session) => session.query('SELECT pg_sleep(60)'));
      sleeping.catch(() => undefined);
      const running = () =>
        postgres.session('postgres', never(), (session) =>
          session.query(`SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'`),
        );
      await until(async () => (await running()).length === 1);
      caller.abort();
      await expect(sleeping).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
      await until(async () => (await running()).length === 0);
    } finally {
      await sources.close();
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    }
  }, 30_000);
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}
