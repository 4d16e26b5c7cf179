import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  findTools,
  freePort,
  startPostgres,
  startProcess,
  startPrometheus,
  startRedis,
} from '../../scripts/services.mjs';
import { HOSTILE, writeHistory } from './history.mjs';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The exporter accepts this token and nothing else. */
export const TOKEN = 'e2e-token-0123456789';

const CONFIG = `
targets:
  postgres: [{ name: shop, url: '\${DATABASE_URL}' }]
  redis: [{ name: sessions, url: '\${REDIS_URL}' }]
  prometheus: [{ name: metrics, url: '\${PROMETHEUS_URL}' }]
advisors:
  cache: { interval: 5s }
  indexes: { interval: 10s, unused_after: 1s }
  forecasts:
    interval: 30s
    rules:
      - { name: requests, expr: app_requests_per_second, step: 1h, history: 14d, horizon: 2d, unit: reqps }
      - name: disk
        expr: app_disk_used_bytes
        step: 1h
        history: 14d
        horizon: 7d
        unit: bytes
        thresholds: [{ name: full, value: 100000000000 }]
      - { name: jobs, expr: app_jobs, step: 1h, history: 14d, horizon: 2d }
  anomalies:
    interval: 15s
    rules:
      - { name: latency, expr: app_latency_seconds, step: 5m, history: 10d, unit: s }
`;

/** A table that is only ever found by reading all of it, and one whose name is markup. */
const WORKLOAD = `
CREATE EXTENSION pg_stat_statements;
CREATE EXTENSION IF NOT EXISTS hypopg;
CREATE TABLE orders AS
  SELECT id, (id % 5000)::int AS customer_id, repeat('x', 60) AS note FROM generate_series(1, 60000) AS id;
CREATE TABLE ${quote(HOSTILE)} AS SELECT id, (id % 4000)::int AS owner FROM generate_series(1, 60000) AS id;
ANALYZE;
SELECT pg_stat_statements_reset();
${'SELECT * FROM orders WHERE customer_id = 42;\n'.repeat(60)}
${`SELECT * FROM ${quote(HOSTILE)} WHERE owner = 42;\n`.repeat(60)}
`;

/**
 * Starts PostgreSQL, Redis and Prometheus with two weeks of history, and the exporter over them.
 * @returns {Promise<{exporterUrl: string, postgres: import('../../scripts/services.mjs').Service, stop(): Promise<void>}>}
 */
export async function startStack() {
  const directory = mkdtempSync(path.join(tmpdir(), 'presage-e2e-'));
  const services = [];
  const keep = async (starting) => {
    const service = await starting;
    services.unshift(service);
    return service;
  };
  const stop = async () => {
    for (const service of services) await service.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const [postgres, redis, prometheus] = await Promise.all([
      keep(startPostgres({ directory: path.join(directory, 'postgres') })),
      keep(startRedis({ directory, arguments: ['--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru'] })),
      keep(startFilledPrometheus(path.join(directory, 'prometheus'))),
    ]);
    await fillPostgres(postgres.url, path.join(directory, 'workload.sql'));
    await fillRedis(redis.port);
    const exporter = await keep(startExporter(directory, { postgres, redis, prometheus }));
    await untilAdvised(exporter.url);
    return { exporterUrl: exporter.url, postgres, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startFilledPrometheus(directory) {
  const data = path.join(directory, 'data');
  mkdirSync(data, { recursive: true });
  const history = path.join(directory, 'history.txt');
  writeHistory(history, Math.floor(Date.now() / 1_000));
  const blocks = ['tsdb', 'create-blocks-from', '--max-block-duration=360h', 'openmetrics', history, data];
  await run(findTools().promtool, blocks);
  return startPrometheus({
    directory,
    config: 'scrape_configs: []\n',
    // a look back that spans the gap to the last sample of the history while the tests run
    arguments: ['--storage.tsdb.retention.time=60d', '--query.lookback-delta=15m'],
  });
}

async function fillPostgres(url, file) {
  writeFileSync(file, WORKLOAD);
  await run(path.join(findTools().postgresBin, 'psql'), [
    ...['-q', '-v', 'ON_ERROR_STOP=1', '-o', '/dev/null', '-f', file],
    url,
  ]);
}

/** More keys than fit, then look-ups of all of them: hits, misses and evictions. */
async function fillRedis(port) {
  const socket = net.connect(port, '127.0.0.1');
  socket.resume();
  const keys = Array.from({ length: 20_000 }, (_, index) => `session:${index}`);
  for (const key of keys) socket.write(`SET ${key} ${'x'.repeat(100)}\r\n`);
  for (const key of keys) socket.write(`GET ${key}\r\n`);
  await new Promise((resolve, reject) => socket.on('close', resolve).on('error', reject).end('QUIT\r\n'));
}

async function startExporter(directory, { postgres, redis, prometheus }) {
  const config = path.join(directory, 'presage.yaml');
  const web = path.join(directory, 'web.yaml');
  writeFileSync(config, CONFIG);
  writeFileSync(web, `bearer_tokens: ['${TOKEN}']\n`);
  const port = await freePort();
  return startProcess({
    name: 'exporter',
    directory,
    command: process.execPath,
    arguments: [
      path.join(root, 'exporter/bin/presage.mjs'),
      'serve',
      `--config.file=${config}`,
      `--web.config.file=${web}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    environment: { DATABASE_URL: postgres.url, REDIS_URL: redis.url, PROMETHEUS_URL: prometheus.url },
    port,
    readyUrl: `http://127.0.0.1:${port}/-/healthy`,
    timeoutMs: 60_000,
  });
}

/** Waits until every advisor has succeeded once. */
async function untilAdvised(url) {
  const deadline = Date.now() + 300_000;
  for (;;) {
    const answer = await fetch(`${url}/api/v1/catalog`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { advisors = [] } = answer.ok ? await answer.json() : {};
    if (advisors.length >= 4 && advisors.every(({ up }) => up)) return;
    if (Date.now() > deadline) throw new Error(`Not all advisors succeeded: ${JSON.stringify(advisors)}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function quote(identifier) {
  return `"${identifier.replaceAll('"', '""')}"`;
}
