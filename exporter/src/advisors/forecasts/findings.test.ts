import { configSchema } from '../../config/config.js';
import { METRICS } from '@presage/contract/metrics';
import type { PrometheusSeries } from '../../sources/source.js';
import { noise } from '../../../testing/noise.js';
import { allSamples } from '../advisor.js';
import { analyse, type ForecastFindings } from './analyse.js';
import { forecastJobs } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import type { ForecastObservation } from './observe.js';
import { sharedSeries } from './shared.js';

const HOUR = 3_600;
const NOW = 1_700_000_000 - (1_700_000_000 % HOUR);

const config = configSchema.parse({
  targets: { prometheus: [{ name: 'prometheus', url: 'http://a' }] },
  advisors: {
    forecasts: {
      max_series: 2,
      rules: [
        {
          name: 'disk',
          expr: 'disk_used',
          horizon: '2d',
          unit: 'bytes',
          thresholds: [
            { name: 'full', value: 1_000 },
            { name: 'never', value: 1e9 },
            { name: 'passed', value: 100 },
          ],
        },
      ],
    },
  },
});
const job = forecastJobs(config)[0]!;
const rule = job.config.rules[0]!;

/** Grows by 1 an hour to `last` at the end. */
function growing(labels: Record<string, string>, last: number, points = 300, end = NOW): PrometheusSeries {
  const random = noise(1, 0.2);
  const indices = Array.from({ length: points }, (_, i) => i);
  return {
    labels: { __name__: 'disk_used', ...labels },
    times: indices.map((i) => end - (points - 1 - i) * HOUR),
    values: indices.map((i) => last - (points - 1 - i) + random()),
  };
}
const observe = (...value: PrometheusSeries[]): ForecastObservation => ({
  now: NOW,
  rules: [{ rule, outcome: { value: value.map(sharedSeries) }, thresholds: {} }],
});
const find = (findings: ForecastFindings, name: string, labels: Record<string, string> = {}) =>
  [...allSamples(metrics(findings, job))].filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );

describe('metrics of forecasts', () => {
  const findings = analyse(observe(growing({ device: 'sda', target: 'theirs' }, 980)), job, undefined);

  it('carry the value at each horizon that the rule covers', () => {
    const values = find(findings, 'presage_forecast_value');
    expect(values.map(({ labels }) => labels.horizon)).toEqual(['1h', '6h', '24h']);
    expect(values[2]!.value).toBeGreaterThan(995);
    expect(values[2]!.value).toBeLessThan(1_013);
    const [lower] = find(findings, 'presage_forecast_lower', { horizon: '24h' });
    const [upper] = find(findings, 'presage_forecast_upper', { horizon: '24h' });
    expect(lower!.value).toBeLessThanOrEqual(values[2]!.value);
    expect(upper!.value).toBeGreaterThanOrEqual(values[2]!.value);
  });

  it('say when a threshold is crossed, and are absent for one that is not', () => {
    const [full, passed, ...more] = find(findings, 'presage_forecast_seconds_until_threshold');
    expect(full!.labels.threshold).toBe('full');
    expect(Math.abs(full!.value / HOUR - 20)).toBeLessThan(6);
    expect(passed).toMatchObject({ labels: { threshold: 'passed' }, value: 0 });
    expect(more).toEqual([]);
  });

  it('carry the labels of the series beside our own, and only names of the catalogue', () => {
    for (const { name, labels } of allSamples(metrics(findings, job))) {
      const definition = METRICS[name];
      definition.labels.forEach((label) => expect(labels).toHaveProperty(label));
      expect(labels).toMatchObject({ target: 'prometheus', forecast: 'disk' });
      if ('seriesLabels' in definition) expect(labels).toMatchObject({ device: 'sda', exported_target: 'theirs' });
    }
  });

  it('count the time since the last point', () => {
    const late = analyse({ ...observe(growing({}, 980)), now: NOW + 2 * HOUR }, job, undefined);
    const [full] = find(late, 'presage_forecast_seconds_until_threshold', { threshold: 'full' });
    const [atOnce] = find(findings, 'presage_forecast_seconds_until_threshold', { threshold: 'full' });
    expect(full!.value).toBeCloseTo(atOnce!.value - 2 * HOUR, -3);
  });

  it('say that a short series warms up and nothing else', () => {
    const short = analyse(observe(growing({ device: 'new' }, 500, 5)), job, undefined);
    expect(metrics(short, job).warmup).toBe(true);
    expect(find(short, 'presage_forecast_warmup', { device: 'new' })[0]!.value).toBe(1);
    expect(find(short, 'presage_forecast_value')).toEqual([]);
  });

  it('have nothing for a series that ended', () => {
    const ended = analyse(observe(growing({ device: 'gone' }, 500, 300, NOW - 10 * HOUR)), job, undefined);
    expect(ended.rules[0]!.series).toEqual([]);
  });

  it('say which rule cannot be evaluated', () => {
    const error = { code: 'PRS_SOURCE_QUERY' as const, message: 'parse error', hint: '' };
    const failed = analyse({ now: NOW, rules: [{ rule, outcome: { error }, thresholds: {} }] }, job, undefined);
    expect(find(failed, 'presage_forecast_up')[0]!.value).toBe(0);
    expect(find(findings, 'presage_forecast_up')[0]!.value).toBe(1);
    expect(() => frames(failed, { refId: 'A', kind: 'forecast', name: 'disk' }, job, { from: 0, to: 1 })).toThrow(
      'parse error',
    );
  });
});

describe('thresholds', () => {
  const findings = analyse(observe(growing({ device: 'sda' }, 980)), job, undefined);
  const one = (name: string, threshold: string, more: Record<string, string> = {}) =>
    find(findings, name, { threshold, ...more })[0]?.value;

  it('have moments by probability, in order', () => {
    const [early, middle, late] = ['0.1', '0.5', '0.9'].map((probability) =>
      one('presage_forecast_threshold_crossing_seconds', 'full', { probability }),
    );
    expect(early!).toBeLessThanOrEqual(middle!);
    expect(middle!).toBeLessThanOrEqual(late!);
    expect(middle).toBeCloseTo(one('presage_forecast_seconds_until_threshold', 'full')!);
    expect(one('presage_forecast_threshold_crossing_seconds', 'passed', { probability: '0.9' })).toBe(0);
    expect(one('presage_forecast_threshold_crossing_seconds', 'never', { probability: '0.1' })).toBeUndefined();
  });

  it('have a value, a risk and room', () => {
    expect(one('presage_forecast_threshold', 'full')).toBe(1_000);
    expect(one('presage_forecast_threshold_risk_ratio', 'full')).toBeGreaterThan(0.9);
    expect(one('presage_forecast_threshold_risk_ratio', 'never')).toBeLessThan(0.01);
    expect(one('presage_forecast_threshold_risk_ratio', 'passed')).toBe(1);
    expect(one('presage_forecast_headroom_ratio', 'full')).toBeCloseTo(0.02, 2);
    expect(one('presage_forecast_headroom_ratio', 'passed')).toBe(0);
  });

  it('of a query have the risk that configured ones have', () => {
    const random = noise(4, 10);
    const series = { ...growing({ device: 'sda' }, 0), values: Array.from({ length: 300 }, () => 988 + random()) };
    const level = analyse(observe(series), job, undefined);
    const query = { refId: 'A', kind: 'forecast' as const, name: 'disk', threshold: 1_000.001 };
    const [frame] = frames(level, query, job, { from: 0, to: NOW * 1000 });
    const { thresholds } = frame!.schema.meta.custom as { thresholds: { name: string; risk: number }[] };
    const [asked, configured] = ['threshold', 'full'].map((name) => thresholds.find((one) => one.name === name)!.risk);
    expect(configured).toBeGreaterThan(0);
    expect(Math.abs(asked! - configured!)).toBeLessThan(0.02);
  });

  it('may be expressions, each series with its own', () => {
    const limits: PrometheusSeries[] = [
      { labels: { __name__: 'size', device: 'sda' }, times: [NOW], values: [1_000] },
      { labels: { __name__: 'size', device: 'sdb' }, times: [NOW], values: [500] },
    ];
    const both = observe(growing({ device: 'sda' }, 980), growing({ device: 'sdb' }, 480));
    const sized = { ...rule, thresholds: [{ name: 'size', value: 'size', direction: 'above' as const }] };
    const run = analyse(
      { ...both, rules: [{ ...both.rules[0]!, rule: sized, thresholds: { size: { value: limits } } }] },
      job,
      undefined,
    );
    expect(find(run, 'presage_forecast_threshold').map(({ value }) => value)).toEqual([1_000, 500]);
    for (const { value } of find(run, 'presage_forecast_seconds_until_threshold')) {
      expect(Math.abs(value / HOUR - 20)).toBeLessThan(6);
    }
  });
});

describe('the resource that binds first', () => {
  const named = { ...rule, resource: 'storage' };
  const run = (...series: PrometheusSeries[]) =>
    analyse(
      { now: NOW, rules: [{ rule: named, outcome: { value: series.map(sharedSeries) }, thresholds: {} }] },
      job,
      undefined,
    );

  it('is the one whose threshold is crossed first', () => {
    const findings = run(growing({ device: 'slow' }, 20), growing({ device: 'fast' }, 90));
    const [binding, ...more] = find(findings, 'presage_capacity_binding_seconds');
    expect(binding!.labels).toMatchObject({
      resource: 'storage',
      device: 'fast',
      threshold: 'passed',
      forecast: 'disk',
    });
    expect(Math.abs(binding!.value / HOUR - 10)).toBeLessThan(4);
    expect(more).toEqual([]);
    expect(find(findings, 'presage_capacity_binding_risk_ratio')[0]!.value).toBeGreaterThan(0.9);
  });

  it('is not looked for among rules that name no resource', () => {
    const findings = analyse(observe(growing({}, 980)), job, undefined);
    expect(find(findings, 'presage_capacity_binding_risk_ratio')).toEqual([]);
  });
});

describe('validity', () => {
  const valid = (findings: ForecastFindings) => [
    find(findings, 'presage_forecast_valid')[0]!.value,
    find(findings, 'presage_forecast_invalid_info').map(({ labels }) => labels.reason),
  ];

  it('is given to a forecast that was tested and holds', () => {
    expect(valid(analyse(observe(growing({}, 980)), job, undefined))).toEqual([1, []]);
  });

  it('is taken from short and stale series', () => {
    expect(valid(analyse(observe(growing({}, 980, 5)), job, undefined))).toEqual([0, ['too-short']]);
    const old = analyse(observe(growing({}, 980, 300, NOW - 4 * HOUR)), job, undefined);
    expect(valid(old)).toEqual([0, ['stale']]);
  });

  it('is taken from forecasts that were wrong, by horizon, and kept until the next check', () => {
    const series = growing({ device: 'sda' }, 980);
    const past = (name: string, offset: number): PrometheusSeries => ({
      labels: {
        __name__: `presage_forecast_${name}`,
        target: 'prometheus',
        forecast: 'disk',
        horizon: '24h',
        device: 'sda',
      },
      times: series.times.slice(-40),
      values: series.values.slice(-40).map((value) => value + offset),
    });
    const published = [{ horizon: '24h' as const, series: [past('value', 98), past('lower', 90), past('upper', 110)] }];
    const checked = analyse({ ...observe(series), published }, job, undefined);
    expect(valid(checked)).toEqual([0, ['misses-interval']]);
    expect(find(checked, 'presage_forecast_error_ratio', { horizon: '24h' })[0]!.value).toBeCloseTo(0.1, 2);
    expect(find(checked, 'presage_forecast_interval_coverage_ratio')[0]!.value).toBe(0);
    const [frame] = frames(checked, { refId: 'A', kind: 'forecast' }, job, { from: 0, to: NOW * 1000 });
    expect(frame!.schema.meta.notices!.map(({ text }) => text)).toContainEqual(expect.stringContaining('Do not rely'));
    expect(valid(analyse(observe(series), job, checked))).toEqual([0, ['misses-interval']]);
  });

  it('stands beside what was observed and the error of the backtest', () => {
    const series = growing({}, 980);
    const findings = analyse(observe(series), job, undefined);
    expect(find(findings, 'presage_forecast_observed_value')[0]!.value).toBe(series.values.at(-1));
    expect(find(findings, 'presage_forecast_backtest_error_ratio')[0]!.value).toBeLessThan(0.01);
    expect(find(findings, 'presage_forecast_interval_level_ratio')[0]!.value).toBe(0.95);
  });
});

describe('scenarios', () => {
  const query = { refId: 'A', kind: 'forecast' as const, growth: 2, threshold: 1_010 };
  const range = { from: (NOW - 24 * HOUR) * 1000, to: NOW * 1000 };
  const shown = (series: PrometheusSeries, more: object = {}) =>
    frames(analyse(observe(series), job, undefined), { ...query, ...more }, job, range)[0]!;

  it('add a band that stock panels draw', () => {
    const { fields, meta } = shown(growing({ device: 'sda' }, 980)).schema;
    expect(fields.map(({ name }) => name).slice(5, 8)).toEqual(['scenario', 'scenarioLower', 'scenarioUpper']);
    expect(fields[7]!.config!.custom!.fillBelowTo).toBe(fields[6]!.config!.displayNameFromDS);
    expect(meta.custom.scenario).toMatchObject({ growth: 2, growthOf: 'change', start: NOW * 1000, end: NOW * 1000 });
  });

  it('fill a disk twice as fast, and cross sooner', () => {
    const { schema, data } = shown(growing({}, 980));
    const [, , predicted, , , scenario] = data.values as (number | null)[][];
    expect(scenario!.at(-1)! - 980).toBeCloseTo(2 * (predicted!.at(-1)! - 980), -1);
    const expected = (thresholds: typeof schema.meta.custom.thresholds) =>
      thresholds!.find(({ name }) => name === 'threshold')!.crossing!.expected! / 1000 - NOW;
    const { thresholds, scenario: assumed } = schema.meta.custom;
    expect(expected(assumed!.thresholds) / expected(thresholds)).toBeCloseTo(0.5, 0);
  });

  it('begin with a launch and grow over a ramp', () => {
    const launch = (NOW + 10 * HOUR) * 1000;
    const { schema, data } = shown(growing({}, 980), { launch, ramp: '4h', growthOf: 'level' });
    expect(schema.meta.custom.scenario).toMatchObject({
      start: launch,
      end: launch + 4 * HOUR * 1000,
      growthOf: 'level',
    });
    const [time, , predicted, , , scenario] = data.values as (number | null)[][];
    time!.forEach((at, i) => {
      if (predicted![i] === null) return;
      const factor = scenario![i]! / predicted![i]!;
      if (at! < launch) expect(factor).toBe(1);
      if (at! >= launch + 4 * HOUR * 1000) expect(factor).toBeCloseTo(2);
    });
  });

  it('are left out unless asked for', () => {
    const { fields } = shown(growing({}, 980), { growth: undefined }).schema;
    expect(fields.filter(({ name }) => name.startsWith('scenario'))).toEqual([]);
  });
});

describe('the cap', () => {
  const series = [growing({ device: 'a' }, 800), growing({ device: 'b' }, 700), growing({ device: 'c' }, 600)];

  it('keeps the largest, says how many it left out, and stays with them', () => {
    const first = analyse(observe(...series), job, undefined);
    expect(first.rules[0]!.series.map(({ labels }) => labels.device)).toEqual(['a', 'b']);
    expect(metrics(first, job).dropped).toBe(1);
    const second = analyse(observe(series[0]!, series[1]!, growing({ device: 'c' }, 720)), job, first);
    expect(second.rules[0]!.series.map(({ labels }) => labels.device)).toEqual(['a', 'b']);
  });
});

describe('a repeated run', () => {
  it('keeps the forecast of a series that has no new point', () => {
    const first = analyse(observe(growing({}, 980)), job, undefined);
    const again = analyse(observe(growing({}, 980)), job, first);
    expect(again.rules[0]!.series[0]!.outcome).toBe(first.rules[0]!.series[0]!.outcome);
    const moved = analyse(observe(growing({}, 990)), job, first);
    expect(moved.rules[0]!.series[0]!.outcome).not.toEqual(first.rules[0]!.series[0]!.outcome);
  });
});

describe('frames of forecasts', () => {
  const findings = analyse(observe(growing({ device: 'sda' }, 980)), job, undefined);
  const range = { from: (NOW - 24 * HOUR) * 1000, to: NOW * 1000 };
  const [frame] = frames(findings, { refId: 'A', kind: 'forecast', name: 'disk', threshold: 990 }, job, range);

  it('are wide: the past of the range, then the whole prediction', () => {
    const { fields, meta } = frame!.schema;
    expect(fields.map(({ name }) => name)).toEqual([
      ...['time', 'actual', 'predicted', 'lower', 'upper'],
      ...['lower80', 'upper80', 'lower50', 'upper50'],
    ]);
    expect(meta.type).toBe('timeseries-wide');
    const [time, actual, predicted, lower, upper] = frame!.data.values as (number | null)[][];
    const past = time!.map((value) => value! <= NOW * 1000);
    expect(past.filter(Boolean)).toHaveLength(25);
    past.forEach((isPast, i) => {
      expect(actual![i] === null).toBe(!isPast);
      [predicted, lower, upper].forEach((column) => expect(column![i] === null).toBe(isPast));
    });
    expect(time!.at(-1)).toBeGreaterThanOrEqual((NOW + 48 * HOUR) * 1000);
    expect([...time!].sort((a, b) => a! - b!)).toEqual(time);
  });

  it('carry intervals within that of the level, each within the one before', () => {
    const [, , predicted, ...bounds] = frame!.data.values as (number | null)[][];
    const future = predicted!.flatMap((value, index) => (value === null ? [] : [index]));
    for (const index of future) {
      const [lower95, upper95, lower80, upper80, lower50, upper50] = bounds.map((column) => column[index]!);
      const ascending = [lower95!, lower80!, lower50!, predicted![index]!, upper50!, upper80!, upper95!];
      expect(ascending.toSorted((a, b) => a - b)).toEqual(ascending);
      expect(upper80! - lower80!).toBeLessThan(upper95! - lower95!);
    }
  });

  it('carry no interval that is not narrower than that of the level', () => {
    const narrow = { ...rule, level: 0.8 };
    const observed = { now: NOW, rules: [{ ...observe(growing({}, 980)).rules[0]!, rule: narrow }] };
    const found = analyse(observed, { ...job, config: { ...job.config, rules: [narrow] } }, undefined);
    const [only] = frames(found, { refId: 'A', kind: 'forecast' }, job, range);
    expect(only!.schema.fields.map(({ name }) => name).slice(3)).toEqual(['lower', 'upper', 'lower50', 'upper50']);
  });

  it('fill between the bounds in a stock panel and carry unit and labels', () => {
    const fields = frame!.schema.fields;
    for (const upper of [4, 6, 8]) {
      expect(fields[upper]!.config!.custom!.fillBelowTo).toBe(fields[upper - 1]!.config!.displayNameFromDS);
    }
    expect(fields[2]).toMatchObject({ labels: { device: 'sda' }, config: { unit: 'bytes' } });
  });

  it('explain themselves', () => {
    const custom = frame!.schema.meta.custom;
    expect(custom).toMatchObject({
      presage: 1,
      kind: 'forecast',
      name: 'disk',
      expr: 'disk_used',
      now: NOW * 1000,
      level: 0.95,
    });
    expect(custom.models!.length).toBeGreaterThan(0);
    expect(custom.thresholds!.map(({ name }) => name)).toEqual(['full', 'never', 'passed', 'threshold']);
    const { earliest, expected, latest } = custom.thresholds![3]!.crossing!;
    expect(earliest!).toBeGreaterThanOrEqual(NOW * 1000);
    expect(expected!).toBeGreaterThanOrEqual(earliest!);
    expect(latest!).toBeGreaterThanOrEqual(expected!);
    expect(custom.thresholds![1]!.crossing).toEqual({});
  });

  it('are there for the rule that was asked, and for no other kind', () => {
    expect(frames(findings, { refId: 'A', kind: 'forecast', name: 'other' }, job, range)).toEqual([]);
    expect(frames(findings, { refId: 'A', kind: 'score' }, job, range)).toEqual([]);
    expect(frames(findings, { refId: 'A', kind: 'forecast' }, job, range)).toHaveLength(1);
  });

  it('show a short series with a notice, and refuse it on demand', () => {
    const short = analyse(observe(growing({}, 500, 5)), job, undefined);
    const query = { refId: 'A', kind: 'forecast' as const };
    const [history] = frames(short, query, job, range);
    expect(history!.data.values[1]).toHaveLength(5);
    expect(history!.schema.meta.notices![0]!.text).toContain('Warming up');
    const onDemand = { ...job, config: { ...job.config, window: { from: 0, to: NOW, step: HOUR } } };
    expect(() => frames(short, query, onDemand, range)).toThrow(
      expect.objectContaining({ code: 'PRS_SERIES_TOO_SHORT' }),
    );
  });

  it('explain the prediction', () => {
    const history = growing({}, 500);
    history.values = history.values.map((_, i) => 50 + 20 * Math.sin((2 * Math.PI * i) / 24));
    const [frame] = frames(analyse(observe(history), job, undefined), { refId: 'A', kind: 'forecast' }, job, range);
    const { models, seasons, breakdown } = frame!.schema.meta.custom;
    const { candidates, seasonParts, trend } = breakdown!;
    expect(candidates.flatMap(({ model, weight }) => (weight === undefined ? [] : [model]))).toEqual(models);
    expect(candidates.every(({ weight, dropped }) => (weight === undefined) === (dropped !== undefined))).toBe(true);
    expect(seasonParts.map(({ season }) => season)).toEqual(seasons);
    expect(Object.values(trend).every(Number.isFinite)).toBe(true);
  });

  it('warn of low confidence with the reason', () => {
    const random = noise(3, 1);
    const shaking = growing({}, 500);
    shaking.values = shaking.values.map(() => 50 + random());
    const [warned] = frames(analyse(observe(shaking), job, undefined), { refId: 'A', kind: 'forecast' }, job, range);
    expect(warned!.schema.meta.notices![0]).toMatchObject({
      severity: 'warning',
      text: expect.stringContaining('Low confidence. '),
    });
  });
});
