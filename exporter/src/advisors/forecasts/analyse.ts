import type { ApiError } from '@presage/contract/errors';
import { INNER_BANDS } from '@presage/contract/frames';
import { METRIC_HORIZONS, type MetricHorizon } from '@presage/contract/kinds';
import { headroom } from '../../analysis/capacity/binding.js';
import { createOutlook } from '../../analysis/capacity/outlook.js';
import { pathsOf } from '../../analysis/capacity/paths.js';
import { forecast, type Forecast, type Interval, type TooShort } from '../../analysis/forecasting/forecast.js';
import type { ForecastRule } from '../../config/config.js';
import { mean } from '../../analysis/statistics/moments.js';
import type { Job } from '../advisor.js';
import { publishedLabels, seriesKey } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import { PublishedPast, type Review } from './checks.js';
import type { ForecastJob } from './config.js';
import type { ForecastObservation } from './observe.js';
import { isStillGood, longestReuse } from './reuse.js';
import { shared, type ObservedSeries } from './shared.js';
import { thresholdError, thresholdFinder, type ResolvedThreshold } from './thresholds.js';

/** What the last run found, as metrics and frames need it. Survives structured cloning. */
export interface ForecastFindings {
  /** Unix seconds of the observation. */
  now: number;
  /** Unix seconds of the last comparison of forecasts with what came; absent on demand. */
  checkedAt?: number;
  rules: RuleFindings[];
  /** Series that the cap left out. */
  dropped: number;
}

export interface RuleFindings {
  rule: ForecastRule;
  /** Of the rule's expression, or of one of its thresholds. */
  error?: ApiError;
  series: SeriesFindings[];
}

export interface SeriesFindings extends Review {
  key: string;
  labels: Record<string, string>;
  /** Unix seconds, ascending. */
  times: Float64Array;
  values: Float64Array;
  /** Unix seconds of the last point that the forecast knows. */
  fittedTo: number;
  outcome: KeptForecast | TooShort;
  thresholds: ThresholdFindings[];
}

/** What is kept of a forecast: the prediction with the interval of the rule's level, in memory that threads share. */
export interface KeptForecast
  extends Pick<
    Forecast,
    'status' | 'models' | 'candidates' | 'seasons' | 'parts' | 'backtest' | 'confidence' | 'reasons'
  > {
  /** Unix seconds, ascending. */
  times: Float64Array;
  predicted: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  /** Intervals within, the widest first. */
  inner: InnerBand[];
  /** Factors that the interval was adapted by, at the horizons that have a record. */
  scales: Partial<Record<MetricHorizon, number>>;
}

/** An interval as distances from the prediction, which need half the digits that values would. */
export interface InnerBand {
  level: number;
  below: Float32Array;
  above: Float32Array;
}

/** How a series stands to a threshold. Times in seconds after `fittedTo`. */
export interface ThresholdFindings extends ResolvedThreshold {
  crossing: Crossing;
  /** Time by which it is crossed with each of the published probabilities. */
  times: Partial<Record<CrossingProbability, number>>;
  risk: number;
  headroom: number | undefined;
}

export const CROSSING_PROBABILITIES = ['0.1', '0.5', '0.9'] as const;
/** When a forecast crosses a threshold, in seconds from its start; absent when it does not within the horizon. */
export interface Crossing {
  /** The prediction crosses. */
  expected?: number;
  /** The worst bound of the interval crosses. */
  earliest?: number;
  /** The best bound crosses: by then even the lucky case has. */
  latest?: number;
}

export type CrossingProbability = (typeof CROSSING_PROBABILITIES)[number];

const RESERVED = new Set(['target', 'forecast', 'horizon', 'threshold', 'probability', 'reason', 'resource']);
/** A series without a point in so many steps (and an hour) has ended; nothing is predicted for it. */
const STALE_STEPS = 5;
/** Levels besides that of the rule that give the distribution of which crossings are read. */
const OUTLOOK_LEVELS = [0.5, 0.8, 0.9, 0.98];
const INNER_LEVELS = INNER_BANDS.map(({ level }) => level);

/** Forecasts every live series of every rule. A forecast that is still good is kept (see reuse.ts). */
export function analyse(
  { now, rules, published }: ForecastObservation,
  { config }: Job<ForecastJob>,
  previous: ForecastFindings | undefined,
): ForecastFindings {
  const before = byAddress(previous);
  const candidates = new Map(
    rules.flatMap(({ rule, outcome }) =>
      'error' in outcome
        ? []
        : outcome.value.flatMap((observed) =>
            live(observed, rule, now).map((series) => [address(rule, series.key), { rule, series }] as const),
          ),
    ),
  );
  const ranked = [...candidates].map(([key, { series }]) => ({ key, score: weight(series.values) }));
  const { kept, dropped } = stickyTop(ranked, new Set(before.keys()), config.maxSeries);
  const chosen = new Set(kept);
  const past = published && new PublishedPast(published);
  return {
    now,
    ...checkedAt(now, published, previous),
    dropped,
    rules: rules.map(({ rule, outcome, thresholds }) => {
      const error = 'error' in outcome ? outcome.error : thresholdError(thresholds);
      const findThresholds = thresholdFinder(rule, thresholds);
      return {
        rule,
        ...(error && { error }),
        series: [...candidates]
          .filter(([key, candidate]) => candidate.rule === rule && chosen.has(key))
          .map(([key, { series }]) => {
            const known = before.get(key);
            const limits = findThresholds(series.labels);
            const bounds = boundsOf(series, rule);
            const review = past?.review(rule, series, bounds) ?? reviewOf(known?.series);
            if (known && isStillGood(known, rule, series, limits)) return { ...known.series, ...series, ...review };
            return { ...predict(series, rule, limits, now, { ...review, ...bounds }), ...review };
          }),
      };
    }),
  };
}

function reviewOf(known: SeriesFindings | undefined): Review {
  return { accuracy: known?.accuracy ?? {}, records: known?.records ?? {} };
}

/** When forecasts were last compared with what came; nothing before the first time. */
export function checkedAt(
  now: number,
  published: unknown,
  previous: ForecastFindings | undefined,
): Pick<ForecastFindings, 'checkedAt'> {
  const time = published ? now : previous?.checkedAt;
  return time === undefined ? {} : { checkedAt: time };
}

/** The series of findings by rule and labels. */
export function byAddress(findings: ForecastFindings | undefined) {
  const all = findings?.rules.flatMap(({ rule, series }) =>
    series.map((one) => [address(rule, one.key), { rule, series: one }] as const),
  );
  return new Map(all);
}

export type LiveSeries = Pick<SeriesFindings, 'key' | 'labels' | 'times' | 'values'>;

/** A series under the labels that it is published with; nothing when it has ended. */
export function live({ labels, times, values }: ObservedSeries, rule: ForecastRule, now: number): LiveSeries[] {
  const oldest = now - Math.max(STALE_STEPS * rule.step, 3_600);
  if (times.length === 0 || times[times.length - 1]! < oldest) return [];
  const published = publishedLabels(labels, RESERVED);
  return [{ key: seriesKey(published), labels: published, times, values }];
}

export function address(rule: ForecastRule, key: string): string {
  return `${rule.name}\n${key}`;
}

/** What a series is ranked by where there are too many. */
export function weight(values: Float64Array): number {
  return Math.abs(mean(values));
}

function predict(
  series: LiveSeries,
  rule: ForecastRule,
  limits: ResolvedThreshold[],
  now: number,
  { records, minimum, maximum }: Pick<Review, 'records'> & Bounds,
): Omit<SeriesFindings, keyof Review> {
  const last = series.times[series.times.length - 1]!;
  // one step more, since the next run may come after the first predicted point
  const horizon = rule.horizon + Math.max(0, now - last) + rule.step + longestReuse(rule);
  const outcome = forecast(series, {
    step: rule.step,
    horizon,
    levels: [rule.level, ...(limits.length > 0 ? OUTLOOK_LEVELS : INNER_LEVELS)],
    seasons: rule.seasons ?? 'auto',
    minimum,
    maximum,
    records: Object.values(records),
    now,
  });
  const fitted = { ...series, fittedTo: last };
  if (outcome.status !== 'ok') return { ...fitted, outcome, thresholds: [] };
  return {
    ...fitted,
    outcome: keep(outcome, records, rule.step),
    thresholds: judgeThresholds(series, outcome, limits, rule.level),
  };
}

function keep({ intervals, components: _, ...kept }: Forecast, records: Review['records'], step: number): KeptForecast {
  const interval = intervals[0]!;
  const [times, predicted, lower, upper] = shared(kept.times, kept.predicted, interval.lower, interval.upper);
  const inner = INNER_LEVELS.filter((level) => level < interval.level).map((level) =>
    innerBand(kept.predicted, intervals.find((one) => one.level === level)!),
  );
  const known = (Object.keys(records) as MetricHorizon[]).flatMap((horizon) => {
    const factor = interval.scale?.[Math.round(METRIC_HORIZONS[horizon] / step) - 1];
    return factor === undefined ? [] : [[horizon, factor]];
  });
  return { ...kept, times, predicted, lower, upper, inner, scales: Object.fromEntries(known) };
}

function innerBand(predicted: readonly number[], { level, lower, upper }: Interval): InnerBand {
  const below = new Float32Array(new SharedArrayBuffer(4 * predicted.length));
  const above = new Float32Array(new SharedArrayBuffer(4 * predicted.length));
  for (const [index, value] of predicted.entries()) {
    below[index] = value - lower[index]!;
    above[index] = upper[index]! - value;
  }
  return { level, below, above };
}

type Bounds = Pick<ForecastRule, 'minimum' | 'maximum'>;

/** What was never negative in its whole history is a latency, a count or a size, and stays so. */
function boundsOf({ values }: LiveSeries, { minimum, maximum }: ForecastRule): Bounds {
  return { minimum: minimum ?? (values.every((value) => !(value < 0)) ? 0 : undefined), maximum };
}

/** How a series with this forecast, or under this assumption, stands to each threshold. */
export function judgeThresholds(
  series: Pick<SeriesFindings, 'times' | 'values'>,
  outcome: Parameters<typeof pathsOf>[0],
  limits: readonly ResolvedThreshold[],
  level: number,
  isAssumed = false,
): ThresholdFindings[] {
  if (limits.length === 0) return [];
  const [times, values] = [Array.from(series.times), Array.from(series.values)];
  const outlookOn = createOutlook({ times, values, paths: pathsOf(outcome), isAssumed });
  const current = values[values.length - 1]!;
  return limits.map((limit) => {
    const { at, risk } = outlookOn(limit.value, limit.direction);
    const timesByProbability = CROSSING_PROBABILITIES.flatMap((probability) => {
      const seconds = at(Number(probability));
      return seconds === undefined ? [] : [[probability, seconds]];
    });
    return {
      ...limit,
      crossing: { expected: at(0.5), earliest: at((1 - level) / 2), latest: at((1 + level) / 2) },
      times: Object.fromEntries(timesByProbability) as ThresholdFindings['times'],
      risk,
      headroom: headroom(current, limit.value, limit.direction),
    };
  });
}
