import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { noise } from '../../../testing/noise.js';
import { configSchema, type Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import { anomaliesAdvisor } from './index.js';

const STEP = 300;
const POINTS = 7 * 288;
const SPIKE = POINTS - 4;
const signal = () => new AbortController().signal;

(canBackfill ? describe : describe.skip)('anomalies of a real Prometheus', () => {
  let backfilled: Awaited<ReturnType<typeof startBackfilled>>;
  let config: Config;
  let sources: Sources;
  const last = Math.floor(Date.now() / 1000 / STEP) * STEP;
  const times = Array.from({ length: POINTS }, (_, i) => last - (POINTS - 1 - i) * STEP);

  beforeAll(async () => {
    const random = noise(1, 5);
    const values = times.map(
      (time, i) => (500 + 200 * Math.sin((2 * Math.PI * time) / 86_400) + random()) * (i >= SPIKE ? 4 : 1),
    );
    const calm = times.map((time) => 500 + 200 * Math.sin((2 * Math.PI * time) / 86_400) + random());
    backfilled = await startBackfilled([
      { metric: 'requests', labels: { service: 'odd' }, times, values },
      { metric: 'requests', labels: { service: 'calm' }, times, values: calm },
      {
        metric: 'build_info',
        labels: { version: '1' },
        times: times.slice(0, SPIKE),
        values: times.slice(0, SPIKE).map(() => 1),
      },
      {
        metric: 'build_info',
        labels: { version: '2' },
        times: times.slice(SPIKE),
        values: times.slice(SPIKE).map(() => 1),
      },
    ]);
    config = configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: backfilled.server.url, retries: 0 }] },
      advisors: {
        anomalies: {
          rules: [{ name: 'traffic', expr: 'requests', deployment: 'build_info', version_label: 'version' }],
        },
      },
    });
    sources = createSources(config, { request: () => undefined, retry: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await sources?.close();
    await backfilled?.remove();
  });

  it('is warm after one run and finds what is odd now', async () => {
    const [job] = anomaliesAdvisor.jobs(config);
    const findings = await anomaliesAdvisor.analyse(
      structuredClone(await anomaliesAdvisor.observe(job!, sources, signal(), undefined)),
      job!,
      undefined,
    );
    const { samples } = anomaliesAdvisor.metrics(findings, job!);
    const of = (metric: string, service: string) =>
      samples.find(({ name, labels }) => name === metric && labels.service === service)?.value;
    expect(of('presage_anomaly_active', 'odd')).toBe(1);
    expect(of('presage_anomaly_active', 'calm')).toBeDefined();
    expect(of('presage_anomaly_observed_value', 'odd')).toBeGreaterThan(of('presage_anomaly_expected_upper', 'odd')!);
    expect(of('presage_anomaly_observed_value', 'calm')).toBeLessThan(of('presage_anomaly_expected_upper', 'calm')!);

    expect(findings.rules[0]!.deployments).toContainEqual({ time: times[SPIKE], version: '2' });

    // nothing new came, so a second run asks for nothing and says the same
    const again = await anomaliesAdvisor.observe(job!, sources, signal(), structuredClone(findings));
    const read = again.rules[0]!.outcome;
    expect(
      'value' in read && read.value.series.flatMap((series) => series.times).filter((time) => time <= last),
    ).toEqual([]);
  });

  it('marks what was odd for an expression that was typed in', async () => {
    const range = { from: (last - 86_400) * 1000, to: Date.now() };
    const query = {
      refId: 'A',
      kind: 'anomaly' as const,
      expr: 'requests',
      format: 'annotations' as const,
      step: '5m',
    };
    const job = anomaliesAdvisor.onDemand!(query, config, range)!;
    const observation = await anomaliesAdvisor.observe(job, sources, signal(), undefined);
    const [frame] = anomaliesAdvisor.frames(
      await anomaliesAdvisor.analyse(observation, job, undefined),
      query,
      job,
      range,
    );
    // noise may look odd by chance, as often as the sensitivity says
    const found = frame!.data.values[0]!.indexOf(times[SPIKE]! * 1000);
    expect(frame!.data.values[3]![found]).toContain('requests{service="odd"} is');
    expect(frame!.data.values[3]![found]).toContain('times above');
  });
});
