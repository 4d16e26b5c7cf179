import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { jest } from '@jest/globals';
import pg from 'pg';
import { findTools, startPostgres, type Service } from '../../../../../scripts/services.mjs';
import { toJson, toText } from '../../../cli/advise/report.js';
import { runAdvice, type Advice, type AdviceRequest } from '../../../cli/advise/run.js';

jest.setTimeout(120_000);

const SCHEMA = [
  'CREATE EXTENSION pg_trgm',
  `CREATE TYPE mood AS ENUM ('glad', 'sad')`,
  'CREATE SCHEMA "Shop ""1"""',
  `CREATE TABLE posts (id bigint, body text, data jsonb, tags varchar(20)[], code char(8), at timestamptz, price numeric(10, 2), raw bytea)`,
  `INSERT INTO posts SELECT n, 'body ' || md5(n::text), jsonb_build_object('k', n % 5000), ARRAY['t' || n % 3000, NULL, 'a,"b'],
     'c' || n % 7, now() - n * interval '1 min', n / 7.0, '\\x00ff' FROM generate_series(1, 60000) n`,
  `CREATE TABLE "Shop ""1"""."Old ""posts""" AS SELECT id AS "Id", data, repeat('x', 300) AS filler FROM posts`,
  `CREATE TABLE moods AS SELECT n AS id, CASE WHEN n % 2 = 0 THEN 'glad' ELSE 'sad' END::mood AS mood, jsonb_build_object('k', n) AS data
   FROM generate_series(1, 60000) n`,
  'VACUUM ANALYZE',
];

const JSON_QUERY = 'SELECT * FROM public.posts WHERE data @> $1';
const TRIGRAM_QUERY = `SELECT id FROM posts WHERE body LIKE '%abcde%'`;

const servers = [
  { version: 15, embedded: false, isThere: findTools().hypopg },
  { version: 18, embedded: true, isThere: true },
];

describe.each(servers.filter(({ isThere }) => isThere))('a scratch database of PostgreSQL $version', (kind) => {
  let directory: string;
  let server: Service;
  let client: pg.Client;
  let scratch: pg.Client;

  const urlOf = (database: string): string => new URL(`/${database}`, server.url).href;

  async function connect(database: string): Promise<pg.Client> {
    const opened = new pg.Client({ connectionString: urlOf(database) });
    opened.on('error', () => undefined);
    await opened.connect();
    return opened;
  }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-scratch-'));
    server = await startPostgres({ directory, embedded: kind.embedded });
    client = await connect('postgres');
    await client.query('CREATE DATABASE scratch');
    await client.query('CREATE DATABASE bare');
    scratch = await connect('scratch');
    await scratch.query('CREATE EXTENSION pg_trgm');
    if (!kind.embedded) await client.query('CREATE EXTENSION hypopg');
    for (const sql of SCHEMA) await client.query(sql);
  });

  afterAll(async () => {
    await client?.end();
    await scratch?.end();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  async function advise(sql: string, more: Partial<AdviceRequest> = {}): Promise<Advice> {
    const workload = path.join(directory, 'workload.sql');
    await writeFile(workload, sql);
    return runAdvice({
      url: server.url,
      workload,
      maximumWidth: 3,
      minimumGainRatio: 0.01,
      minimumCalls: 1,
      seconds: 300,
      scratch: { url: urlOf('scratch'), rows: 6_000, time: '100s' },
      ...more,
    });
  }

  const validation = ({ create }: Advice): (string | undefined)[] =>
    create.map(({ evidence }) => evidence.find(({ label }) => label === 'validation')?.value);

  /** What is in a database besides what PostgreSQL and its extensions bring. */
  async function leftIn(database: pg.Client): Promise<unknown[]> {
    const { rows } = await database.query(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'presage%'
       UNION ALL SELECT relname FROM pg_class WHERE relkind IN ('r', 'i') AND oid >= 16384 AND relname !~ '^pg_'`,
    );
    return rows;
  }

  async function planOf(sql: string): Promise<{ cost: number; text: string }> {
    await client.query('SET plan_cache_mode = force_generic_plan');
    await client.query(`PREPARE real AS ${sql}`);
    const { rows } = await client.query(`EXPLAIN (FORMAT JSON) EXECUTE real${sql.includes('$1') ? '(NULL)' : ''}`);
    await client.query('DEALLOCATE real');
    const plan = rows[0]['QUERY PLAN'][0]['Plan'] as Record<string, unknown>;
    return { cost: plan['Total Cost'] as number, text: JSON.stringify(plan) };
  }

  it.each([
    ['GIN on jsonb', JSON_QUERY, '"public"."posts" USING gin ("data" jsonb_path_ops)'],
    ['GIN on trigrams', TRIGRAM_QUERY, '"public"."posts" USING gin ("body" gin_trgm_ops)'],
    [
      'GIN in a schema of another name',
      'SELECT * FROM "Shop ""1"""."Old ""posts""" WHERE data @> $1',
      '"Shop ""1"""."Old ""posts""" USING gin ("data" jsonb_path_ops)',
    ],
  ])('validates %s as the real index then turns out', async (_, sql, body) => {
    const advice = await advise(sql);
    expect(advice.database.whatIf.notices).toEqual([]);
    expect(validation(advice)).toEqual(['scratch']);
    const [found] = advice.create;
    expect(found).toMatchObject({ confidence: 0.7, change: expect.stringContaining(body) });
    expect(JSON.parse(toJson(advice))).toMatchObject({ indexes: [{ validated: true, validation: 'scratch' }] });
    expect(await leftIn(scratch)).toEqual([]);

    const name = found!.labels['indexrelname']!;
    await client.query(found!.change);
    const [size] = (await client.query('SELECT relpages * 8192.0 AS bytes FROM pg_class WHERE relname = $1', [name]))
      .rows;
    const real = await planOf(sql);
    await client.query(found!.rollback);
    expect(real.text).toContain(JSON.stringify(name).slice(1, -1));
    expect(found!.costs![0]!.before).toBeCloseTo((await planOf(sql)).cost, 0);
    // the sample is a tenth, so a wrong scale would be ten times off; keys that repeat make a sample look larger than it is
    expect(found!.costs![0]!.after! / real.cost).toBeGreaterThan(0.3);
    expect(found!.costs![0]!.after! / real.cost).toBeLessThan(3);
    expect(found!.sizeBytes! / Number(size.bytes)).toBeGreaterThan(0.5);
    expect(found!.sizeBytes! / Number(size.bytes)).toBeLessThan(4);
  });

  it('drops an index that the planner would not use', async () => {
    // two characters make no trigram, so all of the index would be read
    const sql = `SELECT id FROM posts WHERE body LIKE '%zq%'`;
    expect(validation(await advise(sql, { scratch: undefined }))).toEqual(['unvalidated']);
    expect(validation(await advise(sql))).toEqual([]);
  });

  it('refuses a database of the target, whatever name its server goes by', async () => {
    const url = new URL(server.url);
    url.hostname = 'localhost';
    await expect(advise(JSON_QUERY, { scratch: { url: url.href } })).rejects.toMatchObject({
      code: 'PRS_POSTGRES_SCRATCH_IS_TARGET',
    });
    expect(await leftIn(client)).not.toContainEqual({ name: expect.stringMatching(/^presage/) });
  });

  it('names types and extensions that the scratch database does not know', async () => {
    const unknown = await advise(`SELECT * FROM moods WHERE data @> '{"k": 3}' AND mood = 'glad'`);
    expect(validation(unknown)).toEqual(['unvalidated']);
    expect(unknown.database.whatIf.notices.join()).toContain('does not know the types mood');
    expect(toText(unknown)).toContain('stays unvalidated');
    // a column that no statement needs is left out of the copy
    expect(validation(await advise(`SELECT id FROM moods WHERE data @> '{"k": 3}'`))).toEqual(['scratch']);

    const bare = await advise(TRIGRAM_QUERY, { scratch: { url: urlOf('bare'), time: '100s' } });
    expect(validation(bare)).toEqual(['unvalidated']);
    expect(bare.database.whatIf.notices.join()).toContain('gin_trgm_ops');
  });

  it('leaves nothing behind when it fails in the middle', async () => {
    await scratch.query(`CREATE FUNCTION die() RETURNS event_trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END'`);
    await scratch.query(
      `CREATE EVENT TRIGGER die ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION die()`,
    );
    const advice = await advise(JSON_QUERY);
    await scratch.query('DROP EVENT TRIGGER die');
    await scratch.query('DROP FUNCTION die');
    expect(validation(advice)).toEqual(['unvalidated']);
    expect(advice.database.whatIf.notices.join()).toContain('PRS_SOURCE_UNREACHABLE');
    expect(await leftIn(scratch)).toEqual([]);
    expect(validation(await advise(JSON_QUERY))).toEqual(['scratch']);
  });

  it('copies no more than it may', async () => {
    const advice = await advise(JSON_QUERY, { scratch: { url: urlOf('scratch'), rows: 1_000, time: '100s' } });
    expect(validation(advice)).toEqual(['scratch']);
    await expect(
      advise(JSON_QUERY, { scratch: { url: 'postgres://postgres@127.0.0.1:1/none' } }),
    ).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
    });
  });
});
