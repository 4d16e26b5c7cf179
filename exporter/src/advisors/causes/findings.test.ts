import { CAUSE_FIELDS } from '@presage/contract/frames';
import { METRICS } from '@presage/contract/metrics';
import { noise } from '../../../testing/noise.js';
import { configSchema } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { analyse, type CauseFindings } from './analyse.js';
import { causeJobs } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import type { CauseObservation } from './observe.js';

const STEP = 60;
const POINTS = 361;
const BROKEN = 330;
const START = 1_700_000_040;
const window = { from: START, to: START + (POINTS - 1) * STEP, step: STEP };
const at = (index: number) => START + index * STEP;

function series(labels: Record<string, string>, value: (index: number) => number): PrometheusSeries {
  const random = noise(Object.values(labels).join('').length + 1, 1);
  const indexes = Array.from({ length: POINTS }, (_, i) => i);
  return { labels, times: indexes.map(at), values: indexes.map((i) => value(i) + random()) };
}
const moved = (name: string, by: number, from = BROKEN) => series({ service: name }, (i) => (i < from ? 50 : 50 + by));

function jobOf(rule: object, correlations: object[] = []) {
  const [job] = causeJobs(
    configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: 'http://a' }] },
      advisors: {
        causes: { rules: [{ name: 'slow', expr: 'latency', among: 'load', ...rule }], correlations },
      },
    }),
  );
  return job!;
}
type Value = Extract<CauseObservation['questions'][number]['outcome'], { value: unknown }>['value'];
const seen = (more: Partial<Value>): CauseObservation['questions'][number]['outcome'] => ({
  value: { window, symptoms: [], candidates: [], calls: [], traffic: [], ...more },
});
function find(rule: object, more: Partial<Value>) {
  const job = jobOf(rule);
  const findings = analyse(
    { now: window.to, questions: [{ rule: job.config.questions[0]!, outcome: seen(more) }], correlations: [] },
    job,
    undefined,
  );
  return { job, findings, samples: metrics(findings, job).samples };
}
const scores = ({ samples }: ReturnType<typeof find>) =>
  samples.filter(({ name }) => name === 'presage_cause_score').map(({ labels }) => labels.service);

const candidates = [moved('mail', 0), moved('cart', 12, BROKEN + 5), moved('database', 60)];
const alarm = (from: number, to = POINTS) => ({
  labels: {},
  times: Array.from({ length: to - from }, (_, i) => at(from + i)),
  values: Array.from({ length: to - from }, () => 1),
});

describe('causes on a schedule', () => {
  it('are ranked while an alarm lasts', () => {
    const found = find({ incident: 'alarm' }, { incident: [alarm(BROKEN)], candidates });
    expect(scores(found).slice(0, 2)).toEqual(['database', 'cart']);
    const value = (name: string) => found.samples.find((sample) => sample.name === name)?.value;
    expect(value('presage_cause_incident_active')).toBe(1);
    expect(value('presage_cause_incident_start_timestamp_seconds')).toBe(at(BROKEN));
    expect(value('presage_cause_onset_timestamp_seconds')).toBe(at(BROKEN));
    expect(value('presage_cause_deviation')).toBeGreaterThan(5);
    for (const { name, labels } of found.samples) {
      METRICS[name].labels.forEach((label) => expect(labels).toHaveProperty(label));
    }
  });

  it('are not there without an alarm, or after one that ended', () => {
    for (const incident of [[], [alarm(200, 240)], [{ ...alarm(0), values: alarm(0).values.map(() => 0) }]]) {
      const found = find({ incident: 'alarm' }, { incident, candidates });
      expect(found.samples.map(({ name, value }) => `${name} ${value}`)).toEqual([
        'presage_cause_up 1',
        'presage_cause_incident_active 0',
      ]);
    }
  });

  it('bridge pauses of an alarm and keep enough to know what is usual', () => {
    const pause = find({ incident: 'alarm' }, { incident: [alarm(BROKEN, 340), alarm(344)], candidates });
    expect(pause.findings.questions[0]!.incident!.start).toBe(at(BROKEN));
    const long = find({ incident: 'alarm' }, { incident: [alarm(0)], candidates });
    expect(long.findings.questions[0]!.incident!.start).toBe(at(90));
  });

  it('go by the symptom itself where nothing says when there is an incident', () => {
    const broken = find({}, { symptoms: [moved('all', 40)], candidates });
    expect(broken.findings.questions[0]!.incident!.start).toBe(at(BROKEN));
    expect(scores(broken)[0]).toBe('database');
    const over = series({ service: 'all' }, (i) => (i >= BROKEN && i < BROKEN + 15 ? 90 : 50));
    expect(find({}, { symptoms: [over], candidates }).findings.questions[0]!.incident).toBeUndefined();
    const old = moved('all', 40, 120);
    expect(find({}, { symptoms: [old], candidates }).findings.questions[0]!.incident).toBeUndefined();
  });

  it('follow the calls, said in the configuration or seen in a service graph', () => {
    const services = [moved('front', 61), moved('cart', 60), moved('database', 58), moved('mail', 70)];
    const incident = [alarm(BROKEN)];
    const said = {
      node: 'service',
      entry: 'front',
      calls: [
        ['front', 'cart'],
        ['cart', 'database'],
      ],
    };
    expect(scores(find({ incident: 'alarm', graph: said }, { incident, candidates: services }))[0]).toBe('database');
    const call = (client: string, server: string) => ({ labels: { client, server }, times: [at(0)], values: [1] });
    const calls = [call('front', 'cart'), call('cart', 'database'), call('cart', 'cart')];
    const read = { node: 'service', entry: 'front', expr: 'traces_service_graph_request_total' };
    const found = find({ incident: 'alarm', graph: read }, { incident, candidates: services, calls });
    expect(scores(found)[0]).toBe('database');
    // what the entry does not call is not the cause
    expect(scores(found).at(-1)).toBe('mail');
  });

  it('publish ten at most', () => {
    const many = Array.from({ length: 30 }, (_, i) => moved(`service${i}`, 10 + i));
    expect(scores(find({ incident: 'alarm' }, { incident: [alarm(BROKEN)], candidates: many }))).toHaveLength(10);
  });

  it('say that a rule failed', () => {
    const job = jobOf({});
    const error = { code: 'PRS_SOURCE_QUERY' as const, message: 'parse error', hint: '' };
    const findings = analyse(
      { now: 1, questions: [{ rule: job.config.questions[0]!, outcome: { error } }], correlations: [] },
      job,
      undefined,
    );
    expect(metrics(findings, job).samples).toEqual([
      { name: 'presage_cause_up', labels: { target: 'main', cause: 'slow' }, value: 0 },
    ]);
    const query = { refId: 'A', kind: 'cause' as const, name: 'slow' };
    expect(() => frames(findings, query, job, { from: 0, to: 1 })).toThrow('parse error');
  });

  it('come as a table by the name of the rule', () => {
    const { findings, job } = find({ incident: 'alarm' }, { incident: [alarm(BROKEN)], candidates });
    const range = { from: at(0) * 1000, to: window.to * 1000 };
    const [frame] = frames(findings, { refId: 'A', kind: 'cause', name: 'slow' }, job, range);
    expect(frame!.data.values[CAUSE_FIELDS.indexOf('series')]![0]).toBe('{service="database"}');
    expect(frame!.schema.meta.custom).toMatchObject({ name: 'slow', start: at(BROKEN) * 1000 });
    expect(frames(findings, { refId: 'A', kind: 'cause', name: 'other' }, job, range)).toEqual([]);
    const quiet = find({ incident: 'alarm' }, { incident: [], candidates });
    const [empty] = frames(quiet.findings, { refId: 'A', kind: 'cause' }, job, range);
    expect(empty!.schema.meta.custom).toMatchObject({ explanation: 'There is no incident now.', start: range.from });
  });
});

describe('correlations', () => {
  const random = noise(40, 3);
  const jumps = Array.from({ length: POINTS + 10 }, () => random());
  const follows = (name: string, by: number, sign = 1) =>
    series({ __name__: name }, (i) => 100 + sign * 4 * jumps[i + 10 - by]!);
  const job = jobOf({}, [{ name: 'orders', expr: 'orders', with: 'latency', step: '1m', history: '6h' }]);
  const rule = job.config.correlations[0]!;
  const correlate = (factors: PrometheusSeries[], previous?: CauseFindings) =>
    analyse(
      {
        now: window.to,
        questions: [],
        correlations: [{ rule, outcome: { value: { window, outcomes: [follows('orders', 5, -1)], factors } } }],
      },
      job,
      previous,
    );

  it('are published with lag, strength and confidence where they are significant', () => {
    const findings = correlate([follows('latency', 2), series({ __name__: 'calm' }, () => 7)]);
    const { samples } = metrics(findings, job);
    const value = (name: string) => samples.filter((sample) => sample.name === name);
    const [strength] = value('presage_correlation_strength');
    expect(value('presage_correlation_strength')).toHaveLength(1);
    expect(strength!.labels).toEqual({ target: 'main', correlation: 'orders', outcome: 'orders', factor: 'latency' });
    expect(strength!.value).toBeLessThan(-0.5);
    expect(value('presage_correlation_lag_seconds')[0]!.value).toBe(3 * STEP);
    expect(value('presage_correlation_confidence_ratio')[0]!.value).toBeGreaterThan(0.99);
  });

  it('do not pair a series with itself, and stay until they are looked at again', () => {
    expect(correlate([follows('orders', 5, -1)]).correlations[0]!.pairs).toEqual([]);
    const before = correlate([follows('latency', 2)]);
    const again = (outcome: CauseObservation['correlations'][number]['outcome']) =>
      analyse({ now: window.to + 60, questions: [], correlations: [{ rule, outcome }] }, job, before).correlations[0]!;
    expect(again({ value: undefined })).toMatchObject({ at: window.to, pairs: before.correlations[0]!.pairs });
    const error = { code: 'PRS_SOURCE_TIMEOUT' as const, message: 'late', hint: '' };
    expect(again({ error })).toMatchObject({ error, pairs: before.correlations[0]!.pairs });
  });

  it('count what they did not look at', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ labels: { i: String(i) }, times: [at(0)], values: [1] }));
    expect(metrics(correlate(many), job).dropped).toBe(10);
  });
});
