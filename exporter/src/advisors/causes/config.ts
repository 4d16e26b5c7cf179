import type { InsightQuery } from '@presage/contract/api';
import { parseDuration, type CauseRule, type Config, type CorrelationRule } from '../../config/config.js';
import type { Job } from '../advisor.js';
import { alignedWindow, readableStep, type QueryWindow } from '../query-window.js';

/** A rule, or a question from the API. */
export interface CauseQuestion extends CauseRule {
  /** Set for a question: what is read, and where the asked range begins, in Unix seconds. */
  asked?: { window: QueryWindow; from: number };
}

/** What the causes advisor does on one Prometheus target. */
export interface CauseJob {
  questions: CauseQuestion[];
  correlations: CorrelationRule[];
  /** Most causes of a question, and most correlations. */
  maxSeries: number;
}

/** Points of the asked range that a query aims at. */
const RANGE_POINTS = 300;

/** One job a Prometheus target that a rule names; a rule without a target belongs to the first one. */
export function causeJobs(config: Config): Job<CauseJob>[] {
  const { enabled, rules, correlations, interval, timeout, max_series } = config.advisors.causes;
  const first = config.targets.prometheus[0]?.name;
  const targetOf = (rule: CauseRule | CorrelationRule) => rule.target ?? first;
  const targets = [...new Set([...rules, ...correlations].map(targetOf))].filter((target) => target !== undefined);
  if (!enabled) return [];
  return targets.map((target) => ({
    advisor: 'causes',
    target,
    config: {
      questions: rules.filter((rule) => targetOf(rule) === target),
      correlations: correlations.filter((rule) => targetOf(rule) === target),
      maxSeries: max_series,
    },
    intervalSeconds: interval,
    timeoutSeconds: timeout,
  }));
}

/**
 * A job for a query with an expression of its own: the asked range, and as long before it to know what is usual.
 *
 * @param range Unix milliseconds
 * @param now Unix seconds
 */
export function causeOnDemand(
  query: InsightQuery,
  config: Config,
  range: { from: number; to: number },
  now: number,
): Job<CauseJob> | undefined {
  if (query.kind !== 'cause' || query.expr === undefined) return undefined;
  const target = query.target ?? config.targets.prometheus[0]?.name;
  if (target === undefined) return undefined;
  const end = Math.min(range.to / 1000, now);
  const asked = Math.max(60, end - range.from / 1000);
  const wanted = query.step === undefined ? readableStep(asked, RANGE_POINTS) : parseDuration(query.step)!;
  const step = Math.max(1, wanted, readableStep(2 * asked, config.limits.points));
  const question: CauseQuestion = {
    name: query.name ?? query.expr,
    expr: query.expr,
    among: query.among ?? query.expr,
    step,
    history: 2 * asked,
    asked: { window: alignedWindow(end, 2 * asked, step), from: end - asked },
  };
  return {
    advisor: 'causes',
    target,
    config: { questions: [question], correlations: [], maxSeries: config.limits.series },
    intervalSeconds: 0,
    timeoutSeconds: config.limits.timeout,
  };
}
