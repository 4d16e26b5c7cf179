import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { configSchema } from '../exporter/src/config/config.js';
import { createSources } from '../exporter/src/sources/create.js';
import { startRedis } from '../scripts/services.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (options.help) {
  console.log(
    `Usage: bench/redis-monitor.ts [--json]\n
What a burst of MONITOR costs a busy Redis: processor time a command by the server's own count during bursts of 1 s and
without them, under redis-benchmark with 50 clients, GET and SET of 100 bytes.`,
  );
  process.exit(0);
}

const ROUNDS = 5;
const BURST = 1;
const directory = mkdtempSync(join(tmpdir(), 'presage-bench-monitor-'));
const server = await startRedis({ directory, arguments: ['--save', ''] });
const client = new Redis(server.url);
const config = configSchema.parse({ targets: { redis: [{ name: 'main', url: server.url }] } });
const sources = createSources(config, { request: () => undefined, retry: () => undefined });
const load = execFile('redis-benchmark', [
  '-p',
  String(server.port),
  '-t',
  'get,set',
  '-d',
  '100',
  '-r',
  '100000',
  '-l',
  '-q',
]);
try {
  await sleep(1_000);
  const [plain, heard, bytes]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await microsecondsACommand(() => sleep(BURST * 1_000)));
    const listen = () => sources.redis('main').listen({ seconds: BURST, bytes: 2 ** 30 }, new AbortController().signal);
    heard.push(await microsecondsACommand(async () => bytes.push((await listen())[0]!.text.length)));
  }
  const result = {
    microsecondsACommand: { without: median(plain), during: median(heard) },
    slowdown: median(heard) / median(plain),
    bytesASecond: median(bytes) / BURST,
  };
  console.log(options.json ? JSON.stringify(result) : result);
} finally {
  load.kill();
  await sources.close();
  client.disconnect();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}

async function microsecondsACommand(work: () => Promise<unknown>): Promise<number> {
  const before = await counters();
  await work();
  const after = await counters();
  return ((after.seconds - before.seconds) / (after.commands - before.commands)) * 1e6;
}

async function counters() {
  const text = await client.info();
  const read = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1]);
  return { seconds: read('used_cpu_sys') + read('used_cpu_user'), commands: read('total_commands_processed') };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
