import type { ChangeQuery, InsightQuery } from '@presage/contract/api';
import { parseDuration, type ChangeRule, type Config } from '../../config/config.js';
import type { Job } from '../advisor.js';
import { alignedWindow, readableStep, type QueryWindow } from '../query-window.js';

/** What the changes advisor does on one Prometheus target. */
export interface ChangeJob {
  rules: ChangeRule[];
  /** Most series that are looked at. */
  maxSeries: number;
  /** Set for a query from the API: what to read instead of the rule's history. */
  window?: QueryWindow;
  /** Set for a gate: what is judged. */
  gate?: GateCut;
}

/** What a gate compares. Times in Unix seconds. */
export interface GateCut {
  /** The first moment that is judged, a multiple of the step. */
  at: number;
  /** PromQL to compare with over the same time; absent: the time before. */
  baseline?: string;
}

/** Points of the asked range that an on-demand query aims at. */
const RANGE_POINTS = 1_000;

/** One job a Prometheus target that a rule names; a rule without a target belongs to the first one. */
export function changeJobs(config: Config): Job<ChangeJob>[] {
  const { enabled, rules, interval, timeout, max_series } = config.advisors.changes;
  const first = config.targets.prometheus[0]?.name;
  const targets = [...new Set(rules.map((rule) => rule.target ?? first))].filter((target) => target !== undefined);
  if (!enabled) return [];
  return targets.map((target) => ({
    advisor: 'changes',
    target,
    config: { rules: rules.filter((rule) => (rule.target ?? first) === target), maxSeries: max_series },
    intervalSeconds: interval,
    timeoutSeconds: timeout,
  }));
}

/** A job for a query with an expression of its own: the changes within the asked range. `range` in Unix milliseconds. */
export function changeOnDemand(
  query: InsightQuery,
  config: Config,
  range: { from: number; to: number },
  now: number,
): Job<ChangeJob> | undefined {
  if (query.kind !== 'change' || query.expr === undefined) return undefined;
  const target = query.target ?? config.targets.prometheus[0]?.name;
  if (target === undefined) return undefined;
  const end = Math.min(range.to / 1000, now);
  const asked = Math.max(60, end - range.from / 1000);
  const wanted = query.step === undefined ? readableStep(asked, RANGE_POINTS) : parseDuration(query.step)!;
  const step = Math.max(1, wanted, readableStep(asked, config.limits.points));
  return {
    advisor: 'changes',
    target,
    config: {
      rules: [adHoc(query, query.expr, step, asked)],
      maxSeries: config.limits.series,
      window: alignedWindow(end, asked, step),
    },
    intervalSeconds: 0,
    timeoutSeconds: config.limits.timeout,
  };
}

function adHoc({ name }: ChangeQuery, expr: string, step: number, history: number): ChangeRule {
  return {
    name: name ?? expr,
    expr,
    step,
    history,
    direction: 'none',
    minimum_effect: 0.05,
    confidence: 0.99,
    before: 3_600,
    after: 1_800,
  };
}
