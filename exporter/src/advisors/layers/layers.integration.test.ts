import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { METRICS, type MetricName } from '@presage/contract/metrics';
import { findTools, startPrometheus, type Service } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import { analyseLayers, type LayersFindings } from './analyse.js';
import { layersAdvisor } from './index.js';

const job = (url: string, chains: object[], settings: object = {}) => {
  const config = configSchema.parse({
    targets: { prometheus: [{ name: 'main', url }] },
    advisors: { layers: { chains, ...settings } },
  });
  return { config, jobs: layersAdvisor.jobs(config) };
};
const layer = (name: string, hits: string, misses: string) => ({ name, hits, misses });

(findTools().prometheus ? describe : describe.skip)('the layers advisor on a real Prometheus', () => {
  let directory: string;
  let server: Service;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'presage-layers-'));
    server = await startPrometheus({ directory, config: 'scrape_configs: []\n' });
  }, 60_000);

  afterAll(async () => {
    await server?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  it('publishes each layer and the whole chain, and says what could not be read', async () => {
    const chains = [
      {
        name: 'shop',
        layers: [layer('cdn', 'vector(80)', 'vector(20)'), layer('redis', 'vector(75)', 'vector(25)')],
      },
      { name: 'broken', layers: [layer('cdn', 'rate(', 'vector(1)')] },
      { name: 'silent', layers: [layer('cdn', 'nothing_of_this_name', 'vector(1)')] },
    ];
    const { config, jobs } = job(server.url, chains);
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    try {
      const observation = await layersAdvisor.observe(jobs[0]!, sources, AbortSignal.timeout(20_000), undefined);
      const findings = (await layersAdvisor.analyse(
        structuredClone(observation),
        jobs[0]!,
        undefined,
      )) as LayersFindings;
      const { samples } = layersAdvisor.metrics(findings, jobs[0]!);
      const value = (name: MetricName, labels: Record<string, string>) =>
        samples.find((one) => one.name === name && Object.entries(labels).every(([k, v]) => one.labels[k] === v))
          ?.value;
      expect(value('presage_cache_chain_hit_ratio', { chain: 'shop' })).toBeCloseTo(0.95);
      expect(value('presage_cache_chain_origin_requests', { chain: 'shop' })).toBe(25);
      expect(value('presage_cache_layer_loss_factor', { layer: 'redis' })).toBeCloseTo(4);
      expect(value('presage_cache_layer_absorbed_ratio', { layer: 'redis' })).toBeCloseTo(0.15);
      expect(value('presage_cache_chain_up', { chain: 'broken' })).toBe(0);
      expect(value('presage_cache_chain_up', { chain: 'silent' })).toBe(0);
      for (const { name, labels } of samples)
        expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
      const [frame] = layersAdvisor.frames(findings, { refId: 'A', kind: 'score' }, jobs[0]!, { from: 0, to: 1 });
      expect(frame!.schema.meta.notices!.map(({ text }) => text).sort()).toEqual([
        expect.stringMatching(/^broken: /),
        'silent: no value of cdn now.',
      ]);
    } finally {
      await sources.close();
    }
  }, 60_000);
});

describe('the advice of the layers advisor', () => {
  const { jobs } = job('http://localhost', [{ name: 'shop', layers: [layer('cdn', 'a', 'b')] }]);
  const analyse = (hits: number, misses: number, past: number[], previous?: LayersFindings) =>
    analyseLayers(
      {
        time: 1,
        chains: [
          {
            rule: jobs[0]!.config.chains[0]!,
            outcome: { value: [{ layer: 'cdn', hits, misses, pastHitRatios: past }] },
          },
        ],
      },
      jobs[0]!,
      previous,
    );
  const titles = ({ recommendations }: LayersFindings) => recommendations.map(({ title }) => title);
  const past = Array<number>(100).fill(0.9);

  it('points at a layer that did better, and withdraws when it does so again', () => {
    let findings = analyse(60, 40, past);
    expect(titles(findings)).toEqual(['Bring the hit ratio of cdn back to 90.0 %']);
    expect(findings.recommendations[0]!.gainRatio).toBeCloseTo(0.75);
    for (let i = 0; i < 3; i++) findings = analyse(90, 10, past, findings);
    expect(titles(findings)).toEqual([]);
  });

  it('points at a layer that answers nothing', () => {
    expect(titles(analyse(1, 99, []))).toEqual(['Let cdn answer requests, or take it out']);
  });

  it('is silent about layers that do as well as ever, without traffic, or without a past', () => {
    expect(titles(analyse(89, 11, past))).toEqual([]);
    expect(titles(analyse(0, 0, past))).toEqual([]);
    expect(titles(analyse(60, 40, past.slice(0, 10)))).toEqual([]);
  });
});

it('leaves chains out whole where they do not fit, and says so', () => {
  const chains = ['a', 'b'].map((name) => ({ name, layers: [layer('cdn', 'x', 'y')] }));
  const { jobs } = job('http://localhost', chains, { max_series: 10 });
  const outcome = { value: [{ layer: 'cdn', hits: 5, misses: 5, pastHitRatios: [] }] };
  const observed = { time: 1, chains: jobs[0]!.config.chains.map((rule) => ({ rule, outcome })) };
  const { samples, dropped } = layersAdvisor.metrics(analyseLayers(observed, jobs[0]!, undefined), jobs[0]!);
  expect(samples.length).toBeLessThanOrEqual(10);
  expect(dropped).toBe(8);
});
