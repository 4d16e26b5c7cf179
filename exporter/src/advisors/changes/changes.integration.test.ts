import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gateRequest } from '@presage/contract/gate';
import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { noise } from '../../../testing/noise.js';
import { configSchema, type Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import { gateAnswer, gateJob } from './gate.js';
import { changesAdvisor } from './index.js';

const STEP = 300;
const POINTS = 5 * 288;
const DEPLOYED = POINTS - 30;
const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

(canBackfill ? describe : describe.skip)('changes of a real Prometheus', () => {
  let backfilled: Awaited<ReturnType<typeof startBackfilled>>;
  let config: Config;
  let sources: Sources;
  const last = Math.floor(Date.now() / 1000 / STEP) * STEP;
  const times = Array.from({ length: POINTS }, (_, i) => last - (POINTS - 1 - i) * STEP);
  const deployed = times[DEPLOYED]!;

  beforeAll(async () => {
    const random = noise(1, 5);
    const daily = (time: number) => 500 + 200 * Math.sin((2 * Math.PI * time) / 86_400) + random();
    backfilled = await startBackfilled([
      {
        metric: 'latency',
        labels: { route: 'cart' },
        times,
        values: times.map((t, i) => daily(t) + (i >= DEPLOYED ? 150 : 0)),
      },
      { metric: 'latency', labels: { route: 'search' }, times, values: times.map(daily) },
      {
        metric: 'process_start_time_seconds',
        labels: { job: 'shop' },
        times,
        values: times.map((_, i) => (i >= DEPLOYED ? deployed : times[0]! - 9_000)),
      },
    ]);
    config = configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: backfilled.server.url, retries: 0 }] },
      advisors: {
        changes: {
          rules: [{ name: 'slow', expr: 'latency', deployment: 'max(process_start_time_seconds{job="shop"})' }],
        },
      },
    });
    sources = createSources(config, { request: () => undefined, retry: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await sources?.close();
    await backfilled?.remove();
  });

  it('sees what a deployment did beneath the time of day', async () => {
    const [job] = changesAdvisor.jobs(config);
    const observation = await changesAdvisor.observe(job!, sources, new AbortController().signal, undefined);
    const { samples } = changesAdvisor.metrics(
      await changesAdvisor.analyse(structuredClone(observation), job!, undefined),
      job!,
    );
    const advised = (route: string) =>
      samples.find(({ name, labels }) => name === 'presage_deployment_rollback_advised' && labels.route === route)
        ?.value;
    expect(advised('cart')).toBe(1);
    expect(advised('search')).toBe(0);
    expect(samples.find(({ name }) => name === 'presage_deployment_timestamp_seconds')!.value).toBe(deployed);
  });

  it('answers for an expression that was typed in', async () => {
    const query = { refId: 'A', kind: 'change' as const, expr: 'latency{route="cart"}' };
    const range = { from: times[0]! * 1000, to: last * 1000 };
    const job = changesAdvisor.onDemand!(query, config, range)!;
    const observation = await changesAdvisor.observe(job, sources, new AbortController().signal, undefined);
    const [frame] = changesAdvisor.frames(await changesAdvisor.analyse(observation, job, undefined), query, job, range);
    const found = (frame!.data.values[0] as number[]).map((time) => Math.abs(time / 1000 - deployed));
    expect(Math.min(...found)).toBeLessThanOrEqual(3 * STEP);
  });

  it('judges for a pipeline that asks over HTTP', async () => {
    const ask = async (question: Record<string, unknown>) => {
      const job = gateJob(gateRequest.parse({ step: '5m', ...question }), config, last);
      const observation = await changesAdvisor.observe(job, sources, new AbortController().signal, undefined);
      return gateAnswer(structuredClone(await changesAdvisor.analyse(structuredClone(observation), job, undefined)));
    };
    const around = await ask({ expr: 'latency', at: deployed, before: '2h', after: '1h' });
    expect(around.verdict).toBe('worse');
    expect(around.series.map(({ series, verdict }) => `${series} ${verdict}`).sort()).toEqual([
      'latency{route="cart"} worse',
      expect.not.stringContaining('worse'),
    ]);
    const canary = { expr: 'latency{route="cart"}', baseline: 'latency{route="search"}', after: '2h' };
    expect(await ask(canary)).toMatchObject({ verdict: 'worse', series: [{ candidate: { points: 24 } }] });
    expect((await ask({ ...canary, direction: 'higher-is-better' })).verdict).toBe('better');
    const alone = await ask({ expr: 'latency', baseline: '{__name__="latency", route=~"search|none"}', after: '2h' });
    expect(alone).toMatchObject({ verdict: 'same', notices: [{ text: expect.stringContaining('route="cart"') }] });
    await expect(ask({ expr: 'nothing', at: deployed })).rejects.toMatchObject({ code: 'PRS_SERIES_TOO_SHORT' });
  });

  it('stops a pipeline through presage gate', () => {
    const gate = (route: string) =>
      spawnSync(
        'node',
        [
          ...[main, 'gate', '--prometheus', backfilled.server.url, '--expr', `latency{route="${route}"}`],
          ...['--at', String(deployed), '--step', '5m', '--before', '2h', '--after', '1h'],
        ],
        { encoding: 'utf8' },
      );
    expect(gate('cart')).toMatchObject({ status: 2 });
    expect(gate('cart').stdout).toMatch(/^worse {2}latency\{route="cart"\}: .* higher/);
    expect(gate('search')).toMatchObject({ status: 0 });
    expect(gate('nowhere').stderr).toContain('PRS_SERIES_TOO_SHORT');
  });
});
