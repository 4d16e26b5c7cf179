import { CAUSE_FIELDS, type CauseMeta } from '@presage/contract/frames';
import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { noise } from '../../../testing/noise.js';
import { configSchema, type Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
import type { CauseFindings } from './analyse.js';
import { causesAdvisor } from './index.js';

const STEP = 60;
const POINTS = 360;
const BROKEN = 330;

(canBackfill ? describe : describe.skip)('causes in a real Prometheus', () => {
  let backfilled: Awaited<ReturnType<typeof startBackfilled>>;
  let config: Config;
  let sources: Sources;
  const last = Math.floor(Date.now() / 1000 / STEP) * STEP;
  const times = Array.from({ length: POINTS }, (_, i) => last - (POINTS - 1 - i) * STEP);

  beforeAll(async () => {
    const random = noise(1, 1);
    const calm = (level: number) => times.map(() => level + random());
    const moved = (level: number, from: number, size: number) =>
      times.map((_, i) => level + random() + (i >= from ? size : 0));
    backfilled = await startBackfilled([
      { metric: 'latency', labels: {}, times, values: moved(100, BROKEN, 60) },
      { metric: 'load', labels: { service: 'database' }, times, values: moved(50, BROKEN, 40) },
      { metric: 'load', labels: { service: 'cart' }, times, values: moved(50, BROKEN + 5, 12) },
      { metric: 'load', labels: { service: 'search' }, times, values: calm(50) },
      { metric: 'load', labels: { service: 'mail' }, times, values: calm(5) },
      { metric: 'alarm', labels: {}, times, values: times.map((_, i) => (i >= BROKEN ? 1 : 0)) },
      ...[
        ['search', 'cart'],
        ['cart', 'database'],
      ].map(([client, server]) => ({
        metric: 'traces_service_graph_request_total',
        labels: { client: client!, server: server! },
        times,
        values: times.map((_, i) => i),
      })),
    ]);
    config = configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: backfilled.server.url, retries: 0 }] },
      limits: { series: 3 },
      advisors: {
        causes: {
          rules: [
            {
              name: 'slow',
              expr: 'latency',
              among: 'load',
              incident: 'alarm == 1',
              history: '5h',
              graph: {
                node: 'service',
                expr: 'sum by (client, server) (rate(traces_service_graph_request_total[5m])) > 0',
                traffic: 'count by (service) (load)',
              },
            },
          ],
          correlations: [{ name: 'felt', expr: 'latency', with: 'load', step: '1m', history: '5h' }],
        },
      },
    });
    sources = createSources(config, { request: () => undefined, retry: () => undefined });
  }, 60_000);

  afterAll(async () => {
    await sources?.close();
    await backfilled?.remove();
  });

  async function ask(expr: string, among?: string) {
    const query = { refId: 'A', kind: 'cause' as const, expr, ...(among !== undefined && { among }) };
    const range = { from: times[POINTS / 2]! * 1000, to: last * 1000 };
    const job = causesAdvisor.onDemand!(query, config, range)!;
    const observation = await causesAdvisor.observe(job, sources, new AbortController().signal, undefined);
    const findings = structuredClone(await causesAdvisor.analyse(structuredClone(observation), job, undefined));
    const [frame] = causesAdvisor.frames(findings, query, job, range);
    const column = (name: (typeof CAUSE_FIELDS)[number]) => frame!.data.values[CAUSE_FIELDS.indexOf(name)]!;
    return { frame: frame!, column, meta: frame!.schema.meta.custom as unknown as CauseMeta };
  }

  it('rank first what moved most, over the time since the symptom changed', async () => {
    const { frame, column, meta } = await ask('latency', 'load');
    expect(meta.start).toBe(times[BROKEN]! * 1000);
    expect(column('series').slice(0, 2)).toEqual(['load{service="database"}', 'load{service="cart"}']);
    expect(column('direction')[0]).toBe('up');
    expect(column('onset')[0]).toBe(times[BROKEN]! * 1000);
    expect(column('onset')[1]).toBe(times[BROKEN + 5]! * 1000);
    expect(Number(column('score')[0])).toBeGreaterThan(0.8);
    expect(meta.explanation).toMatch(/^load\{service="database"\} went up to \d+ times what is usual; /);
    // the limit is three series
    expect(column('series')).toHaveLength(3);
    expect(frame.schema.meta.notices).toEqual([expect.objectContaining({ text: expect.stringContaining('1 more') })]);
    for (const { from, to } of meta.edges) expect(Math.max(from, to)).toBeLessThan(3);
  });

  it('look among the series of the symptom itself when nothing else is named', async () => {
    const { column } = await ask('load');
    expect(column('series')[0]).toBe('load{service="database"}');
  });

  it('come as metrics while an alarm of Prometheus lasts', async () => {
    const [job] = causesAdvisor.jobs(config);
    const run = async (previous?: CauseFindings) => {
      const observation = await causesAdvisor.observe(job!, sources, new AbortController().signal, previous);
      return causesAdvisor.analyse(structuredClone(observation), job!, previous);
    };
    const findings = await run();
    const { samples } = causesAdvisor.metrics(findings, job!);
    const scores = samples.filter(({ name }) => name === 'presage_cause_score');
    expect(scores[0]!.labels).toEqual({ target: 'main', cause: 'slow', service: 'database' });
    expect(scores[0]!.value).toBeGreaterThan(0.5);
    const start = samples.find(({ name }) => name === 'presage_cause_incident_start_timestamp_seconds')!;
    expect(start.value).toBe(times[BROKEN]);
    expect(findings.correlations[0]!.at).toBeDefined();
    // young correlations are not looked at again
    expect((await run(findings)).correlations[0]!.at).toBe(findings.correlations[0]!.at);
  });

  it('say so when nothing moved', async () => {
    const { meta, column } = await ask('load{service="search"}', 'absent(up)');
    expect(meta.explanation).toMatch(/^Nothing|usual/);
    expect(column('series').length).toBeLessThanOrEqual(1);
  });
});
