import { METRIC_HORIZONS } from '@presage/contract/kinds';
import type { MetricSample } from '@presage/contract/metrics';
import type { Forecast } from '../../analysis/forecasting/forecast.js';
import type { Job, PublishedMetrics } from '../advisor.js';
import type { ForecastFindings, RuleFindings, SeriesFindings } from './analyse.js';
import type { ForecastJob } from './config.js';

/** Samples of all series: values at the fixed horizons, thresholds, confidence and warm-up. */
export function metrics(findings: ForecastFindings, { target }: Job<ForecastJob>): PublishedMetrics {
  const series = findings.rules.flatMap((rule) => rule.series);
  return {
    samples: findings.rules.flatMap((rule) => ruleSamples(rule, findings.now, target)),
    dropped: findings.dropped,
    warmup: series.length > 0 && series.every(({ outcome }) => outcome.status === 'too-short'),
  };
}

function ruleSamples({ rule, error, series }: RuleFindings, now: number, target: string): MetricSample[] {
  const labels = { target, forecast: rule.name };
  return [
    { name: 'presage_forecast_up', labels, value: error ? 0 : 1 },
    ...rule.thresholds.map(
      ({ name, value }): MetricSample => ({
        name: 'presage_forecast_threshold',
        labels: { ...labels, threshold: name },
        value,
      }),
    ),
    ...series.flatMap((one) => seriesSamples(one, rule, now, { ...one.labels, ...labels })),
  ];
}

function seriesSamples(
  { outcome, times, thresholds }: SeriesFindings,
  rule: RuleFindings['rule'],
  now: number,
  labels: Record<string, string>,
): MetricSample[] {
  const warmup: MetricSample = { name: 'presage_forecast_warmup', labels, value: outcome.status === 'ok' ? 0 : 1 };
  if (outcome.status !== 'ok') return [warmup];
  const age = now - times[times.length - 1]!;
  return [
    warmup,
    { name: 'presage_forecast_confidence_ratio', labels, value: outcome.confidence },
    ...Object.entries(METRIC_HORIZONS)
      .filter(([, seconds]) => seconds <= rule.horizon && seconds >= rule.step)
      .flatMap(([horizon, seconds]) => horizonSamples(outcome, now + seconds, { ...labels, horizon })),
    ...thresholds.flatMap(({ name, crossing: { expected } }): MetricSample[] =>
      expected === undefined
        ? []
        : [
            {
              name: 'presage_forecast_seconds_until_threshold',
              labels: { ...labels, threshold: name },
              value: Math.max(0, expected - age),
            },
          ],
    ),
  ];
}

function horizonSamples(outcome: Forecast, time: number, labels: Record<string, string>): MetricSample[] {
  const { lower, upper } = outcome.intervals[0]!;
  return [
    { name: 'presage_forecast_value', labels, value: valueAt(outcome.times, outcome.predicted, time) },
    { name: 'presage_forecast_lower', labels, value: valueAt(outcome.times, lower, time) },
    { name: 'presage_forecast_upper', labels, value: valueAt(outcome.times, upper, time) },
  ];
}

/** Value of a path between its points on a straight line; NaN (not published) past its end. */
function valueAt(times: number[], values: number[], time: number): number {
  const after = times.findIndex((point) => point >= time);
  if (after <= 0) return after === 0 ? values[0]! : NaN;
  const share = (time - times[after - 1]!) / (times[after]! - times[after - 1]!);
  return values[after - 1]! + share * (values[after]! - values[after - 1]!);
}
