import { METRICS } from '@presage/contract/metrics';
import { configSchema } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { noise } from '../../../testing/noise.js';
import { analyse as analyseInPlace, type AnomalyFindings } from './analyse.js';
import { anomalyJobs } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import type { AnomalyObservation } from './observe.js';
import { split } from './split.js';

const STEP = 300;
const SLOTS = 288;
const START = 1_700_000_100;
const at = (index: number) => START + index * STEP;

const config = configSchema.parse({
  targets: { prometheus: [{ name: 'prometheus', url: 'http://a' }] },
  advisors: { anomalies: { max_series: 2, rules: [{ name: 'traffic', expr: 'requests', unit: 'reqps' }] } },
});
const job = anomalyJobs(config)[0]!;
const rule = job.config.rules[0]!;

const POINTS = 6 * SLOTS;
const SPIKE = 5 * SLOTS + 100;
function traffic(labels: Record<string, string> = {}): PrometheusSeries {
  const random = noise(1, 3);
  const values = Array.from({ length: POINTS }, (_, i) => 200 + 100 * Math.sin((2 * Math.PI * i) / SLOTS) + random());
  [0, 1, 2].forEach((offset) => (values[SPIKE + offset]! *= 3));
  return { labels: { __name__: 'requests', ...labels }, times: values.map((_, i) => at(i)), values };
}
const part = (series: PrometheusSeries, from: number, to: number): PrometheusSeries => ({
  ...series,
  times: series.times.slice(from, to),
  values: series.values.slice(from, to),
});
const observe = (end: number, ...series: PrometheusSeries[]): AnomalyObservation => ({
  now: at(end) + 10,
  rules: [{ rule, outcome: { value: { series, until: at(end) } } }],
});
const value = (findings: AnomalyFindings, name: string) =>
  metrics(findings, job).samples.find((sample) => sample.name === name)?.value;

/** What is found in one test is the start of others. */
const analyse: typeof analyseInPlace = (observation, its, previous) =>
  analyseInPlace(observation, its, structuredClone(previous));

const whole = traffic({ instance: 'a' });
const upToSpike = analyse(observe(SPIKE, part(whole, 0, SPIKE + 1)), job, undefined);

describe('metrics of anomalies', () => {
  it('show an anomaly as it happens', () => {
    expect(value(upToSpike, 'presage_anomaly_active')).toBe(1);
    expect(value(upToSpike, 'presage_anomaly_score')).toBeGreaterThan(3);
    expect(value(upToSpike, 'presage_anomaly_warmup')).toBe(0);
    expect(value(upToSpike, 'presage_anomaly_observed_value')).toBe(whole.values[SPIKE]);
    expect(value(upToSpike, 'presage_anomaly_observed_value')).toBeGreaterThan(
      value(upToSpike, 'presage_anomaly_expected_upper')!,
    );
    expect(metrics(upToSpike, job).warmup).toBe(false);
  });

  it('carry names and labels of the catalogue and those of the series', () => {
    for (const { name, labels } of metrics(upToSpike, job).samples) {
      METRICS[name].labels.forEach((label) => expect(labels).toHaveProperty(label));
      if ('seriesLabels' in METRICS[name]) expect(labels).toMatchObject({ instance: 'a', anomaly: 'traffic' });
    }
  });

  it('have no score while the series warms up', () => {
    const young = analyse(observe(40, part(whole, 0, 40)), job, undefined);
    expect(value(young, 'presage_anomaly_warmup')).toBe(1);
    expect(value(young, 'presage_anomaly_score')).toBeUndefined();
    expect(value(young, 'presage_anomaly_active')).toBeUndefined();
    expect(metrics(young, job).warmup).toBe(true);
  });

  it('have nothing for a series that stopped, which is forgotten after two seasons', () => {
    const quiet = analyse(observe(SPIKE + 20), job, upToSpike);
    expect(value(quiet, 'presage_anomaly_score')).toBeUndefined();
    expect(quiet.rules[0]!.series).toHaveLength(1);
    expect(analyse(observe(SPIKE + 3 * SLOTS), job, quiet).rules[0]!.series).toEqual([]);
  });
});

describe('rules with controls', () => {
  const ruled = (more: object) => {
    const [changed] = anomalyJobs(
      configSchema.parse({
        targets: { prometheus: [{ name: 'prometheus', url: 'http://a' }] },
        advisors: { anomalies: { rules: [{ name: 'traffic', expr: 'requests', ...more }] } },
      }),
    );
    return changed!;
  };
  const find = (changed: typeof job, end: number, series: PrometheusSeries[], before?: AnomalyFindings) =>
    analyse(
      {
        now: at(end) + 10,
        rules: [{ rule: changed.config.rules[0]!, outcome: { value: { series, until: at(end) } } }],
      },
      changed,
      before,
    );
  const activeOf = (findings: AnomalyFindings, labels: object = {}) =>
    metrics(findings, job)
      .samples.filter(({ name }) => name === 'presage_anomaly_active')
      .find((sample) => Object.entries(labels).every(([name, label]) => sample.labels[name] === label))?.value;
  const spiked = part(whole, 0, SPIKE + 1);

  it('carry the labels of other anomaly rules, when they have a type', () => {
    const { samples } = metrics(find(ruled({ type: 'requests' }), SPIKE, [spiked]), job);
    expect(samples.find(({ name }) => name === 'presage_anomaly_score')!.labels).toMatchObject({
      anomaly_name: 'traffic',
      anomaly_type: 'requests',
      anomaly_strategy: 'presage',
    });
  });

  it('count one side, a least deviation and a range', () => {
    expect(activeOf(find(ruled({ direction: 'below' }), SPIKE, [spiked]))).toBe(0);
    expect(activeOf(find(ruled({ minimum_deviation: 1e6 }), SPIKE, [spiked]))).toBe(0);
    expect(activeOf(find(ruled({ minimum_relative_deviation: 20 }), SPIKE, [spiked]))).toBe(0);
    expect(activeOf(find(ruled({ maximum: 100, direction: 'below' }), SPIKE, [spiked]))).toBe(1);
    expect(activeOf(find(ruled({ alarm: { points: 3, of: 5 } }), SPIKE, [spiked]))).toBe(0);
    expect(activeOf(find(ruled({ direction: 'above' }), SPIKE, [spiked]))).toBe(1);
  });

  it('do not tell again what was called normal, of the series that it was said of', () => {
    const twice = { ...whole, values: [...whole.values] };
    [0, 1, 2].forEach((offset) => (twice.values[SPIKE + 150 + offset]! *= 3));
    const [from, to] = [at(SPIKE - 1), at(SPIKE + 5)].map((time) => new Date(time * 1000).toISOString());
    const again = (match: object) =>
      activeOf(find(ruled({ normal: [{ from, to, match }] }), SPIKE + 150, [part(twice, 0, SPIKE + 151)]));
    expect(again({ instance: 'a' })).toBe(0);
    expect(again({ instance: 'b' })).toBe(1);
  });

  it('neither score nor learn what happens in maintenance', () => {
    const changed = ruled({});
    const window = { from: at(SPIKE - 1), to: at(SPIKE + 4) };
    const quiet = { ...changed, config: { ...changed.config, maintenance: [window] } };
    const findings = find(quiet, SPIKE + 1, [part(whole, 0, SPIKE + 2)]);
    expect(activeOf(findings)).toBe(0);
    expect(findings.rules[0]!.series[0]!.detector.newest).toBeLessThan(at(SPIKE - 1));
    expect(activeOf(find(quiet, SPIKE + 5, [part(whole, SPIKE + 2, SPIKE + 6)], findings))).toBe(0);
  });

  it('tell of a series that stops, when so asked', () => {
    const before = (changed: typeof job) => find(changed, SPIKE - 20, [part(whole, 0, SPIKE - 19)]);
    const told = (changed: typeof job) => activeOf(find(changed, SPIKE - 8, [], before(changed)));
    expect(told(ruled({ absent: true }))).toBe(1);
    expect(told(ruled({}))).toBeUndefined();
    const tooLate = ruled({ absent: true });
    expect(find(tooLate, SPIKE + 3 * SLOTS, [], before(tooLate)).rules[0]!.series).toEqual([]);
  });

  it('compare replicas', () => {
    const changed = ruled({ peers_by: ['service'] });
    const replicas = ['a', 'b', 'c', 'd'].map((instance, index) => {
      const random = noise(index + 5, 3);
      const values = whole.values.map((value) => value + random());
      if (instance === 'd') for (let i = SPIKE - 60; i < values.length; i++) values[i]! += 40;
      return part({ ...whole, values, labels: { service: 'shop', instance } }, 0, SPIKE - 50);
    });
    const findings = find(changed, SPIKE - 51, replicas);
    expect(['a', 'b', 'c', 'd'].map((instance) => activeOf(findings, { instance }))).toEqual([0, 0, 0, 1]);
    const who = metrics(findings, job).samples.find(({ name }) => name === 'presage_anomaly_detector_info');
    expect(who!.labels).toMatchObject({ instance: 'd', direction: 'above' });
  });
});

describe('groups', () => {
  const [jointly] = anomalyJobs(
    configSchema.parse({
      targets: { prometheus: [{ name: 'prometheus', url: 'http://a' }] },
      advisors: { anomalies: { rules: [{ name: 'traffic', expr: 'requests', joint_by: ['host'] }] } },
    }),
  );
  const host = (name: string, odd: boolean) =>
    ['x', 'y', 'z'].map((metric, index) => {
      const random = noise(index + name.length, 3);
      const values = whole.values.map((_, i) => 200 + 100 * Math.sin((2 * Math.PI * i) / SLOTS) + random());
      if (odd) values[SPIKE]! += 60;
      return { ...whole, values, labels: { host: name, metric } };
    });
  const all = [...host('one', true), ...host('other', false)];
  const findings = (from: number, to: number, before?: AnomalyFindings) =>
    analyse(
      {
        now: at(to - 1) + 10,
        rules: [
          {
            rule: jointly!.config.rules[0]!,
            outcome: { value: { series: all.map((series) => part(series, from, to)), until: at(to - 1) } },
          },
        ],
      },
      jointly!,
      before,
    );
  const groupSamples = (found: AnomalyFindings) =>
    Object.fromEntries(
      metrics(found, jointly!)
        .samples.filter(({ name }) => name === 'presage_anomaly_group_active')
        .map(({ labels, value: active }) => [labels.host, active]),
    );

  it('are anomalous where their series are odd together', () => {
    const found = findings(0, SPIKE + 1);
    expect(groupSamples(found)).toEqual({ one: 1, other: 0 });
    expect(found.rules[0]!.groups.map(({ odd }) => odd)).toEqual([3, 0]);
  });

  it('go on where the run before ended', () => {
    const before = structuredClone(findings(0, SPIKE - 3));
    const copy = structuredClone(before);
    expect(findings(SPIKE - 3, SPIKE + 1, before).rules[0]!.groups).toEqual(findings(0, SPIKE + 1).rules[0]!.groups);
    expect(before).toEqual(copy);
  });
});

describe('runs after the first', () => {
  it('give what one run over everything gives', () => {
    let findings: AnomalyFindings | undefined;
    for (let end = 500; end < POINTS; end += 411) {
      findings = structuredClone(analyse(observe(end, part(whole, findings ? end - 410 : 0, end + 1)), job, findings));
    }
    const end = 500 + 411 * Math.floor((POINTS - 1 - 500) / 411);
    const atOnce = analyse(observe(end, part(whole, 0, end + 1)), job, undefined);
    expect(findings!.rules[0]!.series).toEqual(structuredClone(atOnce.rules[0]!.series));
  });

  it('go on after a run whose findings were lost', () => {
    const before = structuredClone(upToSpike);
    const lost = observe(SPIKE + 5, part(whole, SPIKE + 1, SPIKE + 6));
    analyseInPlace(lost, job, before);
    const again = analyse(observe(SPIKE + 6, part(whole, SPIKE + 1, SPIKE + 7)), job, before);
    const straight = analyse(observe(SPIKE + 6, part(whole, 0, SPIKE + 7)), job, undefined);
    expect(value(again, 'presage_anomaly_score')).toBe(value(straight, 'presage_anomaly_score'));
  });

  it('are the same where others have their turn between series', async () => {
    const few = observe(SPIKE + 5, part(whole, SPIKE + 1, SPIKE + 6));
    const { pieces, join } = await split(few, job, structuredClone(upToSpike));
    expect(pieces).toEqual([]);
    expect(join([])).toEqual(analyse(few, job, upToSpike));
  });

  it('leave a whole history to another thread', async () => {
    const much = observe(POINTS, whole);
    const { pieces, join } = await split(much, job, undefined);
    expect(pieces).toEqual([{ observation: much, previous: undefined }]);
    expect(join([upToSpike])).toBe(upToSpike);
  });

  it('keep what was learnt when the rule fails, and say so', () => {
    const error = { code: 'PRS_SOURCE_QUERY' as const, message: 'parse error', hint: '' };
    const failed = analyse({ now: at(SPIKE), rules: [{ rule, outcome: { error } }] }, job, upToSpike);
    expect(failed.rules[0]!.until).toBe(at(SPIKE));
    expect(failed.rules[0]!.series[0]!.detector).toEqual(structuredClone(upToSpike.rules[0]!.series[0]!.detector));
    expect(value(failed, 'presage_anomaly_up')).toBe(0);
  });

  it('start anew when the rule changed', () => {
    const changed = { ...rule, sensitivity: 'low' as const };
    const next = analyse(
      { now: at(SPIKE), rules: [{ rule: changed, outcome: { value: { series: [], until: at(SPIKE) } } }] },
      { ...job, config: { ...job.config, rules: [changed] } },
      upToSpike,
    );
    expect(next.rules[0]!.series).toEqual([]);
  });

  it('keep the members of the cap', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((instance) => part(traffic({ instance }), 0, 700));
    const first = analyse(observe(699, b!, c!), job, undefined);
    const second = analyse(observe(700, a!, b!, c!), job, first);
    expect(second.rules[0]!.series.map(({ labels }) => labels.instance)).toEqual(['b', 'c']);
    expect(metrics(second, job).dropped).toBe(1);
  });
});

describe('incidents', () => {
  const twins = [traffic({ instance: 'a' }), traffic({ instance: 'b' })].map((series) => part(series, 0, SPIKE + 1));

  it('hold the alarms that began together', () => {
    const { samples } = metrics(analyse(observe(SPIKE, ...twins), job, undefined), job);
    const named = (name: string) => samples.filter((sample) => sample.name === name);
    expect(named('presage_anomaly_incidents')).toEqual([
      { name: 'presage_anomaly_incidents', labels: { target: 'prometheus' }, value: 1 },
    ]);
    const [size] = named('presage_anomaly_incident_series');
    expect(size!.value).toBe(2);
    expect(named('presage_anomaly_incident_start_timestamp_seconds')[0]!.value).toBe(at(SPIKE));
    const { incident } = size!.labels;
    expect(named('presage_anomaly_incident_info').map(({ labels }) => labels)).toEqual(
      ['a', 'b'].map((instance) => ({ target: 'prometheus', anomaly: 'traffic', instance, incident })),
    );
  });

  it('end with their alarms', () => {
    const first = analyse(observe(SPIKE, ...twins), job, undefined);
    const calm = [traffic({ instance: 'a' }), traffic({ instance: 'b' })];
    const later = analyse(observe(SPIKE + 60, ...calm.map((one) => part(one, SPIKE + 1, SPIKE + 61))), job, first);
    expect(value(later, 'presage_anomaly_incidents')).toBe(0);
    expect(value(later, 'presage_anomaly_incident_info')).toBeUndefined();
  });
});

describe('frames of anomalies', () => {
  const findings = analyse(observe(POINTS - 1, whole), job, undefined);
  const range = { from: at(SPIKE - 50) * 1000, to: at(SPIKE + 50) * 1000 };

  it('show value, band and score within the range', () => {
    const [frame] = frames(findings, { refId: 'A', kind: 'anomaly' }, job, range);
    expect(frame!.schema.fields.map(({ name }) => name)).toEqual([
      'time',
      'actual',
      'expected',
      'lower',
      'upper',
      'score',
    ]);
    expect(frame!.schema.meta.custom).toMatchObject({
      kind: 'anomaly',
      name: 'traffic',
      warmup: false,
      sensitivity: 'medium',
    });
    const [time, actual, expected, lower, upper, score] = frame!.data.values as number[][];
    expect(time).toHaveLength(101);
    expect(actual![50]).toBe(whole.values[SPIKE]);
    expect(score![50]).toBeGreaterThan(3);
    expect(lower![50]).toBeLessThan(expected![50]!);
    expect(upper![50]).toBeGreaterThan(expected![50]!);
    expect(frame!.schema.fields[4]!.config!.custom!.fillBelowTo).toBe(
      frame!.schema.fields[3]!.config!.displayNameFromDS,
    );
  });

  it('mark the regions as annotations with one sentence each', () => {
    const [frame, ...more] = frames(findings, { refId: 'A', kind: 'anomaly', format: 'annotations' }, job, range);
    expect(more).toEqual([]);
    expect(frame!.schema.meta.dataTopic).toBe('annotations');
    const row = Object.fromEntries(frame!.schema.fields.map(({ name }, i) => [name, frame!.data.values[i]]));
    expect(row.time).toEqual([at(SPIKE) * 1000]);
    expect(row.timeEnd).toEqual([at(SPIKE + 2) * 1000]);
    expect(row.text![0]).toMatch(
      /^traffic\{instance="a"\} is [\d.]+ times above what \d\d:\d\d UTC sees \(\d+ instead of \d+\)\.$/,
    );
    expect(row.tags).toEqual(['anomaly,record,traffic']);
  });

  it('name what was deployed shortly before', () => {
    const release = (index: number, version: string) => ({ time: at(index), version });
    const deployments = [release(SPIKE - 50, '1.8.0'), release(SPIKE - 2, '1.8.2'), release(SPIKE + 1, '1.8.3')];
    const value = { series: [whole], until: at(POINTS), deployments };
    const observed: AnomalyObservation = { now: at(POINTS) + 10, rules: [{ rule, outcome: { value } }] };
    const query = { refId: 'A', kind: 'anomaly' as const, format: 'annotations' as const };
    const textOf = (found: AnomalyFindings) => frames(found, query, job, range)[0]!.data.values[3]![0];
    const found = analyse(observed, job, undefined);
    expect(textOf(found)).toMatch(/; started 10 minutes after version 1\.8\.2\.$/);
    // a run that read nothing new knows them still
    expect(textOf(analyse(observe(POINTS), job, found))).toContain('1.8.2');
  });

  it('are there for the rule that was asked only', () => {
    expect(frames(findings, { refId: 'A', kind: 'anomaly', name: 'other' }, job, range)).toEqual([]);
    expect(frames(findings, { refId: 'A', kind: 'forecast' }, job, range)).toEqual([]);
  });
});
