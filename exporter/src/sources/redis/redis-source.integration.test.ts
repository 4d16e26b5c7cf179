import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { findTools, freePort, makeCertificates, startRedis, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { RedisSource, Sources } from '../source.js';

const never = () => new AbortController().signal;
const withRedis = findTools().redisServer === undefined ? describe.skip : describe;

let directory: string;
const opened: Sources[] = [];
const started: Service[] = [];
const seen: string[] = [];

function open(target: object): { redis: RedisSource; sources: Sources } {
  const sources = createSources(configSchema.parse({ targets: { redis: [{ name: 'main', ...target }] } }), {
    request: (_source, _target, outcome) => void seen.push(outcome),
    retry: () => void seen.push('retry'),
  });
  opened.push(sources);
  return { sources, redis: sources.redis('main') };
}

async function start(
  name: string,
  options: Omit<Parameters<typeof startRedis>[0], 'directory'> = {},
): Promise<Service> {
  const service = await startRedis({ directory: path.join(directory, name), ...options });
  started.push(service);
  return service;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'presage-redis-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((sources) => sources.close()));
  seen.length = 0;
});

afterAll(async () => {
  await Promise.all(started.map((service) => service.stop()));
  await rm(directory, { recursive: true, force: true });
}, 30_000);

withRedis('a real Redis', () => {
  let server: Service;

  beforeAll(async () => {
    server = await start('standalone', { arguments: ['--requirepass', 'admin-secret'] });
    const admin = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}` }).redis;
    await admin.command(['ACL', 'SETUSER', 'presage', 'reset', 'on', '>right', '+info', '+ping'], never());
    await admin.command(['SET', 'key', 'value'], never());
  });

  it('reads INFO, keyed by node', async () => {
    const { redis, sources } = open({ url: `redis://presage:right@127.0.0.1:${server.port}/0` });
    expect(sources.status()[0]?.up).toBeUndefined();
    const info = await redis.info(never());
    expect([...info.keys()]).toEqual([`127.0.0.1:${server.port}`]);
    expect(info.get(`127.0.0.1:${server.port}`)).toMatchObject({ role: 'master', tcp_port: String(server.port) });
    expect(sources.status()[0]).toMatchObject({ up: true, error: undefined });
  });

  it('names the command that the ACL forbids', async () => {
    const { redis, sources } = open({ host: '127.0.0.1', port: server.port, username: 'presage', password: 'right' });
    await expect(redis.command(['CONFIG', 'GET', 'maxmemory'], never())).rejects.toMatchObject({
      code: 'PRS_REDIS_COMMAND_DENIED',
      message: expect.stringContaining('CONFIG GET'),
    });
    expect(sources.status()[0]).toMatchObject({ up: true, error: { code: 'PRS_REDIS_COMMAND_DENIED' } });
    expect(await redis.command(['PING'], never())).toBe('PONG');
  });

  it('tells wrong and missing credentials', async () => {
    for (const login of [{ username: 'presage', password: 'wr0ng-secret' }, { password: 'wr0ng-secret' }, {}]) {
      const { redis, sources } = open({ host: '127.0.0.1', port: server.port, ...login });
      const error = await redis.info(never()).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'PRS_SOURCE_AUTHENTICATION' });
      expect(JSON.stringify([error, (error as Error).stack, (error as Error).cause])).not.toContain('wr0ng-secret');
      expect(sources.status()[0]).toMatchObject({ up: false });
    }
  });

  it('says what the server said about a bad command', async () => {
    const { redis } = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}` });
    await expect(redis.command(['INCR', 'key'], never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_QUERY',
      message: expect.stringContaining('not an integer'),
    });
  });

  it('selects the database, names its connection and speaks RESP2', async () => {
    const { redis } = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}/3` });
    expect(await redis.command(['DBSIZE'], never())).toBe(0);
    expect(await redis.command(['CLIENT', 'INFO'], never())).toMatch(/name=presage .*db=3 .*resp=2/);
    expect(await redis.command(['CONFIG', 'GET', 'maxmemory'], never())).toEqual(['maxmemory', '0']);
  });

  it('lets go of a slow command when the caller gives up, and goes on with the next', async () => {
    const { redis, sources } = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}` });
    const caller = new AbortController();
    const slow = redis.command(['BLPOP', 'nothing', 1], caller.signal);
    caller.abort();
    await expect(slow).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    expect(await redis.command(['PING'], never())).toBe('PONG');
    expect(sources.status()[0]).toMatchObject({ up: true });
  });

  it('times out on a frozen server and comes back', async () => {
    const { redis, sources } = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}`, timeout: '200ms' });
    await redis.command(['PING'], never());
    server.kill('SIGSTOP');
    await expect(redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    await expect(redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    expect(sources.status()[0]).toMatchObject({ up: false });
    server.kill('SIGCONT');
    expect((await redis.info(never())).size).toBe(1);
    expect(sources.status()[0]).toMatchObject({ up: true });
  });

  it('recovers without a restart of its own when the server was killed', async () => {
    const { redis, sources } = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}` });
    await redis.info(never());
    server.kill('SIGKILL');
    await server.stop();
    await expect(redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    expect(seen).toContain('retry');
    await server.restart();
    expect((await redis.info(never())).size).toBe(1);
    expect(sources.status()[0]).toMatchObject({ up: true });
  });

  it('serves requests that come at once over one connection', async () => {
    const { redis } = open({ url: `redis://:admin-secret@127.0.0.1:${server.port}` });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => redis.command(['ECHO', index], never())),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => String(index)));
    expect(String(await redis.command(['CLIENT', 'LIST'], never())).match(/name=presage/g)).toHaveLength(1);
  });

  it('checks the certificate of the server', async () => {
    const { caFile, certFile, keyFile } = await makeCertificates(path.join(directory, 'certificates'));
    const port = await freePort();
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', caFile];
    await start('tls', {
      arguments: ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no'],
    });
    const info = async (target: object) => (await open(target).redis.info(never())).size;
    expect(await info({ url: `rediss://127.0.0.1:${port}`, tls: { ca_file: caFile } })).toBe(1);
    expect(await info({ host: 'localhost', port, tls: { insecure_skip_verify: true } })).toBe(1);
    await expect(info({ url: `rediss://127.0.0.1:${port}` })).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    await expect(
      info({ host: '127.0.0.1', port, tls: { ca_file: caFile, server_name: 'other.example' } }),
    ).rejects.toMatchObject({
      code: 'PRS_SOURCE_TLS',
    });
    // Redis takes the handshake for the begin of a command and waits for the rest of it.
    const plain = { host: '127.0.0.1', port: server.port, tls: {}, timeout: '200ms' };
    await expect(info(plain)).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
      message: expect.stringContaining('TLS'),
    });
  });
});

withRedis('a real Redis Cluster', () => {
  let nodes: Service[];

  beforeAll(async () => {
    const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
    nodes = await Promise.all([1, 2, 3].map((number) => start(`cluster-${number}`, { arguments: options })));
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes'];
    await promisify(execFile)('redis-cli', create);
    const state = () => promisify(execFile)('redis-cli', ['-p', String(nodes[2]!.port), 'cluster', 'info']);
    await until(async () => (await state()).stdout.includes('cluster_state:ok'));
  }, 60_000);

  it('reads every master, whichever node is asked', async () => {
    const dead = await freePort();
    const { redis } = open({ mode: 'cluster', nodes: [`127.0.0.1:${dead}`, `localhost:${nodes[1]!.port}`] });
    const info = await redis.info(never());
    expect([...info.keys()].sort()).toEqual(nodes.map(({ port }) => `127.0.0.1:${port}`).sort());
    expect(new Set([...info.values()].map((fields) => fields['tcp_port'])).size).toBe(3);
    expect([...info.values()].every((fields) => fields['redis_mode'] === 'cluster')).toBe(true);
  });

  it('listens to every master', async () => {
    const { redis } = open({ mode: 'cluster', nodes: [`127.0.0.1:${nodes[1]!.port}`] });
    const bursts = await redis.listen({ seconds: 0.1, bytes: 100_000 }, never());
    expect(bursts.map(({ isCut, database }) => [isCut, database])).toEqual(Array(3).fill([false, 0]));
  });

  it('sends a command to the node that was named, or to any master', async () => {
    const { redis } = open({ mode: 'cluster', host: '127.0.0.1', port: nodes[0]!.port });
    for (const { port } of nodes) {
      const node = `127.0.0.1:${port}`;
      expect(await redis.command(['CONFIG', 'GET', 'port'], never(), node)).toEqual(['port', String(port)]);
    }
    expect(await redis.command(['PING'], never())).toBe('PONG');
    await expect(redis.command(['PING'], never(), '127.0.0.1:1')).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
    });
  });

  it('says that a server is no cluster', async () => {
    const alone = await start('alone');
    const { redis } = open({ mode: 'cluster', host: '127.0.0.1', port: alone.port });
    await expect(redis.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_QUERY',
      message: expect.stringContaining('cluster support disabled'),
    });
  });

  it('names the node that is gone', async () => {
    const { redis } = open({ mode: 'cluster', host: '127.0.0.1', port: nodes[0]!.port });
    await redis.info(never());
    nodes[2]!.kill('SIGKILL');
    await nodes[2]!.stop();
    await expect(redis.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${nodes[2]!.port}`),
    });
  });
});

withRedis('a real Sentinel', () => {
  it('finds the master, and the new one after a failover', async () => {
    const master = await start('master', {
      arguments: ['--requirepass', 'data-secret', '--masterauth', 'data-secret'],
    });
    const replicaOf = [
      '--replicaof',
      `127.0.0.1 ${master.port}`,
      '--requirepass',
      'data-secret',
      '--masterauth',
      'data-secret',
    ];
    const replica = await start('replica', { arguments: replicaOf });
    const lines = [
      'requirepass watch-secret',
      `sentinel monitor shop 127.0.0.1 ${master.port} 1`,
      'sentinel auth-pass shop data-secret',
      'sentinel down-after-milliseconds shop 1000',
      'sentinel failover-timeout shop 5000',
    ];
    const sentinel = await start('sentinel', { sentinel: `${lines.join('\n')}\n` });
    const dead = await freePort();
    const target = {
      mode: 'sentinel',
      nodes: [`127.0.0.1:${dead}`, `127.0.0.1:${sentinel.port}`],
      master_name: 'shop',
      password: 'data-secret',
      sentinel_password: 'watch-secret',
    };
    const { redis } = open(target);
    expect([...(await redis.info(never())).keys()]).toEqual([`127.0.0.1:${master.port}`]);

    const unknown = open({ ...target, master_name: 'other' }).redis;
    await expect(unknown.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_QUERY',
      message: expect.stringContaining('"other"'),
    });
    const locked = open({ ...target, sentinel_password: 'wrong' }).redis;
    await expect(locked.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_AUTHENTICATION' });

    const sentinelClient = open({ url: `redis://:watch-secret@127.0.0.1:${sentinel.port}` }).redis;
    await until(async () =>
      String(await sentinelClient.command(['SENTINEL', 'REPLICAS', 'shop'], never())).includes(String(replica.port)),
    );
    master.kill('SIGKILL');
    await master.stop();
    await until(async () => {
      const info = await redis.info(never()).catch(() => new Map());
      return info.has(`127.0.0.1:${replica.port}`);
    });
    expect(await redis.command(['ROLE'], never())).toEqual(['master', expect.any(Number), []]);
  }, 60_000);
});
