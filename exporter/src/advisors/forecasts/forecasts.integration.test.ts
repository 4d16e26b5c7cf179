import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { noise } from '../../../testing/noise.js';
import { configSchema, type Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import { allSamples, type Job } from '../advisor.js';
import type { ForecastJob } from './config.js';
import { forecastsAdvisor } from './index.js';

const HOUR = 3_600;
const HOURS = 28 * 24;
const signal = () => new AbortController().signal;

(canBackfill ? describe : describe.skip)('forecasts of a real Prometheus', () => {
  let backfilled: Awaited<ReturnType<typeof startBackfilled>>;
  let config: Config;
  let sources: Sources;
  const last = Math.floor(Date.now() / 1000 / HOUR) * HOUR;
  const hours = Array.from({ length: HOURS }, (_, i) => last - (HOURS - 1 - i) * HOUR);
  // limits are asked for at the moment of the run, some of them after the last full hour
  const lasting = [...hours, ...Array.from({ length: 60 }, (_, i) => last + (i + 1) * 240)];
  const filesystems = [
    {
      labels: { instance: 'db', device: 'sda1', mountpoint: '/data', fstype: 'ext4' },
      size: 2_000,
      // full in about ten days
      free: (_: number, i: number) => 2_000 - 1_088 - i,
    },
    {
      // cleaned up every 50 hours
      labels: { instance: 'db', device: 'sdb1', mountpoint: '/logs', fstype: 'xfs' },
      size: 400,
      free: (_: number, i: number) => 300 - 2 * (i % 50),
    },
    { labels: { instance: 'db', device: 'none', mountpoint: '/run', fstype: 'tmpfs' }, size: 10, free: () => 0 },
  ];
  const shape = (time: number) => 500 + 200 * Math.sin((2 * Math.PI * time) / 86_400);

  beforeAll(async () => {
    const random = noise(1, 5);
    backfilled = await startBackfilled([
      {
        metric: 'requests',
        labels: { service: 'shop' },
        times: hours,
        values: hours.map((time) => shape(time) + random()),
      },
      { metric: 'disk_used', labels: { device: 'sda' }, times: hours, values: hours.map((_, i) => i + random()) },
      ...filesystems.flatMap(({ labels, size, free }) => [
        { metric: 'node_filesystem_size_bytes', labels, times: lasting, values: lasting.map(() => size) },
        { metric: 'node_filesystem_avail_bytes', labels, times: hours, values: hours.map(free) },
        { metric: 'node_filesystem_readonly', labels, times: hours, values: hours.map(() => 0) },
      ]),
      // what an exporter published each hour: a day ahead, off by 50, in an interval that is too narrow
      ...Object.entries({ value: 50, lower: 45, upper: 55 }).map(([name, offset]) => ({
        metric: `presage_forecast_${name}`,
        labels: { target: 'main', forecast: 'traffic', horizon: '24h', service: 'shop', job: 'presage', instance: 'a' },
        times: hours,
        values: hours.map((time) => shape(time + 24 * HOUR) + offset),
      })),
    ]);
    config = configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: backfilled.server.url, retries: 0 }] },
      advisors: {
        forecasts: {
          rules: [
            { name: 'traffic', expr: 'requests', horizon: '2d' },
            { name: 'disk', expr: 'disk_used', horizon: '7d', thresholds: [{ name: 'full', value: HOURS + 48 }] },
            { name: 'broken', expr: 'sum(' },
            { name: 'unlimited', expr: 'disk_used', thresholds: [{ name: 'full', value: 'sum(' }] },
          ],
          capacity: ['disk'],
        },
      },
    });
    sources = createSources(config, { request: () => undefined, retry: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await sources?.close();
    await backfilled?.remove();
  });

  async function run(job: Job<ForecastJob>) {
    const observation = await forecastsAdvisor.observe(job, sources, signal(), undefined);
    return forecastsAdvisor.analyse(structuredClone(observation), job, undefined);
  }

  it('publishes what its rules ask for, and says which rule is broken', async () => {
    const [job] = forecastsAdvisor.jobs(config);
    const published = forecastsAdvisor.metrics(await run(job!), job!);
    const samples = [...allSamples(published)];
    const find = (name: string, labels: Record<string, string>) =>
      samples.find(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
      );
    expect(published.warmup).toBe(false);
    for (const [horizon, seconds] of [
      ['1h', HOUR],
      ['24h', 24 * HOUR],
    ] as const) {
      const labels = { forecast: 'traffic', service: 'shop', target: 'main', horizon };
      const truth = shape(Date.now() / 1000 + seconds);
      expect(Math.abs(find('presage_forecast_value', labels)!.value - truth)).toBeLessThan(40);
      expect(find('presage_forecast_lower', labels)!.value).toBeLessThan(truth + 10);
      expect(find('presage_forecast_upper', labels)!.value).toBeGreaterThan(truth - 10);
    }
    const until = find('presage_forecast_seconds_until_threshold', { device: 'sda', threshold: 'full' })!.value;
    expect(Math.abs(until / HOUR - 48)).toBeLessThan(24);
    expect(find('presage_forecast_up', { forecast: 'broken' })!.value).toBe(0);
    expect(find('presage_forecast_up', { forecast: 'disk' })!.value).toBe(1);
  });

  it('tells what runs out first of resources with limits of their own', async () => {
    const [job] = forecastsAdvisor.jobs(config);
    const samples = [...allSamples(forecastsAdvisor.metrics(await run(job!), job!))];
    const of = (name: string, more: Record<string, string> = {}) =>
      samples
        .filter(({ name: own, labels }) => own === name && labels.forecast === 'capacity-disk')
        .filter(({ labels }) => Object.entries(more).every(([label, value]) => labels[label] === value));
    const limits = of('presage_forecast_threshold').map(({ labels, value }) => [labels.mountpoint, value]);
    expect(limits.sort()).toEqual([
      ['/data', 2_000],
      ['/logs', 400],
    ]);
    const [binding, ...more] = of('presage_capacity_binding_seconds');
    expect(binding!.labels).toMatchObject({ resource: 'disk', mountpoint: '/data', threshold: 'exhausted' });
    expect(Math.abs(binding!.value / HOUR - (2_000 - 1_088 - HOURS))).toBeLessThan(48);
    expect(more).toEqual([]);
    expect(of('presage_forecast_seconds_until_threshold', { mountpoint: '/logs' })).toEqual([]);
    expect(of('presage_forecast_threshold_risk_ratio', { mountpoint: '/logs' })[0]!.value).toBeLessThan(0.05);
  });

  it('compares what was published a day before with what came', async () => {
    const [job] = forecastsAdvisor.jobs(config);
    const findings = await run(job!);
    const samples = [...allSamples(forecastsAdvisor.metrics(findings, job!))];
    const of = (name: string) =>
      samples.filter(({ name: own, labels }) => own === name && labels.forecast === 'traffic');
    const [error] = of('presage_forecast_error_ratio');
    expect(error!.labels).toMatchObject({ horizon: '24h', service: 'shop' });
    expect(error!.value).toBeCloseTo(0.1, 1);
    expect(of('presage_forecast_interval_coverage_ratio')[0]!.value).toBeLessThan(0.5);
    expect(of('presage_forecast_invalid_info')[0]!.labels.reason).toBe('misses-interval');
    const scale = of('presage_forecast_interval_scale_ratio').find(({ value }) => !Number.isNaN(value))!;
    expect(scale.labels).toMatchObject({ horizon: '24h', service: 'shop' });
    expect(scale.value).toBeGreaterThan(1.1);
    const again = await forecastsAdvisor.observe(job!, sources, signal(), findings);
    expect(again.published).toBeUndefined();
  });

  it('forecasts without a threshold that cannot be evaluated, and says so', async () => {
    const [job] = forecastsAdvisor.jobs(config);
    const samples = [...allSamples(forecastsAdvisor.metrics(await run(job!), job!))];
    const of = (name: string) => samples.filter((one) => one.name === name && one.labels.forecast === 'unlimited');
    expect(of('presage_forecast_up')[0]!.value).toBe(0);
    expect(of('presage_forecast_value').length).toBeGreaterThan(0);
    expect(of('presage_forecast_threshold')).toEqual([]);
  });

  it('answers an expression that was typed in', async () => {
    const range = { from: (last - 7 * 24 * HOUR) * 1000, to: Date.now() };
    const query = { refId: 'A', kind: 'forecast' as const, expr: 'sum(requests) / 2', horizon: '1d', step: '1h' };
    const job = forecastsAdvisor.onDemand!(query, config, range)!;
    const [frame] = forecastsAdvisor.frames(await run(job), query, job, range);
    const [time, actual, predicted] = frame!.data.values as (number | null)[][];
    expect(actual!.filter((value) => value !== null).length).toBeGreaterThan(160);
    const ahead = predicted!.flatMap((value, i) =>
      value === null ? [] : [Math.abs(value - shape(time![i]! / 1000) / 2)],
    );
    expect(ahead.length).toBeGreaterThanOrEqual(24);
    expect(Math.max(...ahead)).toBeLessThan(25);
    expect(frame!.schema.meta.custom.name).toBe('sum(requests) / 2');
  });

  it('throws the error of the source when nothing could be asked', async () => {
    const range = { from: (last - 24 * HOUR) * 1000, to: last * 1000 };
    const job = forecastsAdvisor.onDemand!({ refId: 'A', kind: 'forecast', expr: 'sum(' }, config, range)!;
    await expect(run(job)).rejects.toMatchObject({ code: 'PRS_SOURCE_QUERY' });
  });
});
