import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Redis } from 'ioredis';
import { findTools, startPostgres, startPrometheus, startRedis, type Service } from '../../../scripts/services.mjs';
import type { CheckResult } from './checks/result.js';

const bin = fileURLToPath(new URL('../../bin/presage.mjs', import.meta.url));
const tools = findTools();
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-check-'));
});
afterAll(() => rm(directory, { recursive: true, maxRetries: 5 }));

function presage(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, ...words], { cwd: directory, env: {} }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

async function check(config: string, ...flags: string[]) {
  const file = join(directory, 'presage.yaml');
  await writeFile(file, config);
  const { code, stdout } = await presage('check', '--config.file', file, '--output', 'json', ...flags);
  const { ok, results } = JSON.parse(stdout) as { ok: boolean; results: CheckResult[] };
  expect(code).toBe(ok ? 0 : 1);
  return {
    code,
    stdout,
    results: results.map(({ target, check, status, code: error }) => [target, check, status, error]),
  };
}

describe('presage', () => {
  it.each([[['--help']], [['help', 'serve']], [['serve', '--help']], [['check', '--help']]])(
    '%p shows examples',
    async (words) => {
      const { code, stdout } = await presage(...words);
      expect([code, stdout]).toEqual([0, expect.stringContaining('Examples:')]);
    },
  );

  it('tells its version and knows no other command', async () => {
    expect((await presage('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { code, stderr } = await presage('serv');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Did you mean serve?')]);
  });
});

describe('presage check', () => {
  it('looks at the configuration alone when told to', async () => {
    const config = 'targets: { redis: [{ name: gone, url: "redis://127.0.0.1:1" }] }';
    expect(await check(config, '--offline')).toMatchObject({
      code: 0,
      results: [[expect.any(String), 'syntax', 'ok', undefined]],
    });
    const online = await check(config);
    expect(online.results.at(-1)).toEqual(['gone', 'INFO', 'error', 'PRS_SOURCE_UNREACHABLE']);
  }, 20_000);

  it('lists every problem of a bad configuration', async () => {
    const { code, results } = await check('a: 1\nb: 2\n');
    expect(code).toBe(1);
    expect(results.map(([, , status, error]) => [status, error])).toEqual([
      ['error', 'PRS_CONFIG_INVALID'],
      ['error', 'PRS_CONFIG_INVALID'],
    ]);
  });

  it('is content with nothing, but says so', async () => {
    expect((await check('')).results).toEqual([[expect.any(String), 'syntax', 'warning', undefined]]);
  });

  it('says what to do without any configuration', async () => {
    const { code, stdout } = await presage('check', '--config.file', join(directory, 'no.yaml'));
    expect([code, stdout]).toEqual([1, expect.stringContaining('ENOENT')]);
  });
});

(tools.postgresBin && tools.redisServer && tools.prometheus ? describe : describe.skip)(
  'presage check on real servers',
  () => {
    let postgres: Service;
    let redis: Service;
    let prometheus: Service;
    beforeAll(async () => {
      [postgres, redis, prometheus] = await Promise.all([
        startPostgres({ directory: join(directory, 'postgres') }),
        startRedis({ directory: join(directory, 'redis') }),
        startPrometheus({ directory: join(directory, 'prometheus'), config: 'scrape_configs: []\n' }),
      ]);
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      await client.query("CREATE ROLE plain LOGIN PASSWORD 'hunter2'");
      await client.query('CREATE DATABASE bare');
      await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
      if (tools.hypopg) await client.query('CREATE EXTENSION IF NOT EXISTS hypopg');
      await client.end();
      const admin = new Redis(redis.url);
      await admin.call('ACL', 'SETUSER', 'narrow', 'on', '>hunter2', '+ping');
      await admin.quit();
    }, 60_000);
    afterAll(() => Promise.all([postgres?.stop(), redis?.stop(), prometheus?.stop()]));

    it('sees what works and what is missing, target by target', async () => {
      const address = new URL(postgres.url);
      const { results, stdout } = await check(`
targets:
  postgres:
    - { name: full, url: "${postgres.url}" }
    - { name: bare, host: ${address.hostname}, port: ${address.port}, user: plain, password: hunter2, database: bare }
  redis:
    - { name: open, url: "${redis.url}" }
    - { name: narrow, host: 127.0.0.1, port: ${redis.port}, username: narrow, password: hunter2 }
    - { name: wrong, host: 127.0.0.1, port: ${redis.port}, username: narrow, password: hunter3 }
  prometheus:
    - { name: main, url: "${prometheus.url}" }
    - { name: other, url: "http://127.0.0.1:${redis.port}", timeout: 2s, retries: 0 }
advisors:
  anomalies:
    rules: [{ name: good, expr: vector(1) }, { name: empty, expr: nothing }, { name: bad, expr: "sum(" }]
`);
      expect(results.slice(1)).toEqual([
        ['full', 'connection', 'ok', undefined],
        ['full', 'postgres: role', 'ok', undefined],
        ['full', 'postgres: pg_stat_statements', 'ok', undefined],
        ['full', 'postgres: hypopg', ...(tools.hypopg ? ['ok', undefined] : ['warning', 'PRS_POSTGRES_NO_HYPOPG'])],
        ['bare', 'connection', 'ok', undefined],
        ['bare', 'bare: role', 'warning', 'PRS_SOURCE_PERMISSION'],
        ['bare', 'bare: pg_stat_statements', 'warning', 'PRS_POSTGRES_NO_STATEMENTS'],
        ['bare', 'bare: hypopg', 'warning', 'PRS_POSTGRES_NO_HYPOPG'],
        ['open', `127.0.0.1:${redis.port}: INFO`, 'ok', undefined],
        ['narrow', 'INFO', 'error', 'PRS_REDIS_COMMAND_DENIED'],
        ['wrong', 'INFO', 'error', 'PRS_SOURCE_AUTHENTICATION'],
        ['main', 'query', 'ok', undefined],
        ['main', 'anomalies: good', 'ok', undefined],
        ['main', 'anomalies: empty', 'warning', 'PRS_SERIES_TOO_SHORT'],
        ['main', 'anomalies: bad', 'error', 'PRS_SOURCE_QUERY'],
        ['other', 'query', 'error', expect.stringMatching(/^PRS_SOURCE_/)],
      ]);
      expect(stdout).not.toContain('hunter');
    }, 60_000);
  },
);
