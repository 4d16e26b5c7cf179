import { anomalyJobs } from '../../exporter/src/advisors/anomalies/config.js';
import { analyse, type AnomalyFindings } from '../../exporter/src/advisors/anomalies/analyse.js';
import { metrics } from '../../exporter/src/advisors/anomalies/metrics.js';
import { split } from '../../exporter/src/advisors/anomalies/split.js';
import { scorePoint } from '../../exporter/src/analysis/anomaly/stream.js';
import { configSchema } from '../../exporter/src/config/config.js';
import { MetricsSnapshot } from '../../exporter/src/publish/metrics/snapshot.js';

const SERIES = 2_000;
const STEP = 30;
const HISTORY = 120;
const RUNS = 5;
const ALL = 10_000;

/**
 * Share of one core that 10 000 series of one rule at a point every 30 seconds take: scoring alone, a run of the advisor
 * as it is done, and its page of metrics. Measured on 2 000 series.
 */
export async function load() {
  const [job] = anomalyJobs(
    configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: 'http://localhost' }] },
      advisors: { anomalies: { max_series: ALL, rules: [{ name: 'load', expr: 'load', step: `${STEP}s` }] } },
    }),
  );
  const rule = job!.config.rules[0]!;
  const observe = (from: number, to: number) => ({
    now: to * STEP,
    rules: [
      {
        rule,
        outcome: {
          value: {
            until: to * STEP,
            series: Array.from({ length: SERIES }, (_, series) => {
              const times = Array.from({ length: to - from }, (_, i) => (from + i + 1) * STEP);
              return {
                labels: { instance: String(series) },
                times,
                values: times.map((time) => Math.sin(time / 999 + series) + Math.sin(time * time) / 9),
              };
            }),
          },
        },
      },
    ],
  });
  let findings: AnomalyFindings = analyse(observe(0, HISTORY), job!, undefined);
  let end = HISTORY;
  const next = () => observe(end, ++end);
  const states = findings.rules[0]!.series.map(({ detector }) => structuredClone(detector));
  const scoring = await shareOf(next, ({ now }) => states.forEach((state) => scorePoint(state, now, Math.sin(now))));
  const advisor = await shareOf(next, async (one) => {
    const { pieces, join } = await split(one, job!, findings);
    if (pieces.length > 0) throw new Error('new points go to another thread');
    findings = join([]);
  });
  const snapshot = new MetricsSnapshot(() => undefined);
  const page = await shareOf(next, () => snapshot.render('load', metrics(findings, job!).samples));
  return { series: ALL, scoring, advisor, page };
}

async function shareOf<T>(prepare: () => T, work: (prepared: T) => unknown): Promise<number> {
  const prepared = Array.from({ length: RUNS }, prepare);
  const before = process.cpuUsage();
  for (const one of prepared) await work(one);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / 1e6 / RUNS) * (ALL / SERIES / STEP);
}
