import type { AnomalyRule } from '../../config/config.js';
import type { PrometheusSeries, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { deploymentsOf, type Deployment } from '../changes/deployments.js';
import { alignedWindow } from '../query-window.js';
import { askEach, type RuleOutcome } from '../rule-failure.js';
import type { AnomalyFindings } from './analyse.js';
import type { AnomalyJob } from './config.js';

/** The new points of all rules at one moment. */
export interface AnomalyObservation {
  /** Unix seconds. */
  now: number;
  rules: { rule: AnomalyRule; outcome: RuleOutcome<RulePoints> }[];
}

export interface RulePoints {
  series: PrometheusSeries[];
  /** Unix seconds up to which the rule has been read. */
  until: number;
  /** Deployments of the last day; absent where the rule names none, or nothing new was read. */
  deployments?: Deployment[];
}

/** More series than this many times the cap are not even read. */
const READ_FACTOR = 5;
const DEPLOYED_WITHIN = 86_400;
const MOST_MARKERS = 1_000;
const MOST_DEPLOYMENTS = 100;

/** The whole history on the first run of a rule, later what came since. */
export async function observe(
  job: Job<AnomalyJob>,
  sources: Sources,
  signal: AbortSignal,
  previous: AnomalyFindings | undefined,
): Promise<AnomalyObservation> {
  const source = sources.prometheus(job.target);
  const { maxSeries, rules, window: fixed } = job.config;
  const now = Date.now() / 1000;
  const deployed = async ({ step, version_label }: AnomalyRule, expr: string, to: number) => {
    const window = { from: to - Math.ceil(DEPLOYED_WITHIN / step) * step, to, step };
    const series = await source.range({ expr, ...window, maxSeries: MOST_MARKERS }, signal);
    return deploymentsOf(series, window, version_label).slice(-MOST_DEPLOYMENTS);
  };
  const answers = await askEach(rules, async (rule): Promise<RulePoints> => {
    const window = fixed ?? alignedWindow(now, rule.history, rule.step);
    const from = Math.max(window.from, sinceLast(rule, previous) ?? window.from);
    if (from > window.to) return { series: [], until: window.to };
    const request = { expr: rule.expr, from, to: window.to, step: rule.step, maxSeries: maxSeries * READ_FACTOR };
    const [series, deployments] = await Promise.all([
      source.range(request, signal),
      rule.deployment === undefined ? undefined : deployed(rule, rule.deployment, window.to),
    ]);
    return { series, until: window.to, ...(deployments && { deployments }) };
  });
  return { now, rules: answers };
}

function sinceLast(rule: AnomalyRule, previous: AnomalyFindings | undefined): number | undefined {
  const known = previous?.rules.find((findings) => findings.rule.name === rule.name);
  return known?.until !== undefined && sameRule(known.rule, rule) ? known.until + rule.step : undefined;
}

/** Whether what was learnt under one version of a rule holds for another. */
export function sameRule(a: AnomalyRule, b: AnomalyRule): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
