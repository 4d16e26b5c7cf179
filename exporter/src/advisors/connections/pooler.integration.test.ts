import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findTools, freePort, startPostgres, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { PostgresSource, Sources } from '../../sources/source.js';
import { connectionsAdvisor } from './index.js';

const PGBOUNCER = '/usr/sbin/pgbouncer';
const NOBODY = 65_534;
const withPgbouncer = existsSync(PGBOUNCER) && findTools().postgresBin ? describe : describe.skip;

withPgbouncer('a PgBouncer in front of the server', () => {
  let directory: string;
  let server: Service;
  let pooler: ChildProcess;
  let poolerPort: number;
  const opened: Sources[] = [];
  const clients: pg.Client[] = [];
  const signal = () => AbortSignal.timeout(20_000);

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-pooler-'));
    await chmod(directory, 0o755);
    server = await startPostgres({ directory });
    poolerPort = await freePort();
    const file = path.join(directory, 'pgbouncer.ini');
    await writeFile(path.join(directory, 'users.txt'), '"postgres" ""\n"stats" ""\n');
    await writeFile(
      file,
      `[databases]\npostgres = host=127.0.0.1 port=${server.port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\n` +
        `listen_port = ${poolerPort}\nunix_socket_dir =\nauth_type = trust\nauth_file = ${directory}/users.txt\n` +
        'stats_users = stats\npool_mode = transaction\ndefault_pool_size = 1\n',
    );
    // it refuses to run as root
    const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
    pooler = spawn(PGBOUNCER, [file], { stdio: 'ignore', ...user });
  }, 60_000);

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await Promise.all(opened.splice(0).map((sources) => sources.close()));
  });

  afterAll(async () => {
    pooler?.kill();
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  const configured = (port: number) => {
    const config = configSchema.parse({
      targets: {
        postgres: [
          { name: 'main', url: server.url, pgbouncer: { url: `postgres://stats@127.0.0.1:${port}/pgbouncer` } },
        ],
      },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    return { sources, source: sources.postgres('main'), job: connectionsAdvisor.jobs(config)[0]! };
  };

  async function connect(): Promise<pg.Client> {
    for (let attempt = 0; ; attempt++) {
      const client = new pg.Client({ host: '127.0.0.1', port: poolerPort, user: 'postgres', database: 'postgres' });
      client.on('error', () => undefined);
      try {
        await client.connect();
        clients.push(client);
        return client;
      } catch (error) {
        // it may still be starting
        if (attempt === 100) throw error;
        await sleep(100);
      }
    }
  }

  async function untilOneWaits(source: PostgresSource): Promise<void> {
    for (;;) {
      const pools = (await source.pools(signal())) ?? [];
      if (pools.some(({ waiting, longestWaitSeconds }) => waiting === 1 && longestWaitSeconds > 1)) return;
      await sleep(100);
    }
  }

  it('tells of clients that wait while the pool is full and the server has places', async () => {
    const { sources, source, job } = configured(poolerPort);
    const [holder, other] = [await connect(), await connect()];
    await holder.query('BEGIN');
    const waiting = other.query('SELECT 1');
    await untilOneWaits(source);
    const observation = await connectionsAdvisor.observe(job, sources, signal(), undefined);
    expect(observation.pools).toEqual([
      expect.objectContaining({ database: 'postgres', user: 'postgres', size: 1, busy: 1, waiting: 1 }),
    ]);
    const findings = await connectionsAdvisor.analyse(structuredClone(observation), job, undefined);
    const advice = findings.recommendations.find(({ object }) => object.startsWith('PgBouncer'));
    expect(advice).toMatchObject({
      title: 'Give the pool of postgres on postgres 2 connections instead of 1',
      change: '; pgbouncer.ini, [databases]\npostgres = … pool_size=2',
    });
    await holder.query('COMMIT');
    await waiting;
    const quiet = await connectionsAdvisor.observe(job, sources, signal(), findings);
    const after = await connectionsAdvisor.analyse(quiet, job, findings);
    expect(after.recommendations.find(({ id }) => id === advice!.id)?.contradicted).toBe(1);
  }, 60_000);

  it('looks at the server all the same when the pooler does not answer, and says so', async () => {
    const { sources, job } = configured(await freePort());
    const observation = await connectionsAdvisor.observe(job, sources, signal(), undefined);
    const findings = await connectionsAdvisor.analyse(observation, job, undefined);
    expect(findings.used).toBeGreaterThan(0);
    const range = { from: 0, to: 1 };
    const [frame] = connectionsAdvisor.frames(findings, { refId: 'A', kind: 'recommendation' }, job, range);
    expect(JSON.stringify(frame!.schema.meta)).toContain('PgBouncer of target');
  }, 30_000);
});
