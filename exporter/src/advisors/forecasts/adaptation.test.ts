import { configSchema } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { noise } from '../../../testing/noise.js';
import { allSamples } from '../advisor.js';
import { analyse, type ForecastFindings } from './analyse.js';
import { forecastJobs } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import { sharedSeries } from './shared.js';

const HOUR = 3_600;
const NOW = 1_700_000_000 - (1_700_000_000 % HOUR);
const config = configSchema.parse({
  targets: { prometheus: [{ name: 'main', url: 'http://a' }] },
  advisors: {
    forecasts: {
      rules: [{ name: 'load', expr: 'load', horizon: '2d', thresholds: [{ name: 'high', value: 81 }] }],
    },
  },
});
const job = forecastJobs(config)[0]!;
const rule = job.config.rules[0]!;
const random = noise(3, 2);
const times = Array.from({ length: 20 * 24 }, (_, index) => NOW - (20 * 24 - 1 - index) * HOUR);
const shape = (time: number) => 50 + 20 * Math.sin((2 * Math.PI * time) / 86_400);
const history = sharedSeries({
  labels: { host: 'a' },
  times,
  values: times.map((time) => shape(time) + random()),
});

/** What an exporter published for each of the last days at one horizon, in an interval of `width` to both sides. */
function published(width: number, more: Record<string, number> = {}): PrometheusSeries[] {
  const moments = times.slice(-24);
  const of = (name: string, value: (time: number) => number) => ({
    labels: { __name__: `presage_forecast_${name}`, target: 'main', forecast: 'load', horizon: '1h', host: 'a' },
    times: moments,
    values: moments.map(value),
  });
  return [
    of('value', shape),
    of('lower', (time) => shape(time) - width),
    of('upper', (time) => shape(time) + width),
    ...Object.entries(more).map(([name, value]) => of(name, () => value)),
  ];
}

function run(series: PrometheusSeries[] | undefined, previous?: ForecastFindings): ForecastFindings {
  const rules = [{ rule, outcome: { value: [history] }, thresholds: {} }];
  const past = series && { published: [{ horizon: '1h' as const, series }] };
  return structuredClone(analyse({ now: NOW, rules, ...past }, job, previous));
}
const sample = (findings: ForecastFindings, name: string, horizon?: string) =>
  [...allSamples(metrics(findings, job))].find(
    (one) => one.name === name && (horizon === undefined || one.labels.horizon === horizon) && !Number.isNaN(one.value),
  )?.value;
const width = (findings: ForecastFindings, horizon = '1h') =>
  sample(findings, 'presage_forecast_upper', horizon)! - sample(findings, 'presage_forecast_lower', horizon)!;
const frame = (findings: ForecastFindings) =>
  frames(findings, { refId: 'A', kind: 'forecast', name: 'load' }, job, { from: 0, to: NOW * 1000 })[0]!;

describe('published intervals', () => {
  const alone = run(undefined);

  it('become wider where those before them were too narrow, and say so', () => {
    const findings = run(published(0.5));
    const scale = sample(findings, 'presage_forecast_interval_scale_ratio', '1h')!;
    expect(scale).toBeGreaterThan(1.1);
    expect(width(findings) / width(alone)).toBeCloseTo(scale, 1);
    const notice = frame(findings).schema.meta.notices!.find(({ severity }) => severity === 'info');
    expect(notice!.text).toMatch(/^At 1h ahead intervals are widened to 1\.\d\d times .* of the last 24 points \d+/);
  });

  it('become narrower where those before them were too wide', () => {
    const findings = run(published(8, { interval_scale_ratio: 0.6 }));
    expect(sample(findings, 'presage_forecast_interval_scale_ratio', '1h')).toBeLessThan(0.9);
    expect(width(findings)).toBeLessThan(0.9 * width(alone));
  });

  it('stay as they are without a record, and the factor is absent', () => {
    expect(sample(alone, 'presage_forecast_interval_scale_ratio')).toBeUndefined();
    expect(frame(alone).schema.meta.notices).toEqual([]);
    const other = published(0.5).map((one) => ({ ...one, labels: { ...one.labels, host: 'b' } }));
    expect(width(run(other))).toBe(width(alone));
  });

  it('keep the levels within them inside', () => {
    const [series] = run(published(0.5)).rules[0]!.series;
    if (series!.outcome.status !== 'ok') throw new Error('no forecast');
    const { lower, upper, predicted, inner } = series!.outcome;
    for (const { below, above } of inner) {
      expect(predicted.every((value, index) => value - below[index]! >= lower[index]! - 1e-4)).toBe(true);
      expect(predicted.every((value, index) => value + above[index]! <= upper[index]! + 1e-4)).toBe(true);
    }
  });

  it('change the risk of crossing a threshold with them', () => {
    const risk = (findings: ForecastFindings) => sample(findings, 'presage_forecast_threshold_risk_ratio')!;
    expect(risk(run(published(0.5)))).toBeGreaterThan(risk(alone));
  });

  it('are adapted between the checks of every hour too, and forget a series that is gone', () => {
    const first = run(published(0.5));
    const moved = { ...rule, level: 0.9 };
    const rules = [{ rule: moved, outcome: { value: [history] }, thresholds: {} }];
    const second = analyse({ now: NOW, rules }, job, first);
    expect(second.rules[0]!.series[0]!.records['1h']).toEqual(first.rules[0]!.series[0]!.records['1h']);
    const gone = analyse({ now: NOW, rules: [{ rule, outcome: { value: [] }, thresholds: {} }] }, job, first);
    expect(gone.rules[0]!.series).toEqual([]);
    expect(width(run(undefined, gone))).toBe(width(alone));
  });
});
