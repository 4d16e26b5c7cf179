import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { findTools, freePort, makeCertificates, startRedis, type Service } from '../../../scripts/services.mjs';

const program = fileURLToPath(new URL('../../bin/presage.mjs', import.meta.url));
const withRedis = findTools().redisServer === undefined ? describe.skip : describe;

interface Outcome {
  code: number;
  output: string;
  errors: string;
}

function report(parameters: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment } };
    execFile(process.execPath, [program, 'redis-report', ...parameters], options, (error, output, errors) =>
      resolve({ code: error ? Number(error.code) : 0, output, errors }),
    );
  });
}

withRedis('presage redis-report', () => {
  let directory: string;
  let server: Service;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-report-'));
    server = await startRedis({ directory, arguments: ['--save', '', '--requirepass', 'hidden-secret'] });
    const client = new Redis(server.port, '127.0.0.1', { password: 'hidden-secret' });
    for (let i = 0; i < 50; i++) await client.set(`product:${i}`, 'x'.repeat(100), 'EX', 600);
    await client.set('report:\u001b[31m', 'y'.repeat(2_000_000));
    client.disconnect();
  }, 30_000);

  afterAll(async () => {
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const url = () => `redis://127.0.0.1:${server.port}`;
  const login = { REDIS_PASSWORD: 'hidden-secret' };

  it('prints prefixes and advice for people, with progress beside', async () => {
    const { code, output, errors } = await report(['--url', url(), '--load', '50'], login);
    expect(code).toBe(0);
    expect(output).toMatch(/redis 7\.\S+, 51 keys \(51 seen\)/);
    expect(output).toMatch(/^product +50 +0 /m);
    expect(output).toContain('- Split the largest keys');
    expect(output).not.toContain('\u001b');
    expect(errors).toContain('of at most 20,000 keys');
  }, 30_000);

  it('prints the same as JSON', async () => {
    const { output } = await report(['--url', url(), '--load', '50', '--output', 'json'], login);
    const { servers, prefixes, recommendations, notices } = JSON.parse(output);
    expect(servers).toMatchObject([{ keys: 51, sampledKeys: 51, policy: 'noeviction' }]);
    expect(prefixes.map(({ prefix }: { prefix: string }) => prefix).sort()).toEqual(['product', 'report']);
    expect(recommendations[0]).toMatchObject({ title: expect.any(String), change: expect.any(String) });
    expect(notices).toEqual([]);
  }, 30_000);

  it('leaves out and names what the user may not run', async () => {
    const client = new Redis(server.port, '127.0.0.1', { password: 'hidden-secret' });
    await client.call('ACL', 'SETUSER', 'narrow', 'on', '>hidden-secret', '~*', '+info', '+scan', '+dbsize', '+type');
    client.disconnect();
    const { code, output } = await report(
      ['--url', `redis://narrow@127.0.0.1:${server.port}`, '--load', '50', '--output', 'json'],
      login,
    );
    expect(code).toBe(0);
    const { notices, servers } = JSON.parse(output);
    expect(servers).toMatchObject([{ keys: 51 }]);
    expect(JSON.stringify(notices)).toContain('MEMORY USAGE');
  }, 30_000);

  it('asks a sentinel for the master, and wants its name', async () => {
    const sentinel = await startRedis({
      directory: path.join(directory, 'sentinel'),
      sentinel: `sentinel monitor main 127.0.0.1 ${server.port} 1\nsentinel auth-pass main hidden-secret\n`,
    });
    try {
      const parameters = ['--url', `redis://127.0.0.1:${sentinel.port}`, '--mode', 'sentinel', '--load', '50'];
      const { output, errors } = await report([...parameters, '--master-name', 'main'], login);
      expect(errors).toContain(`127.0.0.1:${server.port}`);
      expect(output).toMatch(/51 keys \(51 seen\)/);
      expect((await report(parameters, login)).errors).toContain('needs --master-name');
      const other = await report([...parameters, '--master-name', 'other'], login);
      expect(other.errors).toContain('knows no master "other"');
    } finally {
      await sentinel.stop();
    }
  }, 60_000);

  it('reads every master of a cluster, over TLS', async () => {
    const port = await freePort();
    const { caFile, certFile, keyFile } = await makeCertificates(directory);
    const tls = ['--tls-port', String(port), '--tls-cert-file', certFile, '--tls-key-file', keyFile];
    const node = await startRedis({
      directory: path.join(directory, 'cluster'),
      arguments: [
        ...['--port', '0', ...tls, '--tls-ca-cert-file', caFile, '--tls-auth-clients', 'no'],
        ...['--tls-cluster', 'yes', '--cluster-enabled', 'yes'],
      ],
    });
    const client = new Redis(port, '127.0.0.1', { tls: { rejectUnauthorized: false } });
    try {
      await client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      while (!String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
      for (let i = 0; i < 30; i++) await client.set(`cart:${i}`, 'x');
      const parameters = ['--url', `rediss://127.0.0.1:${port}`, '--mode', 'cluster', '--load', '50'];
      const { output } = await report([...parameters, '--ca-file', caFile]);
      expect(output).toMatch(/30 keys \(30 seen\)/);
      expect((await report(parameters)).errors).toContain('PRS_SOURCE_TLS');
    } finally {
      client.disconnect();
      await node.stop();
    }
  }, 60_000);

  it('ends with a coded error that repeats no secret', async () => {
    const wrong = await report(['--url', url()], { REDIS_PASSWORD: 'wr0ng-secret' });
    expect([wrong.code, wrong.output]).toEqual([1, '']);
    expect(wrong.errors).toContain('PRS_SOURCE_AUTHENTICATION');
    expect(wrong.errors).not.toContain('wr0ng-secret');
    const dead = await report(['--url', `redis://127.0.0.1:${await freePort()}`]);
    expect(dead.errors).toContain('PRS_SOURCE_UNREACHABLE');
    const none = await report(['--url', 'http://u:hidden-secret@x']);
    expect(none.errors).toContain('PRS_CONFIG_INVALID');
    expect(none.errors).not.toContain('hidden-secret');
  }, 60_000);
});
