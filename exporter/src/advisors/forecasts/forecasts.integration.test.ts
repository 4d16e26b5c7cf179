import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { noise } from '../../../testing/noise.js';
import { configSchema, type Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
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
    ]);
    config = configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: backfilled.server.url, retries: 0 }] },
      advisors: {
        forecasts: {
          rules: [
            { name: 'traffic', expr: 'requests', horizon: '2d' },
            { name: 'disk', expr: 'disk_used', horizon: '7d', thresholds: [{ name: 'full', value: HOURS + 48 }] },
            { name: 'broken', expr: 'sum(' },
          ],
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
    const { samples, warmup } = forecastsAdvisor.metrics(await run(job!), job!);
    const find = (name: string, labels: Record<string, string>) =>
      samples.find(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
      );
    expect(warmup).toBe(false);
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
