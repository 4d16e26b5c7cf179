import type { ForecastQuery, InsightQuery } from '@presage/contract/api';
import { parseDuration, type Config, type ForecastRule } from '../../config/config.js';
import type { Job } from '../advisor.js';
import { alignedWindow, readableStep, type QueryWindow } from '../query-window.js';
import { forecastRules } from './capacity.js';

/** What the forecasts advisor does on one Prometheus target. */
export interface ForecastJob {
  rules: ForecastRule[];
  /** Most series that are forecast. */
  maxSeries: number;
  /** Set for a query from the API: the history to read instead of the rule's. */
  window?: QueryWindow;
}

const DAY = 86_400;
/** Points of history that an on-demand forecast aims at. */
const HISTORY_POINTS = 2_000;

/** One job a Prometheus target that a rule names; a rule without a target belongs to the first one. */
export function forecastJobs(config: Config): Job<ForecastJob>[] {
  const { enabled, interval, timeout, max_series } = config.advisors.forecasts;
  const rules = forecastRules(config);
  const first = config.targets.prometheus[0]?.name;
  const targets = [...new Set(rules.map((rule) => rule.target ?? first))].filter((target) => target !== undefined);
  if (!enabled) return [];
  return targets.map((target) => ({
    advisor: 'forecasts',
    target,
    config: { rules: rules.filter((rule) => (rule.target ?? first) === target), maxSeries: max_series },
    intervalSeconds: interval,
    timeoutSeconds: timeout,
  }));
}

/**
 * A job for a query with an expression of its own, or one that wants a configured forecast with another horizon, step,
 * level or bound. Everything else is answered from the findings.
 *
 * The history is at least the range that was asked for, extended to where seasons show: four times a short range, three
 * days from three hours on, two weeks from a day on. Its step is the smallest readable one that keeps it near 2 000
 * points. It ends now, or at the end of the range where that lies in the past; the horizon reaches a later end.
 *
 * @param range Unix milliseconds
 * @param now Unix seconds
 */
export function forecastOnDemand(
  query: InsightQuery,
  config: Config,
  range: { from: number; to: number },
  now: number,
): Job<ForecastJob> | undefined {
  if (query.kind !== 'forecast') return undefined;
  const base = query.expr === undefined ? configured(query, config) : adHoc(query.expr, config);
  const target = query.target ?? base?.target ?? config.targets.prometheus[0]?.name;
  if (!base || target === undefined) return undefined;
  const { rule, window } = sized(query, base, range, now, config.limits.points);
  return {
    advisor: 'forecasts',
    target,
    config: { rules: [rule], maxSeries: config.limits.series, window },
    intervalSeconds: 0,
    timeoutSeconds: config.limits.timeout,
  };
}

function configured(query: ForecastQuery, config: Config): ForecastRule | undefined {
  const differs = [query.horizon, query.step, query.level, query.minimum, query.maximum].some(
    (value) => value !== undefined,
  );
  if (!differs) return undefined;
  const first = config.targets.prometheus[0]?.name;
  const isMeant = (rule: ForecastRule) => query.target === undefined || query.target === (rule.target ?? first);
  return forecastRules(config).find((rule) => rule.name === query.name && isMeant(rule));
}

function adHoc(expr: string, config: Config): ForecastRule {
  return {
    name: expr,
    target: config.targets.prometheus[0]?.name,
    expr,
    step: 0,
    history: 0,
    horizon: 0,
    level: 0.95,
    thresholds: [],
  };
}

function sized(
  query: ForecastQuery,
  base: ForecastRule,
  range: { from: number; to: number },
  now: number,
  maximumPoints: number,
): { rule: ForecastRule; window: QueryWindow } {
  const end = Math.min(range.to / 1000, now);
  const asked = Math.max(60, end - range.from / 1000);
  const history = base.history || extended(asked);
  const wanted =
    query.step === undefined ? base.step || readableStep(history, HISTORY_POINTS) : parseDuration(query.step)!;
  const step = Math.max(1, wanted, readableStep(asked, maximumPoints));
  const horizon = query.horizon === undefined ? base.horizon || asked / 4 : parseDuration(query.horizon)!;
  const threshold = query.threshold;
  return {
    rule: {
      ...base,
      step,
      horizon: Math.max(step, horizon, range.to / 1000 - end),
      level: query.level ?? base.level,
      minimum: query.minimum ?? base.minimum,
      maximum: query.maximum ?? base.maximum,
      thresholds:
        threshold === undefined ? base.thresholds : [{ name: 'threshold', value: threshold, direction: 'above' }],
    },
    window: alignedWindow(end, Math.min(Math.max(asked, history), maximumPoints * step), step),
  };
}

function extended(asked: number): number {
  if (asked >= DAY) return Math.max(asked, 14 * DAY);
  return asked >= 10_800 ? 3 * DAY : 4 * asked;
}
