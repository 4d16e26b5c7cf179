import { configSchema } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { checkQueries, isCheckDue, publishedHorizons, PublishedPast } from './checks.js';
import { forecastJobs } from './config.js';
import { sharedSeries } from './shared.js';

const HOUR = 3_600;
const NOW = 1_700_000_000 - (1_700_000_000 % HOUR);
const jobOf = (maxSeries: number, rules: object[]) =>
  forecastJobs(
    configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: 'http://a' }] },
      advisors: { forecasts: { max_series: maxSeries, rules } },
    }),
  )[0]!;
const job = jobOf(10, [{ name: 'disk', expr: 'used', horizon: '2d' }]);
const rule = job.config.rules[0]!;
const times = Array.from({ length: 48 }, (_, i) => NOW - (47 - i) * HOUR);
const history = sharedSeries({
  labels: { device: 'sda', instance: 'db' },
  times,
  values: times.map((_, i) => 100 + i),
});

/** What was published for each moment: off by `error`, in an interval of `width` to both sides. */
function published(labels: Record<string, string>, error: number, width: number, moments = times): PrometheusSeries[] {
  const value = (time: number) => 100 + (time - times[0]!) / HOUR + error;
  const bounds = { value: 0, lower: -width, upper: width };
  return Object.entries(bounds).map(([name, offset]) => ({
    labels: {
      __name__: `presage_forecast_${name}`,
      target: 'main',
      forecast: 'disk',
      horizon: '1h',
      job: 'presage',
      ...labels,
    },
    times: moments,
    values: moments.map((time) => value(time) + offset),
  }));
}
const accuracy = (series: PrometheusSeries[]) =>
  new PublishedPast([{ horizon: '1h', series }]).review(rule, history).accuracy['1h'];

describe('checkQueries', () => {
  it('asks for what was published the horizon ago, for the horizons of the rules', () => {
    const queries = checkQueries(job, NOW + 100);
    expect(queries.map(({ horizon }) => horizon)).toEqual(['1h', '6h', '24h']);
    expect(queries[2]!.request.expr).toBe(
      '{__name__=~"presage_forecast_(value|lower|upper|interval_scale_ratio)",target="main",horizon="24h"} offset 86400s',
    );
    for (const { request } of queries) expect(request.to % request.step).toBe(0);
  });

  it('asks for fewer moments of many series', () => {
    const rules = [{ name: 'disk', expr: 'used', horizon: '2d' }];
    for (const { request } of checkQueries(jobOf(1_000, rules), NOW)) {
      expect((4_000 * (request.to - request.from)) / request.step).toBeLessThanOrEqual(60_000);
    }
  });

  it('is due once an hour', () => {
    const findings = { now: NOW, rules: [], dropped: 0 };
    expect(isCheckDue(NOW, undefined)).toBe(true);
    expect(isCheckDue(NOW, findings)).toBe(true);
    expect(isCheckDue(NOW, { ...findings, checkedAt: NOW - 60 })).toBe(false);
    expect(isCheckDue(NOW, { ...findings, checkedAt: NOW - HOUR })).toBe(true);
  });
});

it('publishes horizons from a step on up to that of the rule', () => {
  expect(publishedHorizons(rule).map(([name]) => name)).toEqual(['1h', '6h', '24h']);
  expect(publishedHorizons({ ...rule, step: 86_400, horizon: 30 * 86_400 }).map(([name]) => name)).toEqual([
    '24h',
    '7d',
    '30d',
  ]);
});

describe('PublishedPast', () => {
  it('compares with what came', () => {
    const exact = accuracy(published({ device: 'sda', instance: 'db' }, 0, 1))!;
    expect(exact).toMatchObject({ checks: 48, errorRatio: 0, coverageRatio: 1 });
    const off = accuracy(published({ device: 'sda', instance: 'db' }, 10, 5))!;
    expect(off.coverageRatio).toBe(0);
    expect(off.errorRatio).toBeCloseTo(480 / history.values.reduce((sum, value) => sum + value, 0));
  });

  it('knows a series by its labels, also where the scrape renamed one', () => {
    expect(accuracy(published({ device: 'sda', instance: 'exporter', exported_instance: 'db' }, 0, 1))!.checks).toBe(
      48,
    );
    expect(accuracy(published({ device: 'sdb', instance: 'db' }, 0, 1))).toBeUndefined();
  });

  it('keeps for the next intervals what those before them would have needed', () => {
    const scale = published({ device: 'sda', instance: 'db' }, 0, 1)[0]!;
    const of = [
      ...published({ device: 'sda', instance: 'db' }, 3, 4),
      {
        ...scale,
        labels: { ...scale.labels, __name__: 'presage_forecast_interval_scale_ratio' },
        values: times.map(() => 2),
      },
    ];
    const record = new PublishedPast([{ horizon: '1h', series: of }]).review(rule, history).records['1h']!;
    expect(record).toMatchObject({ horizon: HOUR, level: 0.95, start: 2 });
    expect(record.needed).toHaveLength(48);
    // 3 too high, in an interval of 2 to both sides before it was doubled
    expect(record.needed[0]).toBeCloseTo(1.5);
    expect(record.above[0]).toBeCloseTo(2);
  });

  it('says nothing of few comparisons, or of other rules', () => {
    expect(accuracy(published({ device: 'sda', instance: 'db' }, 0, 1, times.slice(0, 11)))).toBeUndefined();
    expect(accuracy(published({ device: 'sda', instance: 'db', forecast: 'other' }, 0, 1))).toBeUndefined();
  });

  it('leaves out moments that the history does not hold', () => {
    const moments = times.slice(0, 20).flatMap((time) => [time, time + 1_800]);
    expect(accuracy(published({ device: 'sda', instance: 'db' }, 0, 1, moments))!.checks).toBe(20);
  });
});
