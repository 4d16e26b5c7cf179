import type { ChangeRule } from '../../config/config.js';
import type { PrometheusSeries, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { alignedWindow, type QueryWindow } from '../query-window.js';
import { askEach, type RuleOutcome } from '../rule-failure.js';
import type { ChangeJob } from './config.js';

/** What all rules show at one moment. */
export interface ChangeObservation {
  /** Unix seconds. */
  now: number;
  rules: { rule: ChangeRule; outcome: RuleOutcome<RuleHistory> }[];
}

export interface RuleHistory {
  window: QueryWindow;
  series: PrometheusSeries[];
  /** What the deployment expression of the rule gave; empty without one. */
  deployments: PrometheusSeries[];
  /** What a gate compares with; absent where it compares with the time before. */
  baseline?: PrometheusSeries[];
}

/** More series than this many times the cap are not even read. */
const READ_FACTOR = 5;
const MOST_MARKERS = 1_000;

/** The history of every rule and of its deployments. */
export async function observe(
  { target, config }: Job<ChangeJob>,
  sources: Sources,
  signal: AbortSignal,
): Promise<ChangeObservation> {
  const source = sources.prometheus(target);
  const now = Date.now() / 1000;
  const rules = await askEach(config.rules, async (rule): Promise<RuleHistory> => {
    const window = config.window ?? alignedWindow(now, rule.history, rule.step);
    const ask = (expr: string, maxSeries: number) => source.range({ expr, ...window, maxSeries }, signal);
    const baseline = config.gate?.baseline;
    const [series, deployments, compared] = await Promise.all([
      ask(rule.expr, config.maxSeries * READ_FACTOR),
      rule.deployment === undefined ? [] : ask(rule.deployment, MOST_MARKERS),
      baseline === undefined ? undefined : ask(baseline, config.maxSeries * READ_FACTOR),
    ]);
    return { window, series, deployments, ...(compared && { baseline: compared }) };
  });
  return { now, rules };
}
