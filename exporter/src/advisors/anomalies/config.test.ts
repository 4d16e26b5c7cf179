import { configSchema, type Config } from '../../config/config.js';
import { anomalyJobs, anomalyOnDemand, RETAINED } from './config.js';

const NOW = 1_700_000_000;
const DAY = 86_400;
const range = (fromAgo: number, toAgo = 0) => ({ from: (NOW - fromAgo) * 1000, to: (NOW - toAgo) * 1000 });
const config = (rules: object[] = [], more: object = {}): Config =>
  configSchema.parse({
    targets: {
      prometheus: [
        { name: 'first', url: 'http://a' },
        { name: 'second', url: 'http://b' },
      ],
    },
    advisors: { anomalies: { rules, ...more } },
  });
const query = (fields: object = {}) => ({ refId: 'A', kind: 'anomaly' as const, ...fields });

describe('anomalyJobs', () => {
  it('makes one job a target', () => {
    const jobs = anomalyJobs(
      config([
        { name: 'a', expr: 'up' },
        { name: 'b', expr: 'up', target: 'second' },
      ]),
    );
    expect(jobs.map(({ target, config }) => [target, config.rules[0]!.name])).toEqual([
      ['first', 'a'],
      ['second', 'b'],
    ]);
  });

  it('makes none when switched off or without rules', () => {
    expect(anomalyJobs(config([{ name: 'a', expr: 'up' }], { enabled: false }))).toEqual([]);
    expect(anomalyJobs(config())).toEqual([]);
  });
});

describe('anomalyOnDemand', () => {
  it('learns from a week before the range', () => {
    const { config: asked } = anomalyOnDemand(query({ expr: 'up' }), config(), range(DAY), NOW)!;
    expect(asked.window!.to - asked.window!.from).toBeGreaterThanOrEqual(8 * DAY - 300);
    expect(asked.window!.step).toBe(120);
    expect(asked.retained).toBeGreaterThanOrEqual(DAY / 120);
    expect(asked.rules[0]).toMatchObject({ expr: 'up', season: DAY, sensitivity: 'medium' });
  });

  it('takes step and sensitivity of the query and stays within the limit of points', () => {
    const { config: asked } = anomalyOnDemand(
      query({ expr: 'up', step: '15s', sensitivity: 'high' }),
      config(),
      range(DAY),
      NOW,
    )!;
    expect(asked.rules[0]!.sensitivity).toBe('high');
    expect((asked.window!.to - asked.window!.from) / asked.window!.step).toBeLessThanOrEqual(11_001);
  });

  it('answers a configured rule from the findings as far as they reach', () => {
    const rules = config([{ name: 'a', expr: 'up', step: '5m', target: 'second' }]);
    expect(anomalyOnDemand(query({ name: 'a' }), rules, range(DAY), NOW)).toBeUndefined();
    const job = anomalyOnDemand(query({ name: 'a' }), rules, range(RETAINED * 300 + 600), NOW)!;
    expect(job.target).toBe('second');
    expect(job.config.rules[0]).toMatchObject({ name: 'a', step: 300 });
    expect(anomalyOnDemand(query({ name: 'a', sensitivity: 'low' }), rules, range(DAY), NOW)).toBeDefined();
  });

  it('is not for other kinds', () => {
    expect(anomalyOnDemand({ refId: 'A', kind: 'forecast', expr: 'up' }, config(), range(DAY), NOW)).toBeUndefined();
  });
});
