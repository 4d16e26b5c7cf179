import type { FrameValue } from '@presage/contract/frames';
import { CHANGE_FIELDS } from '@presage/contract/frames';
import { noise } from '../../../testing/noise.js';
import { configSchema } from '../../config/config.js';
import { changesAdvisor } from './index.js';
import type { ChangeObservation } from './observe.js';

const STEP = 300;
const START = 1_700_000_100;
const POINTS = 600;
const DEPLOYED = 560;
const window = { from: START, to: START + (POINTS - 1) * STEP, step: STEP };
const range = { from: START * 1000, to: window.to * 1000 };

const config = configSchema.parse({
  targets: { prometheus: [{ name: 'main', url: 'http://127.0.0.1:9090' }] },
  advisors: {
    changes: { rules: [{ name: 'latency', expr: 'latency', deployment: 'version', version_label: 'version' }] },
  },
});
const job = changesAdvisor.jobs(config)[0]!;
const rule = config.advisors.changes.rules[0]!;

function series(labels: Record<string, string>, value: (index: number) => number) {
  const random = noise(3, 1);
  const times = Array.from({ length: POINTS }, (_, i) => START + i * STEP);
  return { labels: { __name__: 'latency', ...labels }, times, values: times.map((_, i) => value(i) + random()) };
}
const slower = series({ service: 'cart', verdict: 'mine' }, (index) => (index >= DEPLOYED ? 130 : 100));
const calm = series({ service: 'search' }, () => 100);
const versions = [
  { labels: { version: '1.8.1' }, times: [START], values: [1] },
  { labels: { version: '1.8.2' }, times: [START + DEPLOYED * STEP], values: [1] },
];
const observed: ChangeObservation = {
  now: window.to,
  rules: [{ rule, outcome: { value: { window, series: [slower, calm], deployments: versions } } }],
};
const findings = () => changesAdvisor.analyse(observed, job, undefined);

describe('the changes advisor', () => {
  it('publishes change points and the verdict on the newest deployment', async () => {
    const { samples, dropped } = changesAdvisor.metrics(structuredClone(await findings()), job);
    expect(dropped).toBe(0);
    const of = (name: string, labels: Record<string, string>) =>
      samples.find(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      )?.value;
    const cart = { service: 'cart', target: 'main', change: 'latency' };
    const search = { service: 'search' };
    expect(of('presage_change_up', {})).toBe(1);
    expect(of('presage_deployment_timestamp_seconds', {})).toBe(START + DEPLOYED * STEP);
    expect(of('presage_deployment_verdict', { ...cart, verdict: 'worse' })).toBe(1);
    expect(of('presage_deployment_verdict', { ...cart, verdict: 'same' })).toBe(0);
    expect(of('presage_deployment_rollback_advised', cart)).toBe(1);
    expect(of('presage_deployment_effect', cart)).toBeCloseTo(0.3, 1);
    expect(of('presage_change_points', cart)).toBe(1);
    expect(of('presage_change_last_timestamp_seconds', cart)).toBe(START + DEPLOYED * STEP);
    expect(of('presage_change_last_effect', cart)).toBeCloseTo(0.3, 1);
    expect(of('presage_deployment_verdict', { ...search, verdict: 'same' })).toBe(1);
    expect(of('presage_deployment_rollback_advised', search)).toBe(0);
    expect(of('presage_change_last_timestamp_seconds', search)).toBeUndefined();
    expect(samples.filter(({ labels }) => labels.exported_verdict === 'mine').length).toBeGreaterThan(0);
  });

  it('keeps what it had of a rule that fails, and says that it fails', async () => {
    const error = { code: 'PRS_SOURCE_QUERY' as const, message: 'parse error', hint: '' };
    const after = await changesAdvisor.analyse(
      { now: 0, rules: [{ rule, outcome: { error } }] },
      job,
      await findings(),
    );
    const { samples } = changesAdvisor.metrics(after, job);
    expect(samples.find(({ name }) => name === 'presage_change_up')!.value).toBe(0);
    expect(samples.some(({ name }) => name === 'presage_deployment_verdict')).toBe(true);
    expect(() => changesAdvisor.frames(after, { refId: 'A', kind: 'change' }, job, range)).toThrow('parse error');
  });

  it('counts the series beyond its cap', async () => {
    const capped = { ...job, config: { ...job.config, maxSeries: 1 } };
    const { samples, dropped } = changesAdvisor.metrics(
      await changesAdvisor.analyse(observed, capped, undefined),
      capped,
    );
    expect(dropped).toBe(1);
    expect(samples.filter(({ name }) => name === 'presage_change_points')).toHaveLength(1);
  });

  it('lists changes and verdicts in a table, newest first', async () => {
    const [frame, ...more] = changesAdvisor.frames(await findings(), { refId: 'A', kind: 'change' }, job, range);
    expect(more).toEqual([]);
    expect(frame!.schema.fields.map(({ name }) => name)).toEqual([...CHANGE_FIELDS]);
    const column = (name: (typeof CHANGE_FIELDS)[number]): FrameValue[] =>
      frame!.data.values[CHANGE_FIELDS.indexOf(name)]!;
    expect(column('verdict')).toEqual(['worse', 'worse', 'same']);
    expect(column('text')[0]).toMatch(/cart.*: the level changed from 100 to 130, [\d.]+ % sure\.$/);
    expect(column('text')[1]).toMatch(/cart.*: worse since version 1\.8\.2: (30|29\.\d) % higher/);
    expect(JSON.parse(String(column('labels')[0]))).toMatchObject({ service: 'cart' });
  });

  it('marks them as annotations, and only those that are asked for', async () => {
    const found = await findings();
    const ask = (query: object, asked = range) =>
      changesAdvisor.frames(found, { refId: 'A', kind: 'change', ...query }, job, asked);
    const [frame] = ask({ format: 'annotations', minimumConfidence: 0.99 });
    expect(frame!.schema.meta.dataTopic).toBe('annotations');
    expect(frame!.data.values[0]).toEqual(Array(2).fill((START + DEPLOYED * STEP) * 1000));
    expect(frame!.data.values[4]).toEqual(Array(2).fill('change,worse,latency'));
    expect(ask({}, { from: range.from, to: range.from + 1 })[0]!.data.values[0]).toEqual([]);
    expect(ask({ name: 'other' })).toEqual([]);
    expect(changesAdvisor.frames(found, { refId: 'A', kind: 'cause' }, job, range)).toEqual([]);
  });
});
