import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namesRequest } from '@presage/contract/names';
import { findTools, startPrometheus, type Service } from '../../../scripts/services.mjs';
import { configSchema } from '../config/config.js';
import { createSources } from '../sources/create.js';
import type { Sources } from '../sources/source.js';
import { answerNames, type NameList } from './names.js';
import { SharedRuns } from './shared-runs.js';

const withPrometheus = findTools().prometheus === undefined ? describe.skip : describe;
const MANY = 5_000;
const PAGE = [
  '# HELP shop_latency_seconds How long an order takes.',
  '# TYPE shop_latency_seconds histogram',
  'shop_latency_seconds_bucket{le="1"} 1',
  'shop_latency_seconds_bucket{le="+Inf"} 1',
  'shop_latency_seconds_sum 1',
  'shop_latency_seconds_count 1',
  '# TYPE shop_orders counter',
  'shop_orders_total{country="de"} 1',
  'shop_orders_total{country="\\"fr\\""} 1',
  ...Array.from({ length: MANY }, (_, index) => `bulk_${String(index).padStart(4, '0')} 1`),
  '',
].join('\n');

withPrometheus('names of a real Prometheus', () => {
  let directory: string;
  let shop: http.Server;
  let server: Service;
  let sources: Sources;
  let requests = 0;

  const newLists = (keep = 60) =>
    new SharedRuns<NameList>({ concurrent: 4, waiting: 16, timeout: 30, keep, weight: 1e6 }, () => 1);
  const ask = (request: object, lists = newLists(), signal = new AbortController().signal) =>
    answerNames(namesRequest.parse(request), ['main', 'gone'], signal, {
      lists,
      read: (target, work) => work(sources.prometheus(target)),
    });
  const names = async (request: object) => (await ask(request)).names.map(({ name }) => name);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'presage-names-'));
    shop = http.createServer((_request, response) => void response.end(PAGE));
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    const targets = `[{targets: ['127.0.0.1:${(shop.address() as AddressInfo).port}']}]`;
    server = await startPrometheus({
      directory,
      config: `scrape_configs: [{job_name: shop, scrape_interval: 1s, static_configs: ${targets}}]\n`,
    });
    const prometheus = [
      { name: 'main', url: server.url, timeout: '30s' },
      { name: 'gone', url: 'http://127.0.0.1:9', retries: 0 },
    ];
    sources = createSources(configSchema.parse({ targets: { prometheus } }), {
      request: () => void requests++,
      retry: () => undefined,
    });
    while ((await names({ of: 'metrics', search: 'bulk_4999' })).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }, 120_000);

  afterAll(async () => {
    await Promise.all([sources?.close(), server?.stop()]);
    shop?.close();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  it('lists metrics with their type and help', async () => {
    expect(await ask({ of: 'metrics', search: 'shop_' })).toEqual({
      names: [
        { name: 'shop_latency_seconds_bucket', type: 'histogram', help: 'How long an order takes.' },
        { name: 'shop_latency_seconds_count', type: 'histogram', help: 'How long an order takes.' },
        { name: 'shop_latency_seconds_sum', type: 'histogram', help: 'How long an order takes.' },
        { name: 'shop_orders_total', type: 'counter' },
      ],
      more: false,
    });
  });

  it('searches all names but sends few', async () => {
    expect(await ask({ of: 'metrics', search: 'bulk', limit: 3 })).toMatchObject({ names: { length: 3 }, more: true });
    expect(await names({ of: 'metrics', search: '4242' })).toEqual(['bulk_4242']);
  });

  it('lists the labels of a selector and the values of a label', async () => {
    expect(await names({ of: 'labels', match: 'shop_orders_total' })).toEqual([
      '__name__',
      'country',
      'instance',
      'job',
    ]);
    expect(await names({ of: 'labels', search: 'l' })).toEqual(['le']);
    expect(await names({ of: 'values', label: 'country' })).toEqual(['"fr"', 'de']);
    expect(await names({ of: 'values', label: 'le', match: 'shop_orders_total' })).toEqual([]);
    expect(await names({ of: 'metrics', match: '{country="de"}' })).toEqual(['shop_orders_total']);
  });

  it('asks the server once for all searches of one list', async () => {
    const lists = newLists();
    await ask({ of: 'metrics', search: 's' }, lists);
    const before = requests;
    await ask({ of: 'metrics', search: 'sh' }, lists);
    await ask({ of: 'metrics', search: 'sho' }, lists);
    expect(requests).toBe(before);
    await ask({ of: 'labels', search: 'sho' }, lists);
    expect(requests).toBe(before + 1);
  });

  it('fails with a code', async () => {
    await expect(ask({ of: 'labels', match: 'shop{' })).rejects.toMatchObject({
      code: 'PRS_SOURCE_QUERY',
      message: expect.stringContaining('parse error'),
    });
    await expect(ask({ of: 'metrics', target: 'gone' })).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    await expect(ask({ of: 'metrics', target: 'goone' })).rejects.toMatchObject({
      code: 'PRS_TARGET_UNKNOWN',
      message: 'there is no Prometheus target "goone"; did you mean gone?',
    });
    const nothing = { lists: newLists(), read: () => Promise.reject(new Error('never')) };
    await expect(
      answerNames(namesRequest.parse({ of: 'labels' }), [], new AbortController().signal, nothing),
    ).rejects.toMatchObject({ code: 'PRS_TARGET_UNKNOWN' });
  });

  it('leaves when nobody waits any more', async () => {
    await expect(ask({ of: 'metrics' }, newLists(), AbortSignal.abort())).rejects.toMatchObject({
      code: expect.stringMatching(/^PRS_/),
    });
  });
});
