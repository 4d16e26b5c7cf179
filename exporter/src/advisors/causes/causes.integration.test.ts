import { CAUSE_FIELDS, type CauseMeta } from '@presage/contract/frames';
import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { noise } from '../../../testing/noise.js';
import { configSchema, type Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { Sources } from '../../sources/source.js';
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
    ]);
    config = configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: backfilled.server.url, retries: 0 }] },
      limits: { series: 3 },
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

  it('say so when nothing moved', async () => {
    const { meta, column } = await ask('load{service="search"}', 'absent(up)');
    expect(meta.explanation).toMatch(/^Nothing|usual/);
    expect(column('series').length).toBeLessThanOrEqual(1);
  });
});
