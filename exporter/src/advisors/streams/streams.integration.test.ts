import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessBatch } from '@presage/contract/access';
import { METRICS } from '@presage/contract/metrics';
import { Redis } from 'ioredis';
import { findTools, startRedis, type Service } from '../../../../scripts/services.mjs';
import { hashKey } from '../../analysis/caching/hash.js';
import { OPERATION, OUTCOME } from '../../analysis/caching/streams/access-window.js';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { StreamFindings } from './findings.js';
import { streamsAdvisor } from './index.js';

const withRedis = findTools().redisServer ? describe : describe.skip;
const KEYS = 6_000;
const TICK_MS = 10;
const LOOKUPS_A_TICK = 40;

withRedis('the streams advisor on a real Redis', () => {
  let directory: string;
  let server: Service;
  let client: Redis;
  let sources: Sources;
  let ttlMs = { product: 600, page: 0 };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'presage-streams-'));
    server = await startRedis({
      directory,
      arguments: ['--maxmemory', '2mb', '--maxmemory-policy', 'allkeys-lru', '--maxmemory-samples', '10', '--save', ''],
    });
    client = new Redis(server.url, { enableAutoPipelining: true });
  }, 30_000);

  afterAll(async () => {
    client.disconnect();
    await sources.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  /** Zipf-like draws, the same for the same seed. */
  function draws(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor(KEYS ** (state / 2 ** 32)) - 1;
    };
  }

  /** Cache-aside for some seconds at a steady pace; returns the hit ratio of the second half. */
  async function shop(seconds: number, seed: number, seen?: (batch: AccessBatch) => Promise<unknown>): Promise<number> {
    const draw = draws(seed);
    const counted = { hits: 0, lookups: 0 };
    const ticks = (seconds * 1_000) / TICK_MS;
    const start = performance.now();
    let batch = emptyBatch();
    for (let tick = 0; tick < ticks; tick++) {
      await Promise.all(
        Array.from({ length: LOOKUPS_A_TICK }, async () => {
          const id = draw();
          const prefix = id % 3 === 0 ? 'page' : 'product';
          const key = `${prefix}:${id}`;
          const value = await client.get(key);
          note(batch, key, prefix, OPERATION.get, value === null ? OUTCOME.miss : OUTCOME.hit, value?.length ?? 0, 0);
          if (tick >= ticks / 2) {
            counted.lookups++;
            counted.hits += value === null ? 0 : 1;
          }
          if (value !== null) return;
          const ttl = ttlMs[prefix];
          const text = 'x'.repeat(200 + ((id * 37) % 600));
          note(batch, key, prefix, OPERATION.set, OUTCOME.unknown, text.length, ttl / 1_000);
          await (ttl > 0 ? client.set(key, text, 'PX', ttl) : client.set(key, text));
        }),
      );
      if (batch.hash.length > 2_000) {
        await seen?.(batch);
        batch = emptyBatch();
      }
      await sleep(Math.max(0, start + tick * TICK_MS - performance.now()));
    }
    await seen?.(batch);
    return counted.hits / counted.lookups;
  }

  it('predicts what the advised size and times to live really bring', async () => {
    const stream = { name: 'shop', redis: 'cache', target_hit_ratio: 0.85, window: '10m' };
    const config = configSchema.parse({
      targets: { redis: [{ name: 'cache', url: server.url }], stream: [stream] },
    });
    sources = createSources(config, { request: () => undefined, retry: () => undefined });
    const job = streamsAdvisor.jobs(config)[0]!;
    const run = async (previous?: StreamFindings): Promise<StreamFindings> => {
      const observation = await streamsAdvisor.observe(job, sources, AbortSignal.timeout(10_000), previous);
      return streamsAdvisor.analyse(structuredClone(observation), job, structuredClone(previous));
    };
    expect(streamsAdvisor.metrics(await run(), job)).toMatchObject({ warmup: true });

    const before = await shop(10, 1, (batch) => sources.stream('shop').push(batch));
    const findings = await run();
    const report = findings.report!;
    expect(report.observedMissRatio!).toBeCloseTo(1 - before, 2);
    expect(Math.abs(report.presentMissRatio! - report.observedMissRatio!)).toBeLessThan(0.03);

    const changes = findings.recommendations.map(({ change }) => change);
    const maxmemory = changes.flatMap((change) => /CONFIG SET maxmemory (\d+)/.exec(change)?.[1] ?? [])[0]!;
    const milliseconds = changes.flatMap((change) => /PX (\d+) for product/.exec(change)?.[1] ?? [])[0]!;
    await client.config('SET', 'maxmemory', maxmemory);
    ttlMs = { ...ttlMs, product: Number(milliseconds) };
    const after = await shop(12, 2);
    expect(after).toBeGreaterThan(before + 0.05);
    expect(Math.abs(1 - report.advisedMissRatio! - after)).toBeLessThan(0.03);

    const { samples, warmup } = streamsAdvisor.metrics(findings, job);
    expect(warmup).toBe(false);
    for (const { name, labels } of samples)
      expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
    const [frame] = streamsAdvisor.frames(findings, { refId: 'A', kind: 'curve', sizeUnit: 'bytes' }, job, {
      from: 0,
      to: 1,
    });
    expect(frame!.schema.meta.custom).toMatchObject({
      kind: 'curve',
      name: 'shop',
      sizeUnit: 'bytes',
      currentPolicy: 'redis-lru',
      targetMissRatio: expect.closeTo(0.15, 9),
      advisedSize: report.size!.size,
    });
    expect(frame!.data.values.every(({ length }) => length === frame!.data.values[0]!.length)).toBe(true);
  }, 60_000);
});

function emptyBatch(): AccessBatch {
  const columns = { hash: [], time: [], operation: [], outcome: [], size: [], ttl: [], prefix: [] };
  return { rate: 1, lookups: 0, lost: 0, prefixes: ['page', 'product'], ...columns };
}

function note(
  batch: AccessBatch,
  key: string,
  prefix: string,
  operation: number,
  outcome: number,
  size: number,
  ttl: number,
): void {
  if (operation === OPERATION.get) batch.lookups++;
  batch.hash.push(hashKey(key));
  batch.time.push(Date.now());
  batch.operation.push(operation);
  batch.outcome.push(outcome);
  batch.size.push(size === 0 ? 0 : size + key.length);
  batch.ttl.push(ttl);
  batch.prefix.push(batch.prefixes.indexOf(prefix));
}
