import type { ForecastRule } from '../../config/config.js';
import type { PrometheusSeries, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { alignedWindow } from '../query-window.js';
import { askEach, type RuleOutcome } from '../rule-failure.js';
import type { ForecastJob } from './config.js';

/** The histories of all rules at one moment. */
export interface ForecastObservation {
  /** Unix seconds; the end of the range for a query about the past. */
  now: number;
  rules: { rule: ForecastRule; outcome: RuleOutcome<PrometheusSeries[]> }[];
}

/** More series than this many times the cap are not even read. */
const READ_FACTOR = 5;

/** Range queries for every rule, aligned to its step so that a repeated run reads the same points. */
export async function observe(
  job: Job<ForecastJob>,
  sources: Sources,
  signal: AbortSignal,
): Promise<ForecastObservation> {
  const source = sources.prometheus(job.target);
  const { maxSeries, rules, window } = job.config;
  const now = Math.min(Date.now() / 1000, window === undefined ? Infinity : window.to + window.step);
  const answers = await askEach(rules, (rule) =>
    source.range(
      {
        expr: rule.expr,
        ...(window ?? alignedWindow(now, rule.history, rule.step)),
        maxSeries: maxSeries * READ_FACTOR,
      },
      signal,
    ),
  );
  return { now, rules: answers };
}
