import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { QueryResponse } from '@presage/contract/api';
import { METRICS, PROCESS_METRIC_PREFIXES } from '@presage/contract/metrics';
import bcrypt from 'bcryptjs';
import {
  findTools,
  freePort,
  makeCertificates,
  startPrometheus,
  startRedis,
  type Service,
} from '../../../scripts/services.mjs';

const bin = fileURLToPath(new URL('../../bin/presage.mjs', import.meta.url));
const tools = findTools();
const withServers = tools.prometheus && tools.promtool && tools.redisServer ? describe : describe.skip;

let directory: string;
const started: ChildProcess[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-serve-'));
});
afterAll(async () => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await rm(directory, { recursive: true, maxRetries: 5 });
});

interface Running {
  url: string;
  port: number;
  child: ChildProcess;
  log: () => string;
  exit: Promise<number | null>;
}

/** Starts `presage serve`; resolves when it listens or has ended. */
async function serve(config: string, ...flags: string[]): Promise<Running> {
  const port = await freePort();
  const name = flags.includes('--web.listen-address') ? [] : ['--web.listen-address', `127.0.0.1:${port}`];
  const child = spawn(process.execPath, [bin, 'serve', '--config.file', config, ...name, ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  started.push(child);
  let log = '';
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const ready = new Promise<void>((resolve) => {
    child.stderr!.on('data', (text: Buffer) => {
      log += text.toString();
      if (log.includes('listening')) resolve();
    });
  });
  await Promise.race([ready, exit]);
  return { url: `http://127.0.0.1:${port}`, port, child, log: () => log, exit };
}

async function configFile(name: string, text: string): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, text);
  return file;
}

/** Asks until `found` is true of the text; the test's own time limit ends it. */
async function until(url: string, found: (text: string) => boolean): Promise<string> {
  for (;;) {
    const text = await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).text();
    if (found(text)) return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function families(text: string): string[] {
  return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!);
}

withServers('presage serve on real servers', () => {
  let redis: Service;
  let prometheus: Service;
  let presage: Running;
  let config: string;
  const text = () => `
targets:
  redis: [{ name: sessions, url: "${redis.url}", timeout: 1s }]
  prometheus: [{ name: main, url: "${prometheus.url}" }]
advisors:
  cache: { interval: 1s, timeout: 3s }
  anomalies: { interval: 2s, rules: [{ name: up, expr: up, step: 1s, history: 1m, season: 10s }] }
`;

  beforeAll(async () => {
    const port = await freePort();
    // Prometheus asks for OpenMetrics first; behind this it gets the text format
    const textOnly = createServer((incoming, outgoing) => {
      const headers = { ...incoming.headers, accept: 'text/plain;version=0.0.4' };
      const upstream = httpRequest({ port, host: '127.0.0.1', path: incoming.url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      upstream.on('error', () => outgoing.destroy());
      upstream.end();
    });
    await new Promise<void>((resolve) => textOnly.listen(0, '127.0.0.1', resolve));
    textOnly.unref();
    const textPort = (textOnly.address() as AddressInfo).port;
    redis = await startRedis({ directory: join(directory, 'redis') });
    prometheus = await startPrometheus({
      directory: join(directory, 'prometheus'),
      config: `
global: { scrape_interval: 1s }
scrape_configs:
  - { job_name: openmetrics, static_configs: [{ targets: ["127.0.0.1:${port}"] }] }
  - { job_name: text, static_configs: [{ targets: ["127.0.0.1:${textPort}"] }] }
`,
    });
    config = await configFile('presage.yaml', text());
    presage = await serve(config, '--web.listen-address', `127.0.0.1:${port}`);
    presage.url = `http://127.0.0.1:${port}`;
  }, 60_000);
  afterAll(async () => {
    presage?.child.kill('SIGKILL');
    await Promise.all([redis?.stop(), prometheus?.stop()]);
  });

  it('becomes ready and shows nothing that is not in the catalogue', async () => {
    await until(`${presage.url}/-/ready`, (body) => body.includes('is ready'));
    const page = await until(`${presage.url}/metrics`, (body) => body.includes('presage_cache_hits_total{'));
    const unknown = families(page).filter(
      (name) => !(name in METRICS) && !PROCESS_METRIC_PREFIXES.some((prefix) => name.startsWith(prefix)),
    );
    expect(unknown).toEqual([]);
    expect(page).toContain('presage_advisor_up{advisor="cache",target="sessions"} 1\n');
    expect(page).toContain('presage_source_up{source="redis",target="sessions"} 1\n');
    expect(page).toContain('presage_config_last_reload_successful 1\n');
  }, 30_000);

  it('passes promtool', async () => {
    const page = await (await fetch(`${presage.url}/metrics`)).text();
    const child = execFile(tools.promtool!, ['check', 'metrics']);
    child.stdin!.end(page);
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: string) => (output += chunk));
    const [code] = await once(child, 'close');
    expect({ code, output }).toEqual({ code: 0, output: '' });
  });

  it('is scraped by Prometheus in both formats with the same series', async () => {
    const ask = async (expr: string) => {
      const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expr)}`);
      return (
        (await answer.json()) as { data: { result: { metric: Record<string, string>; value: [number, string] }[] } }
      ).data.result;
    };
    const jobs = async () => (await ask('presage_cache_hits_total')).map(({ metric }) => metric['job']).sort();
    while ((await jobs()).length < 2) await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await jobs()).toEqual(['openmetrics', 'text']);
    expect((await ask('up')).map(({ value }) => value[1])).toEqual(['1', '1']);
    const names = async (job: string) =>
      (await ask(`count by (__name__) ({job="${job}", __name__=~"presage_.+"})`))
        .map(({ metric }) => metric['__name__'])
        .sort();
    const same = async () => String(await names('openmetrics')) === String(await names('text'));
    // the two scrapes are not at the same moment
    while (!(await same())) await new Promise((resolve) => setTimeout(resolve, 200));
    const targets = (await (await fetch(`${prometheus.url}/api/v1/targets`)).json()) as {
      data: { activeTargets: { lastError: string }[] };
    };
    expect(targets.data.activeTargets.map(({ lastError }) => lastError)).toEqual(['', '']);
  }, 30_000);

  it('answers queries, also for an expression that was typed in', async () => {
    const now = Date.now();
    const answer = await fetch(`${presage.url}/api/v1/query`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        from: now - 3_600_000,
        to: now,
        queries: [
          { refId: 'A', kind: 'score', target: 'sessions', advisor: 'cache' },
          { refId: 'B', kind: 'forecast', expr: 'this is not PromQL' },
          { refId: 'C', kind: 'score', target: 'nowhere' },
        ],
      }),
    });
    const { results } = (await answer.json()) as QueryResponse;
    expect(results['A']).toMatchObject({ frames: [{ schema: { refId: 'A' } }] });
    expect(results['B']).toMatchObject({ error: { code: 'PRS_SOURCE_QUERY' } });
    expect(results['C']).toMatchObject({ error: { code: 'PRS_TARGET_UNKNOWN' } });
  });

  it('shows a target that hangs and one that died, answers all the same, and sees them come back', async () => {
    redis.kill('SIGSTOP');
    await until(`${presage.url}/metrics`, (page) =>
      page.includes('presage_source_up{source="redis",target="sessions"} 0'),
    );
    const page = await until(`${presage.url}/metrics`, (body) =>
      body.includes('presage_advisor_up{advisor="cache",target="sessions"} 0'),
    );
    // the last findings stay
    expect(page).toContain('presage_cache_hits_total{');
    expect(page).toMatch(/presage_advisor_errors_total\{advisor="cache",target="sessions",code="PRS_[A-Z_]+"\} [1-9]/);
    redis.kill('SIGCONT');
    await until(`${presage.url}/metrics`, (body) =>
      body.includes('presage_advisor_up{advisor="cache",target="sessions"} 1'),
    );

    await prometheus.stop();
    await until(`${presage.url}/metrics`, (body) =>
      body.includes('presage_source_up{source="prometheus",target="main"} 0'),
    );
    expect(presage.log().match(/run failed .*job=cache\/sessions/g)!.length).toBeLessThanOrEqual(2);
    expect((await fetch(`${presage.url}/-/ready`)).status).toBe(200);
  }, 60_000);

  it('keeps the old configuration when the new one is wrong, and takes a right one over', async () => {
    await configFile('presage.yaml', 'targets: { rediss: [] }');
    const refused = await fetch(`${presage.url}/-/reload`, { method: 'POST' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({
      error: { code: 'PRS_CONFIG_INVALID', message: expect.stringContaining('did you mean redis?') },
    });
    const page = await (await fetch(`${presage.url}/metrics`)).text();
    expect(page).toContain('presage_config_last_reload_successful 0\n');
    expect(page).toContain('presage_cache_hits_total{');

    await configFile(
      'presage.yaml',
      text().replace('name: sessions', 'name: renamed').replace('cache: {', 'cache: { max_series: 9,'),
    );
    presage.child.kill('SIGHUP');
    const after = await until(`${presage.url}/metrics`, (body) =>
      body.includes('presage_cache_hits_total{target="renamed"'),
    );
    expect(after).toContain('presage_config_last_reload_successful 1\n');
    expect(after).not.toContain('target="sessions"');
  }, 30_000);

  it('ends with code 0 on SIGTERM', async () => {
    presage.child.kill('SIGTERM');
    expect(await presage.exit).toBe(0);
    expect(presage.log()).toContain('presage stopped');
  }, 15_000);
});

describe('presage serve', () => {
  const idle = () => configFile('idle.yaml', 'targets: { redis: [{ name: gone, url: "redis://127.0.0.1:1" }] }');

  it('ends with code 1 and all problems of a bad configuration', async () => {
    const { exit, log } = await serve(
      await configFile('bad.yaml', 'targets: { redis: [{ name: "a b" }] }\nlimit: {}\n'),
    );
    expect(await exit).toBe(1);
    expect(log()).toMatch(/bad\.yaml:1:20: targets\.redis\[0\]: needs url/);
    expect(log()).toMatch(/bad\.yaml:1:28: targets\.redis\[0\]\.name: must be 1 to 63/);
    expect(log()).toMatch(/bad\.yaml:2:1: limit: .* did you mean limits\?/);
    expect(log()).not.toMatch(/\n\s+at /);
  }, 15_000);

  it('ends with code 1 when the port is taken', async () => {
    const first = await serve(await idle());
    const second = await serve(await idle(), '--web.listen-address', `127.0.0.1:${first.port}`);
    expect(await second.exit).toBe(1);
    expect(second.log()).toContain('another process listens there already');
    first.child.kill('SIGINT');
    expect(await first.exit).toBe(0);
  }, 15_000);

  it.each([
    '--web.listen-address=nonsense',
    '--web.telemetry-path=/-/healthy',
    '--shard=3/2',
    '--analysis.workers=-1',
    '--log.level=loud',
  ])(
    'refuses %s',
    async (flag) => {
      const { exit, log } = await serve(await idle(), flag);
      expect(await exit).toBe(1);
      expect(log()).not.toMatch(/\n\s+at /);
    },
    15_000,
  );

  it('analyses in the main thread when told to, and splits targets into shards', async () => {
    const names = Array.from({ length: 8 }, (_, index) => `{ name: t${index}, url: "redis://127.0.0.1:1" }`);
    const config = await configFile('shards.yaml', `targets: { redis: [${names.join(', ')}] }`);
    const owned = await Promise.all(
      ['1/2', '2/2'].map(async (shard) => {
        const { url, child } = await serve(config, '--shard', shard, '--analysis.workers', '0');
        const page = await (await fetch(`${url}/api/v1/catalog`)).json();
        child.kill('SIGKILL');
        const { advisors } = page as { advisors: { target: string }[] };
        return [...new Set(advisors.map(({ target }) => target))];
      }),
    );
    expect(owned.flat().sort()).toEqual(names.map((_, index) => `t${index}`));
    expect(owned.every((part) => part.length > 0)).toBe(true);
  }, 15_000);

  it('speaks TLS and lets in only who may', async () => {
    const { caFile, certFile, keyFile } = await makeCertificates(join(directory, 'tls'));
    const web = await configFile(
      'web.yaml',
      `tls_server_config: { cert_file: "${certFile}", key_file: "${keyFile}" }
basic_auth_users: { alice: "${bcrypt.hashSync('wonderland', 4)}" }
bearer_tokens: [a-token-for-the-api]
`,
    );
    const { port, child, log } = await serve(await idle(), '--web.config.file', web);
    const status = async (path: string, headers: Record<string, string> = {}) => {
      const asked = httpsRequest({ host: 'localhost', port, path, headers, ca: readFileSync(caFile), family: 4 });
      const [answer] = (await once(asked.end(), 'response')) as [import('node:http').IncomingMessage];
      answer.resume();
      return answer.statusCode;
    };
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect(await status('/-/healthy')).toBe(200);
    expect(await status('/metrics')).toBe(401);
    expect(await status('/metrics', basic('alice:looking-glass'))).toBe(401);
    expect(await status('/metrics', basic('alice:wonderland'))).toBe(200);
    expect(await status('/api/v1/catalog', { authorization: 'Bearer a-token-for-the-api' })).toBe(200);
    expect(await status('/api/v1/catalog', { authorization: 'Bearer another-token-here' })).toBe(401);
    await expect(fetch(`http://127.0.0.1:${port}/-/healthy`)).rejects.toThrow();
    expect(log()).not.toContain('wonderland');
    child.kill('SIGKILL');
  }, 20_000);
});
