import { configSchema } from '../../config/config.js';
import { METRICS } from '@presage/contract/metrics';
import type { PrometheusSeries } from '../../sources/source.js';
import { noise } from '../../../testing/noise.js';
import { analyse, type ForecastFindings } from './analyse.js';
import { forecastJobs } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import type { ForecastObservation } from './observe.js';

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
  rules: [{ rule, outcome: { value } }],
});
const find = (findings: ForecastFindings, name: string, labels: Record<string, string> = {}) =>
  metrics(findings, job).samples.filter(
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
    for (const { name, labels } of metrics(findings, job).samples) {
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
    const failed = analyse({ now: NOW, rules: [{ rule, outcome: { error } }] }, job, undefined);
    expect(find(failed, 'presage_forecast_up')[0]!.value).toBe(0);
    expect(find(findings, 'presage_forecast_up')[0]!.value).toBe(1);
    expect(() => frames(failed, { refId: 'A', kind: 'forecast', name: 'disk' }, job, { from: 0, to: 1 })).toThrow(
      'parse error',
    );
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
    const again = analyse(observe(growing({}, 980)), job, structuredClone(first));
    expect(again.rules[0]!.series[0]!.outcome).toEqual(first.rules[0]!.series[0]!.outcome);
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
    expect(fields.map(({ name }) => name)).toEqual(['time', 'actual', 'predicted', 'lower', 'upper']);
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

  it('fill between the bounds in a stock panel and carry unit and labels', () => {
    const fields = frame!.schema.fields;
    expect(fields[4]!.config!.custom!.fillBelowTo).toBe(fields[3]!.config!.displayNameFromDS);
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
