import { METRIC_HORIZONS, type MetricHorizon } from '@presage/contract/kinds';
import { accuracyOf, type Accuracy } from '../../analysis/capacity/accuracy.js';
import type { IntervalRecord } from '../../analysis/forecasting/adaptation.js';
import type { ForecastRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { alignedWindow } from '../query-window.js';
import { seriesKey } from '../series-labels.js';
import type { ForecastFindings } from './analyse.js';
import type { ForecastJob } from './config.js';
import type { PublishedForecasts } from './observe.js';
import { recordOf, type TimedCheck } from './records.js';
import type { ObservedSeries } from './shared.js';

/** How good the published forecasts of one series were, by horizon. */
export type SeriesAccuracy = Partial<Record<MetricHorizon, Accuracy>>;

/** What the published forecasts of one series tell. */
export interface Review {
  accuracy: SeriesAccuracy;
  /** By which the next intervals are adapted. */
  records: Partial<Record<MetricHorizon, IntervalRecord>>;
}

const HOUR = 3_600;
const DAY = 86_400;
/** The stretch of the past that is checked, and the distance of the checks: the further ahead, the slower. */
const SPANS: Record<MetricHorizon, { length: number; step: number }> = {
  '1h': { length: DAY, step: HOUR / 2 },
  '6h': { length: 3 * DAY, step: HOUR },
  '24h': { length: 7 * DAY, step: 3 * HOUR },
  '7d': { length: 28 * DAY, step: 12 * HOUR },
  '30d': { length: 28 * DAY, step: 12 * HOUR },
  '90d': { length: 28 * DAY, step: 12 * HOUR },
};
/** Seconds between two checks. */
const CHECK_INTERVAL = HOUR;
/** Fewer say nothing. */
const FEWEST_CHECKS = 12;
/** Most values of one answer, so that reading it holds nothing up; fewer checks each where there are many series. */
const MOST_VALUES = 60_000;
/** Metrics that tell of one published forecast. */
const PUBLISHED = ['value', 'lower', 'upper', 'interval_scale_ratio'] as const;

/** Whether an hour has passed since forecasts were last compared with what came. */
export function isCheckDue(now: number, previous: ForecastFindings | undefined): boolean {
  return previous?.checkedAt === undefined || now - previous.checkedAt >= CHECK_INTERVAL;
}

/** The horizons of the metrics that a rule is published for. */
export function publishedHorizons(rule: ForecastRule): [MetricHorizon, number][] {
  const all = Object.entries(METRIC_HORIZONS) as [MetricHorizon, number][];
  return all.filter(([, seconds]) => seconds <= rule.horizon && seconds >= rule.step);
}

/**
 * For each horizon, what we published that long before each of some moments. Prometheus is the memory: this survives
 * restarts, and tells of every exporter that published under the name of the target.
 */
export function checkQueries({ target, config }: Job<ForecastJob>, now: number) {
  const horizons = new Map(config.rules.flatMap(publishedHorizons));
  return [...horizons].map(([horizon, seconds]) => {
    const { length, step } = SPANS[horizon];
    const stride = Math.max(1, Math.ceil((PUBLISHED.length * config.maxSeries * (length / step)) / MOST_VALUES));
    const matchers = `__name__=~"presage_forecast_(${PUBLISHED.join('|')})",target=${JSON.stringify(target)},horizon="${horizon}"`;
    const request = {
      expr: `{${matchers}} offset ${seconds}s`,
      ...alignedWindow(now, length, step * stride),
      maxSeries: PUBLISHED.length * 5 * config.maxSeries,
    };
    return { horizon, request };
  });
}

type Predictions = Partial<Record<(typeof PUBLISHED)[number], PrometheusSeries>>;

/** What was published of one series for one horizon, under the labels that Prometheus has. */
interface PublishedSeries {
  horizon: MetricHorizon;
  labels: Record<string, string>;
  found: Predictions;
}

/** Compares what was published with the histories of now; found by rule and by the labels of a series. */
export class PublishedPast {
  /** By forecast, then by each label; all of a forecast under the empty text. */
  readonly #byForecast = new Map<string, Map<string, PublishedSeries[]>>();
  readonly #known = new Map<string, Predictions>();

  constructor(published: readonly PublishedForecasts[]) {
    for (const { horizon, series } of published) this.add(horizon, series);
  }

  add(horizon: MetricHorizon, series: readonly PrometheusSeries[]): void {
    for (const one of series) {
      const { __name__: name = '', forecast = '', ...labels } = one.labels;
      const key = `${horizon}\n${forecast}\n${seriesKey(labels)}`;
      let found = this.#known.get(key);
      if (!found) {
        this.#known.set(key, (found = {}));
        this.#index(forecast, { horizon, labels, found });
      }
      found[name.replace('presage_forecast_', '') as keyof Predictions] = one;
    }
  }

  /** How the forecasts of one series went; a horizon with fewer than 12 comparisons is absent. */
  review(
    rule: ForecastRule,
    series: Pick<ObservedSeries, 'labels' | 'times' | 'values'>,
    bounds: { minimum?: number; maximum?: number } = rule,
  ): Review {
    const review: Review = { accuracy: {}, records: {} };
    const entries = this.#of(rule, series.labels);
    if (entries.length === 0) return review;
    const actual = new Map(Array.from(series.times, (time, index) => [time, series.values[index]!]));
    for (const { horizon, found } of entries) {
      if (review.accuracy[horizon] !== undefined) continue;
      const checks = checksOf(found, actual);
      if (checks.length < FEWEST_CHECKS) continue;
      review.accuracy[horizon] = accuracyOf(checks);
      review.records[horizon] = recordOf(horizon, checks, rule, bounds);
    }
    return review;
  }

  /** What was published of one series, as it was read. */
  publishedOf(rule: ForecastRule, labels: Record<string, string>): PublishedForecasts[] {
    return this.#of(rule, labels).map(({ horizon, found }) => ({ horizon, series: Object.values(found) }));
  }

  #index(forecast: string, published: PublishedSeries): void {
    const byLabel = this.#byForecast.get(forecast) ?? new Map<string, PublishedSeries[]>();
    this.#byForecast.set(forecast, byLabel);
    // without honor_labels the scrape renames what collides
    const labels = Object.entries(published.labels).map(
      ([name, value]) => `${name.replace(/^exported_/, '')}=${value}`,
    );
    for (const key of ['', ...labels]) {
      const own = byLabel.get(key);
      if (own) own.push(published);
      else byLabel.set(key, [published]);
    }
  }

  /** Those that carry all labels of a series, looked for among those of its rarest label. */
  #of(rule: ForecastRule, labels: Record<string, string>): PublishedSeries[] {
    const byLabel = this.#byForecast.get(rule.name);
    if (!byLabel) return [];
    const keys = ['', ...Object.entries(labels).map(([name, value]) => `${name.replace(/^exported_/, '')}=${value}`)];
    const lists = keys.map((key) => byLabel.get(key) ?? []);
    const fewest = lists.reduce((least, list) => (list.length < least.length ? list : least));
    return fewest.filter((published) => carries(published.labels, labels));
  }
}

/** Whether the labels that Prometheus gave are those of our series, and maybe more: those of the scrape. */
function carries(given: Record<string, string>, own: Record<string, string>): boolean {
  // without honor_labels the scrape renames what collides
  return Object.entries(own).every(([label, value]) => given[label] === value || given[`exported_${label}`] === value);
}

function checksOf(found: Predictions, actual: ReadonlyMap<number, number>): TimedCheck[] {
  const { value, lower, upper, interval_scale_ratio: scale } = found;
  if (!value || !lower || !upper) return [];
  const [lowers, uppers] = [pointsOf(lower), pointsOf(upper)];
  // not adapted is not published
  const scales = scale ? pointsOf(scale) : new Map<number, number>();
  return value.times.flatMap((time, index) => {
    const [came, low, high] = [actual.get(time), lowers.get(time), uppers.get(time)];
    if (came === undefined || low === undefined || high === undefined) return [];
    return [
      { time, predicted: value.values[index]!, lower: low, upper: high, actual: came, scale: scales.get(time) ?? 1 },
    ];
  });
}

function pointsOf({ times, values }: PrometheusSeries): Map<number, number> {
  return new Map(times.map((time, index) => [time, values[index]!]));
}
