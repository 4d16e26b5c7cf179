import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { keyspaceAdvisor } from '../exporter/src/advisors/keyspace/index.js';
import type { KeyspaceFindings } from '../exporter/src/advisors/keyspace/findings.js';
import { configSchema } from '../exporter/src/config/config.js';
import { createSources } from '../exporter/src/sources/create.js';
import { startRedis } from '../scripts/services.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    keys: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    `Usage: bench/redis-inspection.ts [--json] [--keys 1000000] [--seconds 60]\n
What the keyspace advisor costs a real Redis: processor time by the server's own count, beside an idle Redis, and the
longest call of its slow log.`,
  );
  process.exit(0);
}

const SLOW_MICROSECONDS = 100;
const keys = Number(options.keys);
const seconds = Number(options.seconds);
const directory = mkdtempSync(join(tmpdir(), 'presage-bench-redis-'));
const server = await startRedis({
  directory,
  arguments: ['--save', '', '--slowlog-log-slower-than', String(SLOW_MICROSECONDS), '--slowlog-max-len', '10000'],
});
const client = new Redis(server.url);
try {
  await fill();
  await pause(2);
  const idle = await cost(() => pause(seconds));
  const defaults = await cost(() => inspect({}));
  const fastest = await cost(() => inspect({ keys_per_run: 1_000_000, max_load_ratio: 0.02 }));
  const share = (run: { processor: number; elapsed: number }) =>
    run.processor / run.elapsed - idle.processor / idle.elapsed;
  const result = {
    keys,
    idleRatio: round(idle.processor / idle.elapsed),
    defaults: { loadRatio: round(share(defaults)), longestCallSeconds: defaults.longest, keysSeen: defaults.result },
    fastest: { loadRatio: round(share(fastest)), longestCallSeconds: fastest.longest, keysSeen: fastest.result },
  };
  if (options.json) console.log(JSON.stringify(result, null, 2));
  else console.table({ defaults: result.defaults, 'as fast as a load of 2 % allows': result.fastest });
} finally {
  client.disconnect();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  for (let from = 0; from < keys; from += 10_000) {
    const pipeline = client.pipeline();
    for (let i = from; i < Math.min(keys, from + 10_000); i++) {
      if (i % 3 === 0) pipeline.set(`session:${i}`, 'x'.repeat(i % 200), 'EX', 86_400);
      else if (i % 3 === 1) pipeline.set(`product:${i}`, 'y'.repeat(i % 900));
      else pipeline.hset(`cart:${i}:items`, 'a', 1, 'b', 2);
    }
    await pipeline.exec();
  }
}

/** Runs of the advisor, one after the other at their interval, for the time of the measurement. */
async function inspect(settings: object): Promise<number> {
  const config = configSchema.parse({
    targets: { redis: [{ name: 'main', url: server.url }] },
    advisors: { keyspace: { interval: `${seconds}s`, timeout: `${seconds}s`, ...settings } },
  });
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  const started = performance.now();
  const job = keyspaceAdvisor.jobs(config)[0]!;
  const never = new AbortController().signal;
  const observation = await keyspaceAdvisor.observe(job, sources, never, undefined);
  const findings = (await keyspaceAdvisor.analyse(observation, job, undefined)) as KeyspaceFindings;
  // the run takes part of its interval; load is that of the whole
  await pause(Math.max(0, seconds - (performance.now() - started) / 1_000));
  await sources.close();
  return findings.nodes[0]!.sample.length;
}

async function cost<T>(work: () => Promise<T>) {
  await client.call('SLOWLOG', 'RESET');
  const [before, start] = [await processorSeconds(), performance.now()];
  const result = await work();
  const [after, end] = [await processorSeconds(), performance.now()];
  const entries = (await client.call('SLOWLOG', 'GET', '10000')) as [number, number, number, string[]][];
  const longest = Math.max(0, ...entries.map(([, , microseconds]) => microseconds)) / 1e6;
  return { processor: after - before, elapsed: (end - start) / 1_000, longest, result };
}

async function processorSeconds(): Promise<number> {
  const text = await client.info('cpu');
  const read = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
  return read('used_cpu_sys') + read('used_cpu_user');
}

function pause(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration * 1_000));
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
