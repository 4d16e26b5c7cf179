import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findTools, freePort, makeCertificates, startRedis, type Service } from '../../../../scripts/services.mjs';
import { hashKey } from '../../analysis/caching/hash.js';
import { OPERATION } from '../../analysis/caching/streams/access-window.js';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { Sources } from '../source.js';

const withRedis = findTools().redisServer ? describe : describe.skip;
const never = () => new AbortController().signal;

withRedis('a stream that listens to a real Redis', () => {
  let directory: string;
  let server: Service;
  let client: Redis;
  const opened: Sources[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'presage-monitor-'));
    server = await startRedis({ directory, arguments: ['--save', ''] });
    client = new Redis(server.url);
    await client.call('ACL', 'SETUSER', 'listener', 'on', '>right', '+info', '+monitor');
    await client.call('ACL', 'SETUSER', 'reader', 'on', '>right', '+info');
  }, 30_000);

  afterEach(() => Promise.all(opened.splice(0).map((sources) => sources.close())));

  afterAll(async () => {
    client.disconnect();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  function listen(monitor: object, target: object = {}, stream: object = {}) {
    const login = { host: '127.0.0.1', port: server.port, username: 'listener', password: 'right' };
    const config = configSchema.parse({
      targets: {
        redis: [{ name: 'cache', ...login, ...target }],
        stream: [{ name: 'keys', redis: 'cache', monitor, ...stream }],
      },
    });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    opened.push(sources);
    return sources.stream('keys');
  }

  /** Runs the work once the server tells its commands to somebody, and waits for the end of that. */
  async function during<T>(observed: Promise<T>, work: () => Promise<unknown>): Promise<T> {
    const monitors = async () =>
      String(await client.client('LIST'))
        .split('\n')
        .filter((line) => / flags=O/.test(line));
    let isOver = false;
    observed.then(
      () => (isOver = true),
      () => (isOver = true),
    );
    while (!isOver && (await monitors()).length === 0);
    await work();
    return observed;
  }

  it('sees look-ups, fills, stores and deletions, of the database of the target only', async () => {
    const stream = listen({ burst: '2s' });
    const { window, totals, listening } = await during(stream.observe(never()), async () => {
      await client.get('page:1');
      await client.set('page:1', 'x'.repeat(50), 'EX', 30);
      await client.mget('page:1', 'page "2"\n');
      await client.eval("return redis.call('get', KEYS[1])", 1, 'session/ü');
      await client.multi().hset('cart', 'a', 1).expire('cart', 90).exec();
      await client.unlink('page:1');
      await client.pipeline().select(1).get('elsewhere').select(0).exec();
    });
    const { get, set, delete: remove } = OPERATION;
    const rows = Array.from(window!.hashes, (hash, at) => [
      hash,
      window!.operations[at],
      window!.sizes[at],
      window!.ttls[at],
    ]);
    expect(rows).toEqual([
      [hashKey('page:1'), get, 56, 30],
      [hashKey('page:1'), get, 0, 0],
      [hashKey('page "2"\n'), get, 0, 0],
      [hashKey('session/ü'), get, 0, 0],
      [hashKey('cart'), set, 6, 90],
      [hashKey('page:1'), remove, 0, 0],
    ]);
    expect(window!.prefixes).toEqual(['page', 'session']);
    expect(totals).toMatchObject({ references: 6, lookups: 4 });
    expect(listening).toMatchObject({ cut: 0 });
    expect(listening!.seconds).toBeGreaterThanOrEqual(2);
  }, 30_000);

  it('ends at the cap on bytes while the server goes on', async () => {
    const stream = listen({ burst: '10s', max_bytes: 65_536 });
    const start = performance.now();
    const { listening } = await during(stream.observe(never()), async () => {
      for (let i = 0; i < 20; i++) await client.set('big', 'y'.repeat(20_000));
    });
    expect(listening).toMatchObject({ bytes: 65_536, cut: 1 });
    expect(performance.now() - start).toBeLessThan(9_000);
    expect(String(await client.client('LIST'))).not.toMatch(/ flags=O/);
  }, 30_000);

  it('keeps the sampled keys alone, and counts the look-ups of all', async () => {
    const stream = listen({ burst: '1s' }, {}, { rate: 0.1 });
    const { window, totals } = await during(stream.observe(never()), async () => {
      await Promise.all(Array.from({ length: 1_000 }, (_, id) => client.get(`key:${id}`)));
    });
    expect(totals.lookups).toBe(1_000);
    const sampled = Array.from({ length: 1_000 }, (_, id) => hashKey(`key:${id}`)).filter(
      (hash) => hash < 0.1 * 2 ** 32,
    );
    expect([...window!.hashes].sort()).toEqual(sampled.sort());
  }, 30_000);

  it('listens over TLS', async () => {
    const { caFile, certFile, keyFile } = await makeCertificates(directory);
    const port = await freePort();
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', caFile];
    const secure = await startRedis({
      directory: join(directory, 'tls'),
      arguments: ['--port', '0', '--tls-port', String(port), ...files, '--tls-auth-clients', 'no'],
    });
    try {
      const login = { port, username: undefined, password: undefined };
      const { listening } = await listen({ burst: '100ms' }, { ...login, tls: { ca_file: caFile } }).observe(never());
      expect(listening!.seconds).toBeGreaterThanOrEqual(0.09);
      const other = { ...login, tls: { ca_file: caFile, server_name: 'other.example' } };
      await expect(listen({}, other).observe(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    } finally {
      await secure.stop();
    }
  }, 30_000);

  it('waits for the next burst, and joins bursts as if no time lay between', async () => {
    const stream = listen({ burst: '200ms', every: '1s' });
    await stream.observe(never());
    const { listening } = await stream.observe(never());
    expect(listening!.seconds).toBeLessThan(0.9);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const after = await during(stream.observe(never()), () => client.get('a'));
    expect(after.listening!.seconds).toBeGreaterThan(listening!.seconds);
    expect(after.window!.to).toBeCloseTo(after.listening!.seconds, 9);
  }, 30_000);

  it('names what is not permitted, and tells wrong credentials', async () => {
    const denied = listen({}, { username: 'reader' }).observe(never());
    await expect(denied).rejects.toMatchObject({
      code: 'PRS_REDIS_COMMAND_DENIED',
      message: expect.stringContaining('MONITOR'),
    });
    const refused = listen({}, { password: 'wr0ng-secret' }).observe(never());
    await expect(refused).rejects.toMatchObject({
      code: 'PRS_SOURCE_AUTHENTICATION',
      message: expect.not.stringContaining('wr0ng'),
    });
    const caller = new AbortController();
    const given = listen({ burst: '10s' }).observe(caller.signal);
    setTimeout(() => caller.abort(), 100);
    await expect(given).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  }, 30_000);

  it('takes no batches', () => {
    const columns = { hash: [], time: [], operation: [], outcome: [], size: [], ttl: [], prefix: [] };
    const push = () => listen({}).push({ rate: 1, lookups: 0, lost: 0, prefixes: [], ...columns });
    expect(push).toThrow('listens to Redis and takes no batches');
  });
});
