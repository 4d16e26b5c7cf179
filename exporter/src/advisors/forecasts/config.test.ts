import { configSchema, type Config } from '../../config/config.js';
import { forecastJobs, forecastOnDemand } from './config.js';

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
    advisors: { forecasts: { rules, ...more } },
  });
const query = (fields: object = {}) => ({ refId: 'A', kind: 'forecast' as const, ...fields });

describe('forecastJobs', () => {
  it('makes one job a target, rules without one going to the first', () => {
    const jobs = forecastJobs(
      config([
        { name: 'a', expr: 'up' },
        { name: 'b', expr: 'up', target: 'second' },
        { name: 'c', expr: 'up', target: 'first' },
      ]),
    );
    expect(jobs.map(({ target, config }) => [target, config.rules.map(({ name }) => name)])).toEqual([
      ['first', ['a', 'c']],
      ['second', ['b']],
    ]);
  });

  it('makes none when switched off, without rules, or without a Prometheus', () => {
    expect(forecastJobs(config([{ name: 'a', expr: 'up' }], { enabled: false }))).toEqual([]);
    expect(forecastJobs(config())).toEqual([]);
    expect(
      forecastJobs(configSchema.parse({ advisors: { forecasts: { rules: [{ name: 'a', expr: 'up' }] } } })),
    ).toEqual([]);
  });
});

describe('forecastOnDemand', () => {
  const windowOf = (fields: object, asked: { from: number; to: number }) => {
    const job = forecastOnDemand(query({ expr: 'up', ...fields }), config(), asked, NOW)!;
    return {
      ...job.config.window!,
      length: job.config.window!.to - job.config.window!.from,
      rule: job.config.rules[0]!,
    };
  };

  it('reads two weeks for a day and predicts a quarter of the range', () => {
    const { length, step, rule } = windowOf({}, range(DAY));
    expect(length).toBe(14 * DAY);
    expect(step).toBe(900);
    expect(rule).toMatchObject({ name: 'up', expr: 'up', horizon: DAY / 4, level: 0.95 });
  });

  it('reads four times a short range', () => {
    expect(windowOf({}, range(3_600)).length).toBe(4 * 3_600);
  });

  it('takes what the query says', () => {
    const { step, rule } = windowOf(
      { step: '5m', horizon: '2d', level: 0.8, maximum: 1, threshold: 0.9 },
      range(14 * DAY),
    );
    expect(step).toBe(300);
    expect(rule).toMatchObject({ horizon: 2 * DAY, level: 0.8, maximum: 1, thresholds: [{ value: 0.9 }] });
  });

  it('reaches the end of a dashboard that shows the future', () => {
    const { to, rule } = windowOf({}, range(DAY, -DAY));
    expect(to).toBeLessThanOrEqual(NOW);
    expect(rule.horizon).toBe(DAY);
  });

  it('stands at the end of a range in the past', () => {
    expect(windowOf({}, range(20 * DAY, 10 * DAY)).to).toBeLessThanOrEqual(NOW - 10 * DAY);
  });

  it('never reads more points than the limit', () => {
    const { length, step } = windowOf({ step: '1s' }, range(30 * DAY));
    expect(length / step).toBeLessThanOrEqual(11_000);
  });

  it('leaves a configured forecast to the findings, unless the query changes it', () => {
    const rules = config([{ name: 'a', expr: 'up', horizon: '7d', target: 'second' }]);
    expect(forecastOnDemand(query({ name: 'a' }), rules, range(DAY), NOW)).toBeUndefined();
    expect(forecastOnDemand(query({ name: 'a', threshold: 5 }), rules, range(DAY), NOW)).toBeUndefined();
    expect(forecastOnDemand(query(), rules, range(DAY), NOW)).toBeUndefined();
    const job = forecastOnDemand(query({ name: 'a', horizon: '1d' }), rules, range(DAY), NOW)!;
    expect(job.target).toBe('second');
    expect(job.config.rules[0]).toMatchObject({ name: 'a', horizon: DAY, step: 3_600 });
  });

  it('is not for other kinds', () => {
    expect(forecastOnDemand({ refId: 'A', kind: 'anomaly', expr: 'up' }, config(), range(DAY), NOW)).toBeUndefined();
  });
});
