import type { ForecastThreshold } from '@presage/contract/frames';
import type { ApiError } from '@presage/contract/errors';
import { thresholdCrossing, type Crossing } from '../../analysis/forecasting/crossing.js';
import { forecast, type Forecast, type TooShort } from '../../analysis/forecasting/forecast.js';
import type { ForecastRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { publishedLabels, seriesKey } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import type { ForecastJob } from './config.js';
import type { ForecastObservation } from './observe.js';

/** What the last run found, as metrics and frames need it. Survives structured cloning. */
export interface ForecastFindings {
  /** Unix seconds of the observation. */
  now: number;
  rules: RuleFindings[];
  /** Series that the cap left out. */
  dropped: number;
}

export interface RuleFindings {
  rule: ForecastRule;
  error?: ApiError;
  series: SeriesFindings[];
}

export interface SeriesFindings {
  key: string;
  labels: Record<string, string>;
  /** Unix seconds, ascending. */
  times: number[];
  values: number[];
  outcome: Forecast | TooShort;
  thresholds: { name: string; value: number; direction: ForecastThreshold['direction']; crossing: Crossing }[];
}

const RESERVED = new Set(['target', 'forecast', 'horizon', 'threshold']);
/** A series without a point in so many steps (and an hour) has ended; nothing is predicted for it. */
const STALE_STEPS = 5;

/**
 * Forecasts every live series of every rule. A series whose points did not change since the previous run keeps its forecast.
 */
export function analyse(
  { now, rules }: ForecastObservation,
  { config }: Job<ForecastJob>,
  previous: ForecastFindings | undefined,
): ForecastFindings {
  const before = new Map(
    previous?.rules.flatMap(({ rule, series }) => series.map((one) => [address(rule, one.key), { rule, series: one }])),
  );
  const candidates = new Map(
    rules.flatMap(({ rule, outcome }) =>
      'error' in outcome
        ? []
        : live(outcome.value, rule, now).map((series) => [address(rule, series.key), { rule, series }]),
    ),
  );
  const ranked = [...candidates].map(([key, { series }]) => ({ key, score: weight(series.values) }));
  const { kept, dropped } = stickyTop(ranked, new Set(before.keys()), config.maxSeries);
  const chosen = new Set(kept);
  return {
    now,
    dropped,
    rules: rules.map(({ rule, outcome }) => ({
      rule,
      ...('error' in outcome && { error: outcome.error }),
      series: [...candidates]
        .filter(([key, candidate]) => candidate.rule === rule && chosen.has(key))
        .map(([key, { series }]) => {
          const known = before.get(key);
          return known && unchanged(known, rule, series) ? known.series : predict(series, rule, now);
        }),
    })),
  };
}

type LiveSeries = Pick<SeriesFindings, 'key' | 'labels' | 'times' | 'values'>;

function live(answer: PrometheusSeries[], rule: ForecastRule, now: number): LiveSeries[] {
  const oldest = now - Math.max(STALE_STEPS * rule.step, 3_600);
  return answer.flatMap(({ labels, times, values }) => {
    if (times.length === 0 || times[times.length - 1]! < oldest) return [];
    const published = publishedLabels(labels, RESERVED);
    return [{ key: seriesKey(published), labels: published, times, values }];
  });
}

function address(rule: ForecastRule, key: string): string {
  return `${rule.name}\n${key}`;
}

function weight(values: number[]): number {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? 0 : Math.abs(finite.reduce((sum, value) => sum + value / finite.length, 0));
}

function unchanged(
  known: { rule: ForecastRule; series: SeriesFindings },
  rule: ForecastRule,
  series: LiveSeries,
): boolean {
  return (
    known.series.times.at(-1) === series.times.at(-1) &&
    known.series.times.length === series.times.length &&
    known.series.values.every((value, index) => Object.is(value, series.values[index])) &&
    JSON.stringify(known.rule) === JSON.stringify(rule)
  );
}

function predict(series: LiveSeries, rule: ForecastRule, now: number): SeriesFindings {
  const last = series.times[series.times.length - 1]!;
  // one step more, since the next run may come after the first predicted point
  const horizon = rule.horizon + Math.max(0, now - last) + rule.step;
  const outcome = forecast(series, {
    step: rule.step,
    horizon,
    levels: [rule.level],
    seasons: rule.seasons ?? 'auto',
    minimum: rule.minimum ?? naturalMinimum(series.values),
    maximum: rule.maximum,
  });
  return { ...series, outcome, thresholds: crossings(series, rule, outcome) };
}

/** What was never negative in its whole history is a latency, a count or a size, and stays so. */
function naturalMinimum(values: number[]): number | undefined {
  return values.every((value) => !(value < 0)) ? 0 : undefined;
}

function crossings(series: LiveSeries, rule: ForecastRule, outcome: Forecast | TooShort): SeriesFindings['thresholds'] {
  if (outcome.status !== 'ok') return [];
  const { lower, upper } = outcome.intervals[0]!;
  const current = series.values.findLast(Number.isFinite)!;
  return rule.thresholds.map(({ name, value, direction }) => ({
    name,
    value,
    direction,
    crossing: thresholdCrossing(
      { current, step: rule.step, predicted: outcome.predicted, lower, upper },
      value,
      direction,
    ),
  }));
}
