import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { findTools, startPostgres, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import { indexesAdvisor } from './index.js';
import { readConstants } from './constants.js';

const extensions = findTools().postgresBin?.replace('/usr/lib', '/usr/share').replace(/bin$/, 'extension');
const withQualstats =
  extensions && existsSync(`${extensions}/pg_qualstats.control`) && findTools().hypopg ? describe : describe.skip;

const SCHEMA = [
  'CREATE EXTENSION hypopg',
  'CREATE EXTENSION pg_stat_statements',
  'CREATE EXTENSION pg_qualstats',
  'CREATE ROLE presage LOGIN',
  'GRANT pg_monitor, pg_read_all_data TO presage',
  'CREATE TABLE tasks (id int, state text, note text)',
  // half of the rows are done, and each of the others has a state of its own
  `INSERT INTO tasks SELECT n, CASE WHEN n % 2 = 0 THEN 'done' ELSE 'o''' || n END, repeat('x', 100) FROM generate_series(1, 40000) n`,
  'ANALYZE',
];

withQualstats('constants that pg_qualstats saw', () => {
  let directory: string;
  let server: Service;
  let client: pg.Client;
  let sources: Sources;
  const config = () =>
    configSchema.parse({
      targets: {
        postgres: [{ name: 'main', host: '127.0.0.1', port: server.port, user: 'presage', database: 'postgres' }],
      },
      advisors: { indexes: { minimum_calls: 1 } },
    });

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-constants-'));
    server = await startPostgres({
      directory,
      settings: { shared_preload_libraries: 'pg_stat_statements,pg_qualstats', 'pg_qualstats.sample_rate': '1' },
    });
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
    for (const sql of SCHEMA) await client.query(sql);
    sources = createSources(config(), { request: () => undefined, retry: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await sources?.close();
    await client?.end();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  const disagreementAfter = async (value: string): Promise<number | undefined> => {
    await client.query('SELECT pg_stat_statements_reset(), pg_qualstats_reset()');
    for (let run = 0; run < 5; run++) await client.query(`SELECT * FROM tasks WHERE state = '${value}'`);
    const job = indexesAdvisor.jobs(config())[0]!;
    const observation = await indexesAdvisor.observe(job, sources, AbortSignal.timeout(20_000), undefined);
    const findings = await indexesAdvisor.analyse(observation, job, undefined);
    expect(JSON.stringify([findings, observation.databases[0]!.whatIf])).not.toContain("o'77");
    return findings.recommendations.find(({ action }) => action === 'create_index')?.disagreement;
  };

  it('reads them by statement, quotes and all', async () => {
    await client.query('SELECT pg_qualstats_reset()');
    await client.query(`SELECT * FROM tasks WHERE state = 'o''77' AND id > 100`);
    await client.query(`SELECT * FROM tasks WHERE state LIKE 'o%' AND note < '${'y'.repeat(500)}'`);
    const constants = await sources
      .postgres('main')
      .session('postgres', AbortSignal.timeout(10_000), (session) => readConstants(session));
    const values = [...constants.values()].flat().map(({ column, kind, value }) => `${column} ${kind} ${value}`);
    expect(values).toEqual(expect.arrayContaining([`state equal o'77`, 'id lower 100', 'state prefix o%']));
    // what the extension cut is no value
    expect(values.filter((text) => text.startsWith('note'))).toEqual([]);
  });

  it('asks for a second opinion with what was really asked for', async () => {
    // by the statistics alone the most common value would be asked for, of which an index finds half of the table
    expect(await disagreementAfter(`o''77`)).toBeLessThan(0.1);
    expect(await disagreementAfter('done')).toBeGreaterThan(0.5);
  }, 60_000);
});
