import type { MetricHorizon } from '@presage/contract/kinds';
import type { MetricSample } from '@presage/contract/metrics';
import { bindingFirst } from '../../analysis/capacity/binding.js';
import { mean } from '../../analysis/statistics/moments.js';
import type { Job, PublishedMetrics } from '../advisor.js';
import type { ForecastFindings, KeptForecast, RuleFindings, SeriesFindings, ThresholdFindings } from './analyse.js';
import { publishedHorizons } from './checks.js';
import type { ForecastJob } from './config.js';
import { problemsOf } from './problems.js';

type Labels = Record<string, string>;

/** Samples of all series: values at the fixed horizons, thresholds, accuracy, confidence and whether they are valid. */
export function metrics(findings: ForecastFindings, { target }: Job<ForecastJob>): PublishedMetrics {
  const series = findings.rules.flatMap((rule) => rule.series);
  return {
    samples: [...findings.rules.flatMap((rule) => ruleSamples(rule, target)), ...bindingSamples(findings, target)],
    further: () => samplesOfSeries(findings, target),
    dropped: findings.dropped,
    warmup: series.length > 0 && series.every(({ outcome }) => outcome.status === 'too-short'),
  };
}

function ruleSamples({ rule, error }: RuleFindings, target: string): MetricSample[] {
  const labels = { target, forecast: rule.name };
  return [
    { name: 'presage_forecast_up', labels, value: error ? 0 : 1 },
    { name: 'presage_forecast_interval_level_ratio', labels, value: rule.level },
  ];
}

function* samplesOfSeries({ rules, now }: ForecastFindings, target: string): Generator<MetricSample> {
  for (const { rule, series } of rules) {
    for (const one of series) {
      yield* seriesSamples(one, rule, now, { ...one.labels, target, forecast: rule.name });
    }
  }
}

function seriesSamples(
  series: SeriesFindings,
  rule: RuleFindings['rule'],
  now: number,
  labels: Labels,
): MetricSample[] {
  const { outcome, thresholds, fittedTo, values } = series;
  const problems = problemsOf(series, rule, now);
  const samples: MetricSample[] = [
    { name: 'presage_forecast_observed_value', labels, value: values[values.length - 1]! },
    { name: 'presage_forecast_warmup', labels, value: outcome.status === 'ok' ? 0 : 1 },
    { name: 'presage_forecast_valid', labels, value: problems.length === 0 ? 1 : 0 },
    ...problems.map(
      (reason): MetricSample => ({ name: 'presage_forecast_invalid_info', labels: { ...labels, reason }, value: 1 }),
    ),
    ...accuracySamples(series, labels),
  ];
  if (outcome.status !== 'ok') return samples;
  return [
    ...samples,
    { name: 'presage_forecast_confidence_ratio', labels, value: outcome.confidence },
    { name: 'presage_forecast_backtest_error_ratio', labels, value: backtestError(outcome, values) },
    ...publishedHorizons(rule).flatMap(([horizon, seconds]) =>
      horizonSamples(outcome, now + seconds, horizon, { ...labels, horizon }),
    ),
    ...thresholds.flatMap((threshold) =>
      thresholdSamples(threshold, now - fittedTo, { ...labels, threshold: threshold.name }),
    ),
  ];
}

function accuracySamples({ accuracy }: SeriesFindings, labels: Labels): MetricSample[] {
  return (Object.keys(accuracy) as MetricHorizon[]).flatMap((horizon) => {
    const { errorRatio = NaN, coverageRatio } = accuracy[horizon]!;
    const own = { ...labels, horizon };
    return [
      { name: 'presage_forecast_error_ratio', labels: own, value: errorRatio },
      { name: 'presage_forecast_interval_coverage_ratio', labels: own, value: coverageRatio },
    ];
  });
}

/** NaN (not published) without a backtest, or where the series is zero throughout. */
function backtestError({ backtest }: KeptForecast, values: Float64Array): number {
  const scale = mean(values.map(Math.abs));
  return backtest.meanAbsoluteError === undefined || scale === 0 ? NaN : backtest.meanAbsoluteError / scale;
}

function horizonSamples(
  { times, predicted, lower, upper, scales }: KeptForecast,
  time: number,
  horizon: MetricHorizon,
  labels: Labels,
): MetricSample[] {
  return [
    { name: 'presage_forecast_value', labels, value: valueAt(times, predicted, time) },
    { name: 'presage_forecast_lower', labels, value: valueAt(times, lower, time) },
    { name: 'presage_forecast_upper', labels, value: valueAt(times, upper, time) },
    { name: 'presage_forecast_interval_scale_ratio', labels, value: scales[horizon] ?? NaN },
  ];
}

/** @param age seconds that have passed since the times of the crossing were counted */
function thresholdSamples(threshold: ThresholdFindings, age: number, labels: Labels): MetricSample[] {
  const { value, crossing, times, risk, headroom = NaN } = threshold;
  const samples: MetricSample[] = [
    { name: 'presage_forecast_threshold', labels, value },
    { name: 'presage_forecast_threshold_risk_ratio', labels, value: risk },
    { name: 'presage_forecast_headroom_ratio', labels, value: headroom },
    ...Object.entries(times).map(
      ([probability, seconds]): MetricSample => ({
        name: 'presage_forecast_threshold_crossing_seconds',
        labels: { ...labels, probability },
        value: Math.max(0, seconds - age),
      }),
    ),
  ];
  if (crossing.expected === undefined) return samples;
  const until = Math.max(0, crossing.expected - age);
  return [...samples, { name: 'presage_forecast_seconds_until_threshold', labels, value: until }];
}

/** The one resource of the target that runs out first. */
function bindingSamples({ rules, now }: ForecastFindings, target: string): MetricSample[] {
  const resources = rules.flatMap(({ rule, series }) =>
    rule.resource === undefined
      ? []
      : series.flatMap(({ labels, thresholds, fittedTo }) =>
          thresholds.map(({ name, crossing, risk, headroom }) => ({
            labels: { ...labels, target, resource: rule.resource!, forecast: rule.name, threshold: name },
            seconds: crossing.expected === undefined ? undefined : Math.max(0, crossing.expected - (now - fittedTo)),
            risk,
            headroom,
          })),
        ),
  );
  const first = bindingFirst(resources);
  if (!first) return [];
  const { labels, risk, seconds = NaN } = first;
  return [
    { name: 'presage_capacity_binding_risk_ratio', labels, value: risk },
    { name: 'presage_capacity_binding_seconds', labels, value: seconds },
  ];
}

/** Value of a path between its points on a straight line; NaN (not published) past its end. */
function valueAt(times: Float64Array, values: Float64Array, time: number): number {
  const after = times.findIndex((point) => point >= time);
  if (after <= 0) return after === 0 ? values[0]! : NaN;
  const share = (time - times[after - 1]!) / (times[after]! - times[after - 1]!);
  return values[after - 1]! + share * (values[after]! - values[after - 1]!);
}
