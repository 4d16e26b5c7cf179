import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { METRICS, type MetricName } from '@presage/contract/metrics';
import { Redis } from 'ioredis';
import pg from 'pg';
import { findTools, startPostgres, startRedis, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { CacheFindings } from './findings.js';
import { cacheAdvisor } from './index.js';

const tools = findTools();
const opened: Sources[] = [];
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'presage-cache-'));
});

afterEach(() => Promise.all(opened.splice(0).map((sources) => sources.close())));

afterAll(() => rm(directory, { recursive: true, force: true }));

function watch(targets: object) {
  const config = configSchema.parse({ targets, advisors: { cache: { low_hit_ratio: 0.7 } } });
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  opened.push(sources);
  const job = cacheAdvisor.jobs(config)[0]!;
  const run = async (previous?: CacheFindings): Promise<CacheFindings> => {
    const observation = await cacheAdvisor.observe(job, sources, AbortSignal.timeout(10_000), previous);
    return cacheAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
  };
  const sample = (findings: CacheFindings, name: MetricName): number | undefined =>
    cacheAdvisor.metrics(findings, job).samples.find((candidate) => candidate.name === name)?.value;
  return { job, run, sample };
}

(tools.redisServer ? describe : describe.skip)('the cache advisor on a real Redis', () => {
  let server: Service;
  let client: Redis;
  let asked = 0;

  beforeEach(async () => {
    const folder = await mkdtemp(path.join(directory, 'redis-'));
    server = await startRedis({
      directory: folder,
      arguments: ['--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru', '--save', ''],
    });
    client = new Redis(server.url);
    client.on('error', () => undefined);
  }, 30_000);

  afterEach(async () => {
    client.disconnect();
    await server.stop();
  }, 30_000);

  /** Cache-aside in a cycle over more keys than fit, which LRU always misses. */
  async function shop(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      asked = (asked + 7_919) % 6_000;
      if ((await client.get(`product:${asked}`)) === null)
        await client.set(`product:${asked}`, 'x'.repeat(900), 'EX', 3_600);
    }
  }

  const titles = ({ recommendations }: CacheFindings): string[] => recommendations.map(({ title }) => title);

  it('advises more memory once evictions and a low hit ratio last, and is content when it is given', async () => {
    const { run, job } = watch({ redis: [{ name: 'main', url: server.url }] });
    await shop(6_000);
    let findings = await run();
    expect(cacheAdvisor.metrics(findings, job).warmup).toBe(true);
    for (let i = 0; i < 2; i++) {
      await shop(300);
      findings = await run(findings);
      expect(titles(findings)).toEqual([]);
    }
    await shop(300);
    findings = await run(findings);
    const [advice] = findings.recommendations;
    expect(advice).toMatchObject({
      action: 'change_setting',
      object: 'maxmemory',
      title: 'Raise maxmemory from 3.0 MiB to 6.0 MiB',
      change: `CONFIG SET maxmemory ${6 * 1024 * 1024}`,
      rollback: `CONFIG SET maxmemory ${3 * 1024 * 1024}`,
      sizeBytes: 3 * 1024 * 1024,
    });
    expect(advice!.evidence.map(({ label }) => label)).toContain('evictions');
    const [command = '', ...words] = advice!.change.split(' ');
    await client.call(command, ...words);
    expect(titles(await run(findings))).toEqual([]);
  }, 60_000);

  it('advises a longer time to live where entries expire before they are asked for again', async () => {
    await client.config('SET', 'maxmemory', 100 * 1024 * 1024);
    const { run } = watch({ redis: [{ name: 'main', url: server.url }] });
    let findings = await run();
    for (let i = 0; i < 3; i++) {
      for (let key = 0; key < 60; key++)
        if ((await client.get(`k${key}`)) === null) await client.set(`k${key}`, 'x', 'PX', 20);
      await new Promise((resolve) => setTimeout(resolve, 300));
      findings = await run(findings);
    }
    expect(findings.recommendations).toHaveLength(1);
    expect(findings.recommendations[0]).toMatchObject({ object: 'time to live', confidence: 0.45 });
  }, 60_000);

  it('warns of noeviction at the limit, and of no limit at all', async () => {
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    await expect(shop(6_000)).rejects.toThrow('OOM');
    const { run } = watch({ redis: [{ name: 'main', url: server.url }] });
    let findings = await run();
    for (let i = 0; i < 3; i++) findings = await run(findings);
    expect(findings.recommendations[0]!.change).toBe('CONFIG SET maxmemory-policy volatile-lru');
    await client.config('SET', 'maxmemory', 0);
    for (let i = 0; i < 3; i++) {
      for (let key = 0; key < 30; key++) await client.get(`k${key}`);
      findings = await run(findings);
    }
    expect(findings.recommendations.map(({ change }) => change)).toEqual([
      expect.stringMatching(/^CONFIG SET maxmemory \d+$/),
    ]);
  }, 60_000);

  it('publishes what Redis counts, and no ratio without look-ups or over a restart', async () => {
    const { run, sample, job } = watch({ redis: [{ name: 'main', url: server.url }] });
    let findings = await run();
    expect(sample(findings, 'presage_cache_hit_ratio')).toBeUndefined();
    await client.set('a', '1', 'EX', 100);
    await client.mget('a', 'a', 'a', 'b');
    findings = await run(findings);
    expect(sample(findings, 'presage_cache_hit_ratio')).toBe(0.75);
    expect(sample(findings, 'presage_cache_hits_total')).toBe(3);
    expect(sample(findings, 'presage_cache_entries_expiring')).toBe(1);
    expect(sample(findings, 'presage_cache_memory_limit_bytes')).toBe(3 * 1024 * 1024);
    findings = await run(findings);
    expect(sample(findings, 'presage_cache_hit_ratio')).toBeUndefined();
    for (const { name, labels } of cacheAdvisor.metrics(findings, job).samples) {
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    }
    await client.mget('a', 'a');
    await server.stop();
    await server.restart();
    findings = await run(findings);
    expect(sample(findings, 'presage_cache_hit_ratio')).toBeUndefined();
    expect(sample(findings, 'presage_cache_hits_total')).toBe(0);
  }, 60_000);
});

(tools.postgresBin ? describe : describe.skip)('the cache advisor on a real PostgreSQL', () => {
  let server: Service;
  let client: pg.Client;

  beforeAll(async () => {
    server = await startPostgres({ directory: path.join(directory, 'postgres'), settings: { shared_buffers: '1MB' } });
    client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`CREATE TABLE wide AS SELECT i, repeat('x', 500) AS text FROM generate_series(1, 20000) i`);
  }, 60_000);

  afterAll(async () => {
    await client?.end();
    await server?.stop();
  }, 30_000);

  it('publishes hits and misses by database and their sum, and advises larger shared buffers when they keep missing', async () => {
    const { run, sample, job } = watch({ postgres: [{ name: 'main', url: server.url }] });
    let findings = await run();
    for (let i = 0; i < 3; i++) {
      for (let scan = 0; scan < 5; scan++) await client.query('SELECT count(text) FROM wide');
      await client.query('SELECT pg_sleep(1.1)');
      findings = await run(findings);
    }
    const { samples } = cacheAdvisor.metrics(findings, job);
    const misses = samples.filter(({ name }) => name === 'presage_postgres_buffer_misses_total');
    expect(misses.map(({ labels }) => labels['datname'])).toEqual(['postgres']);
    expect(sample(findings, 'presage_cache_misses_total')).toBe(misses[0]!.value);
    expect(sample(findings, 'presage_cache_memory_limit_bytes')).toBe(1024 * 1024);
    expect(sample(findings, 'presage_cache_hit_ratio')).toBeLessThan(0.7);
    expect(findings.recommendations[0]).toMatchObject({
      object: 'shared_buffers',
      change: `ALTER SYSTEM SET shared_buffers = '2MB'; -- then restart the server`,
      rollback: `ALTER SYSTEM SET shared_buffers = '1MB'; -- then restart the server`,
    });
  }, 60_000);

  it('shows what the buffers hold once the extension is there, and says so while it is not', async () => {
    const { run, sample, job } = watch({ postgres: [{ name: 'main', url: server.url }] });
    const query = { refId: 'A', kind: 'recommendation' } as const;
    const noticesOf = (findings: CacheFindings) =>
      cacheAdvisor.frames(findings, query, job, { from: 0, to: 0 })[0]!.schema.meta.notices?.map(({ text }) => text) ??
      [];
    const without = await run();
    expect(sample(without, 'presage_postgres_buffercache_available')).toBe(0);
    expect(noticesOf(without)).toContainEqual(expect.stringContaining('CREATE EXTENSION pg_buffercache'));

    await client.query('CREATE SCHEMA "odd ""schema"; CREATE EXTENSION pg_buffercache SCHEMA "odd ""schema"');
    await client.query('ANALYZE wide');
    let findings = without;
    // the server may write a page out before we look
    while ((sample(findings, 'presage_postgres_buffers_dirty_ratio') ?? 0) === 0) {
      await client.query('UPDATE wide SET i = i WHERE i <= 100');
      findings = await run(without);
    }
    const { samples } = cacheAdvisor.metrics(findings, job);
    expect(noticesOf(findings)).not.toContainEqual(expect.stringContaining('pg_buffercache'));
    expect(sample(findings, 'presage_postgres_buffercache_available')).toBe(1);
    const sum = (name: MetricName) =>
      samples.filter((one) => one.name === name).reduce((total, { value }) => total + value, 0);
    expect(sum('presage_postgres_buffers_bytes')).toBe(1024 * 1024);
    expect(sum('presage_postgres_buffered_bytes')).toBeLessThanOrEqual(1024 * 1024);
    const wide = samples.filter(({ labels }) => labels['relname'] === 'wide');
    expect(wide.map(({ name }) => name).sort()).toEqual([
      'presage_postgres_buffered_bytes',
      'presage_postgres_buffered_ratio',
    ]);
    for (const { name, labels } of samples)
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    // the view costs a look at every buffer, so the next run does not ask again
    expect((await run(findings)).view).toEqual(findings.view);
    await client.query('DROP EXTENSION pg_buffercache');
  }, 60_000);

  it('answers with scores', async () => {
    const { run, job } = watch({ postgres: [{ name: 'main', url: server.url }] });
    const first = await run();
    await client.query('SELECT count(*) FROM wide');
    await client.query('SELECT pg_sleep(1.1)');
    const findings = await run(first);
    const [frame] = cacheAdvisor.frames(findings, { refId: 'A', kind: 'score', name: 'hit ratio' }, job, {
      from: 0,
      to: 0,
    });
    expect(frame!.data.values.map(([first]) => first)).toEqual([
      'main',
      'hit ratio',
      findings.caches[0]!.interval!.hitRatio,
      'percentunit',
      expect.any(String),
      '{"cache":"shared_buffers"}',
    ]);
  }, 30_000);
});
