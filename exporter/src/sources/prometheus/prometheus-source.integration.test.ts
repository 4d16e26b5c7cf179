import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import bcrypt from 'bcryptjs';
import { findTools, makeCertificates, startPrometheus, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { PrometheusSource, Sources } from '../source.js';

const never = () => new AbortController().signal;
const { prometheus, promtool } = findTools();
const withPrometheus = prometheus === undefined || promtool === undefined ? describe.skip : describe;

const STEP = 15;
const POINTS = 25_000;
/** A multiple of the step, far enough in the past for blocks. */
const START = 1_700_000_010;
const END = START + (POINTS - 1) * STEP;

withPrometheus('a real Prometheus', () => {
  let directory: string;
  let server: Service;
  let guarded: Service;
  let files: { caFile: string; certFile: string; keyFile: string };
  const opened: Sources[] = [];

  function open(target: object): { source: PrometheusSource; sources: Sources } {
    const sources = createSources(
      configSchema.parse({ targets: { prometheus: [{ name: 'main', url: server.url, ...target }] } }),
      { request: () => undefined, retry: () => undefined },
    );
    opened.push(sources);
    return { sources, source: sources.prometheus('main') };
  }

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-prometheus-'));
    const data = path.join(directory, 'plain', 'data');
    await mkdir(data, { recursive: true });
    const history = path.join(directory, 'history.txt');
    await writeFile(history, openMetrics());
    await promisify(execFile)(promtool!, ['tsdb', 'create-blocks-from', 'openmetrics', history, data]);
    const keep = { arguments: ['--storage.tsdb.retention.time=100y'] };
    server = await startPrometheus({ directory: path.join(directory, 'plain'), config: 'global: {}\n', ...keep });

    files = await makeCertificates(path.join(directory, 'certificates'));
    const web = path.join(directory, 'web.yml');
    const users = `basic_auth_users: {reader: '${bcrypt.hashSync('right', 4)}'}`;
    await writeFile(web, `tls_server_config: {cert_file: ${files.certFile}, key_file: ${files.keyFile}}\n${users}\n`);
    guarded = await startPrometheus({
      directory: path.join(directory, 'guarded'),
      config: 'global: {}\n',
      arguments: [`--web.config.file=${web}`],
    });
  }, 60_000);

  afterEach(() => Promise.all(opened.splice(0).map((sources) => sources.close())));

  afterAll(async () => {
    await Promise.all([server?.stop(), guarded?.stop()]);
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  it('reads a range of more than 11 000 points as one, equal to the sum of its parts', async () => {
    const { source } = open({});
    const whole = await source.range({ expr: 'visits', from: START, to: END, step: STEP }, never());
    expect(whole.map((series) => series.labels)).toEqual([
      { __name__: 'visits', page: 'a' },
      { __name__: 'visits', page: 'b' },
    ]);
    for (const { times, values, labels } of whole) {
      expect(times).toHaveLength(POINTS);
      expect(times.every((time, index) => time === START + index * STEP)).toBe(true);
      expect(values.every((value, index) => value === visits(labels['page']!, index))).toBe(true);
    }
    const middle = START + 9_999 * STEP;
    const parts = await Promise.all([
      source.range({ expr: 'visits', from: START, to: middle, step: STEP }, never()),
      source.range({ expr: 'visits', from: middle + STEP, to: END, step: STEP }, never()),
    ]);
    expect(whole[1]!.values).toEqual([...parts[0]![1]!.values, ...parts[1]![1]!.values]);
  });

  it('drops values that are not finite and leaves gaps as gaps', async () => {
    const { source } = open({});
    const [series] = await source.range(
      { expr: 'visits{page="a"} / (visits{page="a"} > 3)', from: START, to: START + 9 * STEP, step: STEP },
      never(),
    );
    expect(series?.times).toEqual([4, 5, 6, 7, 8, 9].map((index) => START + index * STEP));
    const division = '(visits{page="a"} - visits{page="a"}) / 0';
    expect(await source.range({ expr: division, from: START, to: END, step: 86_400 }, never())).toEqual([]);
    expect(await source.instant(`${division} or vector(1) / 0`, never(), START)).toEqual([]);
  });

  it('reads an instant vector, a scalar, and nothing', async () => {
    const { source } = open({});
    expect(await source.instant('sum by (page) (visits)', never(), START + 5 * STEP)).toEqual([
      { labels: { page: 'a' }, times: [START + 5 * STEP], values: [5] },
      { labels: { page: 'b' }, times: [START + 5 * STEP], values: [0] },
    ]);
    expect(await source.instant('scalar(vector(2))', never(), START)).toEqual([
      { labels: {}, times: [START], values: [2] },
    ]);
    expect(await source.instant('nothing_here', never())).toEqual([]);
  });

  it('lists label names and values', async () => {
    const { source } = open({});
    expect(await source.labelNames(never())).toEqual(expect.arrayContaining(['__name__', 'page']));
    expect(await source.labelValues('page', never())).toEqual(['a', 'b']);
    expect(await source.labelValues('..', never())).toEqual([]);
  });

  it('tells what Prometheus says about a bad expression', async () => {
    const { source, sources } = open({});
    for (const ask of [
      () => source.instant('sum(', never()),
      () => source.range({ expr: 'sum(', from: START, to: END, step: STEP }, never()),
    ]) {
      await expect(ask()).rejects.toMatchObject({
        code: 'PRS_SOURCE_QUERY',
        message: expect.stringContaining('parse error'),
      });
    }
    expect(sources.status()[0]).toMatchObject({ up: true, error: { code: 'PRS_SOURCE_QUERY' } });
    await expect(source.instant('visits[5m]', never(), START)).rejects.toMatchObject({ code: 'PRS_SOURCE_QUERY' });
  });

  it('refuses more series than asked for', async () => {
    const { source } = open({});
    const request = { expr: 'visits', from: START, to: START + 60, step: STEP };
    expect(await source.range({ ...request, maxSeries: 2 }, never())).toHaveLength(2);
    await expect(source.range({ ...request, maxSeries: 1 }, never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_TOO_LARGE',
    });
  });

  it('goes through TLS and basic authentication', async () => {
    const url = guarded.url.replace('http:', 'https:');
    const login = { username: 'reader', password: 'right' };
    const ask = async (target: object) => open({ url, ...target }).source.instant('vector(1)', never());
    expect(await ask({ tls: { ca_file: files.caFile }, basic_auth: login })).toHaveLength(1);
    expect(await ask({ url: url.replace('//', '//reader:right@'), tls: { insecure_skip_verify: true } })).toHaveLength(
      1,
    );
    const wrong = ask({ url: url.replace('//', '//reader:wr0ng-secret@'), tls: { ca_file: files.caFile } });
    await expect(wrong).rejects.toMatchObject({
      code: 'PRS_SOURCE_AUTHENTICATION',
      message: expect.not.stringContaining('wr0ng'),
    });
    await expect(ask({ tls: { ca_file: files.caFile } })).rejects.toMatchObject({ code: 'PRS_SOURCE_AUTHENTICATION' });
    await expect(ask({ basic_auth: login })).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    const otherName = { ca_file: files.caFile, server_name: 'other.example' };
    await expect(ask({ tls: otherName, basic_auth: login })).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    await expect(ask({ url: server.url.replace('http:', 'https:') })).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    await expect(ask({ url: guarded.url })).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
  });

  it('recovers without a restart of its own when the server was killed', async () => {
    const { source, sources } = open({ retries: 1 });
    await source.instant('vector(1)', never());
    server.kill('SIGKILL');
    await server.stop();
    await expect(source.instant('vector(1)', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    expect(sources.status()[0]).toMatchObject({ up: false });
    await server.restart();
    expect(await source.instant('vector(1)', never())).toHaveLength(1);
    expect(sources.status()[0]).toMatchObject({ up: true, error: undefined });
  }, 30_000);
});

function visits(page: string, index: number): number {
  return page === 'a' ? index : (index * 7) % 5 === 0 ? 0 : index % 11;
}

function openMetrics(): string {
  const lines = ['# TYPE visits gauge'];
  for (const page of ['a', 'b']) {
    for (let index = 0; index < POINTS; index++) {
      lines.push(`visits{page="${page}"} ${visits(page, index)} ${START + index * STEP}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}
