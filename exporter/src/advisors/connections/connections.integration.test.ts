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
import type { ConnectionsFindings } from './findings.js';
import { connectionsAdvisor } from './index.js';

describe.each([
  ['the PostgreSQL of the system', false],
  ['PostgreSQL 18 of npm', true],
])('the connections advisor on %s', (_, embedded) => {
  let directory: string;
  let server: Service;
  const opened: Sources[] = [];
  const clients: pg.Client[] = [];

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: new URL('/postgres', server.url).href, application_name: 'shop' });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-connections-'));
    server = await startPostgres({ directory, embedded, settings: { max_connections: '120' } });
    const superuser = await connect();
    await superuser.query('CREATE ROLE monitor LOGIN');
    await superuser.query('GRANT pg_monitor TO monitor');
    await superuser.query('CREATE TABLE accounts (id int PRIMARY KEY, balance int)');
    await superuser.query('INSERT INTO accounts SELECT n, 0 FROM generate_series(1, 9) n');
  }, 60_000);

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await Promise.all(opened.splice(0).map((sources) => sources.close()));
  });

  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  function advise(settings: object = {}) {
    const config = configSchema.parse({
      targets: {
        postgres: [{ name: 'main', host: '127.0.0.1', port: server.port, user: 'monitor', database: 'postgres' }],
      },
      advisors: { connections: settings },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    const job = connectionsAdvisor.jobs(config)[0]!;
    return {
      job,
      run: async (previous?: ConnectionsFindings): Promise<ConnectionsFindings> => {
        const observation = await connectionsAdvisor.observe(job, sources, AbortSignal.timeout(20_000), previous);
        return connectionsAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
      },
    };
  }

  it('finds the session at the root of a queue, ends it as proposed, and is content', async () => {
    const [blocker, first, second] = [await connect(), await connect(), await connect()];
    await blocker.query('BEGIN');
    await blocker.query('UPDATE accounts SET balance = 1 WHERE id = 1');
    const waiting = [
      first.query('UPDATE accounts SET balance = 2 WHERE id = 1'),
      sleep(200).then(() => second.query('UPDATE accounts SET balance = 3 WHERE id = 1')),
    ];
    await sleep(1_300);
    const { run, job } = advise({ blocked_after: '1s' });
    const findings = await run();
    expect(findings.blocked).toBe(2);
    expect(findings.longestBlockedSeconds).toBeGreaterThan(1);
    const [open] = findings.recommendations;
    const { pid } = (await blocker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!;
    expect(open).toMatchObject({
      action: 'end_session',
      title: `End session ${pid} of postgres, for which 2 sessions wait`,
      change: `SELECT pg_terminate_backend(${pid});`,
    });
    const published = connectionsAdvisor.metrics(findings, job).samples;
    expect(published.find(({ name }) => name === 'presage_postgres_sessions_waiting')).toMatchObject({
      labels: { wait_event_type: 'Lock' },
      value: 2,
    });
    await (await connect()).query(open!.change);
    await Promise.all(waiting);
    const after = await run(findings);
    expect(after).toMatchObject({ blocked: 0, longestBlockedSeconds: 0, recommendations: [] });
  }, 20_000);

  it('finds transactions that do nothing, with the setting that ends them', async () => {
    const idle = await connect();
    await idle.query('BEGIN');
    await idle.query(`SELECT 'forgotten\n  here'`);
    await sleep(1_100);
    const findings = await advise({ idle_in_transaction_after: '1s' }).run();
    expect(findings.longestIdleInTransactionSeconds).toBeGreaterThan(1);
    expect(findings.recommendations).toEqual([
      expect.objectContaining({
        object: 'idle_in_transaction_session_timeout',
        change: `ALTER SYSTEM SET idle_in_transaction_session_timeout = '1000ms';\nSELECT pg_reload_conf();`,
        rollback: 'ALTER SYSTEM RESET idle_in_transaction_session_timeout;\nSELECT pg_reload_conf();',
        evidence: [expect.objectContaining({ value: `SELECT 'forgotten here'` })],
      }),
    ]);
  }, 20_000);

  it('measures work by the server’s clock, and proposes a pool for sessions that mostly rest', async () => {
    const rest = await Promise.all(Array.from({ length: 60 }, connect));
    const { run, job } = advise();
    let findings = await run();
    expect(connectionsAdvisor.metrics(findings, job).warmup).toBe(true);
    for (let i = 0; i < 5; i++) {
      await rest[0]!.query('SELECT pg_sleep(0.6)');
      // a session sends its counters at most once a second, with those of the tables that it reads
      await sleep(1_100);
      await rest[0]!.query('SELECT count(*) FROM accounts');
      findings = await run(findings);
    }
    const mean = findings.loads.reduce((sum, load) => sum + load, 0) / findings.loads.length;
    expect(mean).toBeGreaterThan(0.05);
    expect(mean).toBeLessThan(0.9);
    expect(findings.advisedPoolSize).toBeLessThan(12);
    expect(findings.recommendations.map(({ title }) => title)).toEqual([
      `Share ${findings.advisedPoolSize} connections in a pool instead of holding ${findings.used}`,
    ]);
  }, 60_000);

  it('publishes the figures under the labels of the catalogue', async () => {
    await connect();
    const { run, job } = advise();
    const { samples, dropped } = connectionsAdvisor.metrics(await run(), job);
    for (const { name, labels } of samples)
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    const value = (name: string) => samples.find((sample) => sample.name === name)?.value;
    expect(value('presage_postgres_connections_limit')).toBe(117);
    expect(value('presage_postgres_connections_used')).toBe(2);
    expect(samples).toContainEqual({
      name: 'presage_postgres_sessions',
      labels: { target: 'main', datname: 'postgres', state: 'idle' },
      value: 1,
    });
    expect(dropped).toBe(0);
  });

  it('says how full the server is when asked for scores', async () => {
    const { run, job } = advise();
    const findings = await run();
    const [frame] = connectionsAdvisor.frames(findings, { refId: 'A', kind: 'score' }, job, { from: 0, to: 1 });
    expect(frame!.data.values[1]).toEqual(['connections used', 'sessions blocked']);
    expect(
      connectionsAdvisor.frames(findings, { refId: 'A', kind: 'score', target: 'other' }, job, { from: 0, to: 1 }),
    ).toEqual([]);
  });
});
