import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { METRICS, type MetricName } from '@presage/contract/metrics';
import { Redis } from 'ioredis';
import { findTools, startRedis, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { KeyspaceFindings } from './findings.js';
import { keyspaceAdvisor } from './index.js';

const withRedis = findTools().redisServer === undefined ? describe.skip : describe;
const opened: Sources[] = [];
const clients: Redis[] = [];
const started: Service[] = [];
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'presage-keyspace-'));
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((sources) => sources.close()));
  for (const client of clients.splice(0)) client.disconnect();
  await Promise.all(started.splice(0).map((service) => service.stop()));
}, 30_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

async function start(...parameters: string[]): Promise<{ server: Service; client: Redis }> {
  const folder = await mkdtemp(path.join(directory, 'redis-'));
  const server = await startRedis({ directory: folder, arguments: ['--save', '', ...parameters] });
  const client = new Redis(server.url);
  started.push(server);
  clients.push(client);
  return { server, client };
}

/** Many keys at once: `build` gives the arguments of one SET. */
async function fill(client: Redis, count: number, build: (index: number) => (string | number)[]): Promise<void> {
  for (let from = 0; from < count; from += 1_000) {
    const pipeline = client.pipeline();
    for (let i = from; i < Math.min(count, from + 1_000); i++) pipeline.call('SET', ...build(i));
    await pipeline.exec();
  }
}

function watch(redis: object, settings: object = {}) {
  const config = configSchema.parse({
    targets: { redis: [{ name: 'main', ...redis }] },
    advisors: { keyspace: { max_load_ratio: 0.5, ...settings } },
  });
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  opened.push(sources);
  const job = keyspaceAdvisor.jobs(config)[0]!;
  const run = async (previous?: KeyspaceFindings): Promise<KeyspaceFindings> => {
    const observation = await keyspaceAdvisor.observe(job, sources, AbortSignal.timeout(20_000), previous);
    return keyspaceAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
  };
  const sample = (findings: KeyspaceFindings, name: MetricName, labels: Record<string, string> = {}) =>
    keyspaceAdvisor
      .metrics(findings, job)
      .samples.find(
        (one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
      )?.value;
  return { job, run, sample, sources };
}

const skipped = ({ commands }: KeyspaceFindings) =>
  commands.filter((state) => state.skipped !== undefined).map(({ command }) => command);

withRedis('the keyspace advisor on a real Redis', () => {
  it('counts a small keyspace exactly, by prefix', async () => {
    const { server, client } = await start();
    await fill(client, 300, (i) => [`product:${i}`, 'x'.repeat(500), 'EX', 600]);
    await fill(client, 100, (i) => [`session:${i}:cart`, 'y']);
    await client.set('plain', 'z');
    await client.hset('config:site', { theme: 'dark' });
    const { run, sample, job } = watch({ url: server.url });
    const findings = await run();
    const keys = (prefix: string) => sample(findings, 'presage_keyspace_prefix_keys', { prefix });
    expect([keys('product'), keys('session'), keys('config'), keys('$none$')]).toEqual([300, 100, 1, 1]);
    expect(sample(findings, 'presage_keyspace_prefix_keys_error', { prefix: 'product' })).toBe(0);
    expect(sample(findings, 'presage_keyspace_prefix_memory_error_bytes', { prefix: 'product' })).toBe(0);
    const memory = await client.call('MEMORY', 'USAGE', 'product:1');
    expect(sample(findings, 'presage_keyspace_prefix_largest_key_bytes', { prefix: 'product' })).toBe(memory);
    expect(sample(findings, 'presage_keyspace_prefix_persistent_ratio', { prefix: 'product' })).toBe(0);
    expect(sample(findings, 'presage_keyspace_prefix_persistent_ratio', { prefix: 'session' })).toBe(1);
    const left = sample(findings, 'presage_keyspace_prefix_ttl_seconds', { prefix: 'product', share: '0.9' });
    expect(left).toBeGreaterThan(500);
    expect(skipped(findings)).toEqual([]);
    const { samples, warmup } = keyspaceAdvisor.metrics(findings, job);
    expect(warmup).toBe(false);
    for (const { name, labels } of samples)
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    expect(samples.length).toBeLessThan(job.config.maximumSeries);
  }, 60_000);

  it('goes on where it stopped, and states an interval that holds the truth while it has seen a part', async () => {
    const { server, client } = await start();
    await fill(client, 9_000, (i) => [i % 3 === 0 ? `a:${i}` : `b:${i}`, 'x'.repeat(i % 100)]);
    const { run } = watch({ url: server.url }, { keys_per_run: 1_000, sample_keys: 2_500 });
    let findings = await run();
    const first = findings.nodes[0]!;
    expect(first.sample.length).toBeGreaterThanOrEqual(1_000);
    expect(first.sample.length).toBeLessThan(1_300);
    for (let i = 0; i < 3; i++) findings = await run(findings);
    const second = findings.nodes[0]!;
    expect(second.sample).toHaveLength(2_500);
    expect(second.cursor).not.toBe(first.cursor);
    expect(new Set(second.sample.map(({ name }) => name)).size).toBe(2_500);
    const a = findings.prefixes.find(({ prefix }) => prefix === 'a')!;
    expect(a.keys.error).toBeGreaterThan(0);
    // three times the half width: chance fails it less than once in a million runs
    expect(Math.abs(a.keys.value - 3_000)).toBeLessThan(3 * a.keys.error);
    expect(findings.prefixes.reduce((sum, { keys }) => sum + keys.value, 0)).toBeCloseTo(9_000, 6);
  }, 60_000);

  it('keeps idle times and the counters of hits as they were without it', async () => {
    const { server, client } = await start();
    await fill(client, 300, (i) => [`product:${i}`, 'x']);
    await client.mget('product:1', 'product:2', 'gone');
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const { run, sources } = watch({ url: server.url });
    await run();
    await run();
    expect(Number(await client.call('OBJECT', 'IDLETIME', 'product:1'))).toBeGreaterThanOrEqual(2);
    const [info] = [...(await sources.redis('main').info(AbortSignal.timeout(5_000))).values()];
    // the OBJECT above is ours too, but not the advisor's
    expect(info).toMatchObject({ keyspace_hits: '3', keyspace_misses: '1' });
  }, 60_000);

  it('reads access counters under an LFU policy and names hot keys', async () => {
    const { server, client } = await start(
      '--maxmemory',
      '50mb',
      '--maxmemory-policy',
      'allkeys-lfu',
      '--lfu-log-factor',
      '0',
    );
    await fill(client, 300, (i) => [`product:${i}`, 'x']);
    const pipeline = client.pipeline();
    for (let i = 0; i < 300; i++) pipeline.get('product:7');
    await pipeline.exec();
    const { run, sample } = watch({ url: server.url });
    const findings = await run();
    expect(sample(findings, 'presage_keyspace_prefix_frequency', { prefix: 'product' })).toBeGreaterThan(1);
    expect(sample(findings, 'presage_keyspace_prefix_idle_seconds')).toBeUndefined();
    const hot = findings.recommendations.find(({ object }) => object === 'hot keys');
    expect(hot!.evidence[0]).toMatchObject({ label: 'product:7' });
  }, 60_000);

  it('finds big keys, and keys whose names are no text', async () => {
    const { server, client } = await start();
    await client.set('report:all', 'x'.repeat(3_000_000));
    await client.set(Buffer.from([0x62, 0x3a, 0xff, 0xfe]), 'y', 'EX', 50);
    const { run, sample } = watch({ url: server.url });
    const findings = await run();
    expect(findings.recommendations.find(({ object }) => object === 'big keys')!.evidence[0]).toMatchObject({
      label: 'report:all',
    });
    expect(sample(findings, 'presage_keyspace_prefix_ttl_seconds', { prefix: 'b' })).toBeGreaterThan(0);
  }, 60_000);

  it('says that a flush threw away a cache in use, and withdraws it when it is not seen again', async () => {
    const { server, client } = await start();
    await fill(client, 300, (i) => [`product:${i}`, 'x']);
    const { run } = watch({ url: server.url });
    let findings = await run();
    await client.mget('product:1', 'product:2');
    await client.flushdb();
    await client.set('product:1', 'x');
    findings = await run(findings);
    expect(findings.recommendations.map(({ title }) => title)).toEqual([
      'Throw away single keys instead of the whole cache',
    ]);
    for (let i = 0; i < 3; i++) findings = await run(findings);
    expect(findings.recommendations).toEqual([]);
  }, 60_000);

  it('publishes latency, replication and clients', async () => {
    const { server, client } = await start('--latency-monitor-threshold', '5', '--enable-debug-command', 'yes');
    const { server: replica } = await start('--replicaof', `127.0.0.1 ${server.port}`);
    expect(replica.port).not.toBe(server.port);
    while (!(await client.info('replication')).includes('state=online')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { run, sample } = watch({ url: server.url });
    let findings = await run();
    await client.call('DEBUG', 'SLEEP', '0.02');
    await fill(client, 500, (i) => [`k:${i}`, 'x']);
    findings = await run(findings);
    expect(sample(findings, 'presage_redis_replicas')).toBe(1);
    expect(sample(findings, 'presage_redis_replica_lag_bytes')).toBeGreaterThanOrEqual(0);
    expect(sample(findings, 'presage_redis_backlog_seconds')).toBeGreaterThan(0);
    expect(sample(findings, 'presage_redis_command_latency_seconds', { command: 'set' })).toBeGreaterThan(0);
    expect(sample(findings, 'presage_redis_latency_spike_seconds', { event: 'command' })).toBeGreaterThanOrEqual(0.02);
    expect(sample(findings, 'presage_redis_client_largest_output_bytes')).toBeGreaterThanOrEqual(0);
  }, 60_000);

  it('leaves out what the user may not run, and names it', async () => {
    const { server, client } = await start();
    await fill(client, 50, (i) => [`product:${i}`, 'x']);
    const acl = (...rules: string[]) => client.call('ACL', 'SETUSER', 'presage', 'reset', 'on', '>secret', ...rules);
    const target = { url: server.url, username: 'presage', password: 'secret' };
    await acl('+info');
    const few = watch(target);
    let findings = await few.run();
    expect(skipped(findings)).toEqual(expect.arrayContaining(['SCAN', 'DBSIZE', 'CLIENT LIST', 'LATENCY HISTOGRAM']));
    expect(few.sample(findings, 'presage_keyspace_command_available', { command: 'SCAN' })).toBe(0);
    expect(few.sample(findings, 'presage_keyspace_prefix_keys')).toBeUndefined();
    expect(few.sample(findings, 'presage_keyspace_keys')).toBe(50);
    const query = { refId: 'A', kind: 'score' as const };
    const [frame] = keyspaceAdvisor.frames(findings, query, few.job, { from: 0, to: 1 });
    expect(frame!.schema.meta.notices![0]!.text).toContain('SCAN (the user may not run it)');

    await acl('%R~*', '+info', '+scan', '+pttl');
    const some = watch(target);
    findings = await some.run();
    expect(skipped(findings)).toEqual(expect.arrayContaining(['MEMORY USAGE', 'OBJECT IDLETIME']));
    expect(some.sample(findings, 'presage_keyspace_prefix_keys', { prefix: 'product' })).toBe(50);
    expect(some.sample(findings, 'presage_keyspace_prefix_persistent_ratio', { prefix: 'product' })).toBe(1);
    expect(some.sample(findings, 'presage_keyspace_prefix_memory_bytes')).toBeUndefined();
    // no key but those under product: what lies elsewhere is left out, not an error
    await acl('%R~other:*', '+info', '+scan', '+pttl', '+memory|usage');
    findings = await watch(target).run();
    expect(skipped(findings)).toEqual(expect.arrayContaining(['MEMORY USAGE', 'PTTL']));
  }, 60_000);
});

withRedis('the keyspace advisor on a real Redis Cluster', () => {
  it('walks every master with a cursor of its own', async () => {
    const nodes = await Promise.all(
      [1, 2, 3].map(() => start('--cluster-enabled', 'yes', '--cluster-node-timeout', '2000')),
    );
    const addresses = nodes.map(({ server }) => `127.0.0.1:${server.port}`);
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes'];
    await promisify(execFile)('redis-cli', create);
    const state = async () => (await nodes[2]!.client.cluster('INFO')).includes('cluster_state:ok');
    while (!(await state())) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const { client } of nodes) {
      for (let i = 0; i < 600; i++) await client.set(`product:${i}`, 'x').catch(() => undefined);
    }
    const { run, sample } = watch({ mode: 'cluster', nodes: addresses.slice(0, 1) }, { keys_per_run: 300 });
    let findings = await run();
    expect(findings.nodes.map(({ cache }) => cache).sort()).toEqual([...addresses].sort());
    findings = await run(findings);
    findings = await run(findings);
    expect(sample(findings, 'presage_keyspace_prefix_keys', { prefix: 'product' })).toBeCloseTo(600, 6);
    expect(skipped(findings)).toEqual(['CLUSTER SLOT-STATS']);
  }, 90_000);
});
