import type { AnomalyQuery, InsightQuery } from '@presage/contract/api';
import type { MaintenanceWindow } from '../../analysis/anomaly/maintenance.js';
import { parseDuration, type AnomalyRule, type Config } from '../../config/config.js';
import type { Job } from '../advisor.js';
import { alignedWindow, readableStep, type QueryWindow } from '../query-window.js';

/** What the anomalies advisor does on one Prometheus target. */
export interface AnomalyJob {
  rules: AnomalyRule[];
  /** Most series that are scored. */
  maxSeries: number;
  /** What happens in these is neither scored nor learnt. */
  maintenance: readonly MaintenanceWindow[];
  /** Verdicts that the findings hold a series. */
  retained: number;
  /** Set for a query from the API: what to read instead of the rule's history. */
  window?: QueryWindow;
}

const DAY = 86_400;
/** Verdicts that the findings of a configured rule hold: two days at five minutes, less where series are very many. */
export const RETAINED = 576;
const RETAINED_IN_ALL = 1_000_000;
const LEAST_RETAINED = 60;
/** Points of the asked range that an on-demand query aims at. */
const RANGE_POINTS = 1_000;

/** One job a Prometheus target that a rule names; a rule without a target belongs to the first one. */
export function anomalyJobs(config: Config): Job<AnomalyJob>[] {
  const { enabled, rules, interval, timeout, max_series, maintenance } = config.advisors.anomalies;
  const first = config.targets.prometheus[0]?.name;
  const targets = [...new Set(rules.map((rule) => rule.target ?? first))].filter((target) => target !== undefined);
  if (!enabled) return [];
  return targets.map((target) => ({
    advisor: 'anomalies',
    target,
    config: {
      rules: rules.filter((rule) => (rule.target ?? first) === target),
      maxSeries: max_series,
      maintenance,
      retained: retainedBy(config),
    },
    intervalSeconds: interval,
    timeoutSeconds: timeout,
  }));
}

/**
 * A job for a query with an expression of its own, or one that wants a configured rule with another step or
 * sensitivity, or further back than the findings reach. It scores the asked range after learning from up to a week of
 * history before it, less where the limit of points does not allow that.
 *
 * @param range Unix milliseconds
 * @param now Unix seconds
 */
export function anomalyOnDemand(
  query: InsightQuery,
  config: Config,
  range: { from: number; to: number },
  now: number,
): Job<AnomalyJob> | undefined {
  if (query.kind !== 'anomaly') return undefined;
  const base = query.expr === undefined ? configured(query, config, range, now) : adHoc(query.expr, config);
  const target = query.target ?? base?.target ?? config.targets.prometheus[0]?.name;
  if (!base || target === undefined) return undefined;
  const end = Math.min(range.to / 1000, now);
  const asked = Math.max(60, end - range.from / 1000);
  const wanted = query.step === undefined ? base.step || readableStep(asked, RANGE_POINTS) : parseDuration(query.step)!;
  const step = Math.max(1, wanted, readableStep(asked, config.limits.points));
  const window = alignedWindow(
    end,
    Math.min(asked + Math.max(base.history, 7 * base.season), config.limits.points * step),
    step,
  );
  return {
    advisor: 'anomalies',
    target,
    config: {
      rules: [{ ...base, step, sensitivity: query.sensitivity ?? base.sensitivity }],
      maxSeries: config.limits.series,
      maintenance: config.advisors.anomalies.maintenance,
      retained: Math.ceil(asked / step) + 1,
      window,
    },
    intervalSeconds: 0,
    timeoutSeconds: config.limits.timeout,
  };
}

function configured(
  query: AnomalyQuery,
  config: Config,
  range: { from: number; to: number },
  now: number,
): AnomalyRule | undefined {
  const rule = config.advisors.anomalies.rules.find(({ name }) => name === query.name);
  if (!rule) return undefined;
  const held = range.from / 1000 >= now - retainedBy(config) * rule.step;
  return held && query.step === undefined && query.sensitivity === undefined ? undefined : rule;
}

function retainedBy({ advisors }: Config): number {
  return Math.max(LEAST_RETAINED, Math.min(RETAINED, Math.floor(RETAINED_IN_ALL / advisors.anomalies.max_series)));
}

function adHoc(expr: string, config: Config): AnomalyRule {
  return {
    name: expr,
    target: config.targets.prometheus[0]?.name,
    expr,
    step: 0,
    history: 0,
    season: DAY,
    sensitivity: 'medium',
    direction: 'both',
    minimum_deviation: 0,
    minimum_relative_deviation: 0,
    absent: false,
    alarm: { points: 1, of: 1, refractory: 0 },
    normal: [],
  };
}
