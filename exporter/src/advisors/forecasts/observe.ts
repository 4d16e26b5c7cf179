import type { MetricHorizon } from '@presage/contract/kinds';
import type { ForecastRule } from '../../config/config.js';
import type { PrometheusSeries, PrometheusSource, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { alignedWindow } from '../query-window.js';
import { askEach, type RuleOutcome } from '../rule-failure.js';
import { toPresageError } from '../../error.js';
import type { ForecastFindings } from './analyse.js';
import type { ForecastJob } from './config.js';
import { checkQueries, isCheckDue } from './checks.js';
import { sharedSeries, type ObservedSeries } from './shared.js';
import type { ThresholdAnswers } from './thresholds.js';

/** The histories of all rules at one moment. */
export interface ForecastObservation {
  /** Unix seconds; the end of the range for a query about the past. */
  now: number;
  rules: ObservedRule[];
  /** What we published in the past, by horizon, at the moments that it was for; absent when it is not checked now. */
  published?: PublishedForecasts[];
}

export interface ObservedRule {
  rule: ForecastRule;
  outcome: RuleOutcome<ObservedSeries[]>;
  /** Of the thresholds that are expressions. */
  thresholds: ThresholdAnswers;
}

export interface PublishedForecasts {
  horizon: MetricHorizon;
  series: PrometheusSeries[];
}

/** More series than this many times the cap are not even read. */
const READ_FACTOR = 5;

/** Range queries for every rule, aligned to its step so that a repeated run reads the same points. */
export async function observe(
  job: Job<ForecastJob>,
  sources: Sources,
  signal: AbortSignal,
  previous?: ForecastFindings,
): Promise<ForecastObservation> {
  const source = sources.prometheus(job.target);
  const { maxSeries, rules, window } = job.config;
  const now = Math.min(Date.now() / 1000, window === undefined ? Infinity : window.to + window.step);
  const answers = await askEach(rules, async (rule) => {
    const series = await source.range(
      {
        expr: rule.expr,
        ...(window ?? alignedWindow(now, rule.history, rule.step)),
        maxSeries: maxSeries * READ_FACTOR,
      },
      signal,
    );
    return series.map(sharedSeries);
  });
  const observed = await Promise.all(
    answers.map(async (answer) => ({ ...answer, thresholds: await askThresholds(answer.rule, source, now, signal) })),
  );
  if (window !== undefined || !isCheckDue(now, previous)) return { now, rules: observed };
  return { now, rules: observed, published: await readPublished(job, source, now, signal) };
}

async function askThresholds(
  { thresholds }: ForecastRule,
  source: PrometheusSource,
  now: number,
  signal: AbortSignal,
): Promise<ThresholdAnswers> {
  const asked = thresholds.map(async ({ name, value }): Promise<[string, RuleOutcome<PrometheusSeries[]>][]> => {
    if (typeof value === 'number') return [];
    try {
      return [[name, { value: await source.instant(value, signal, now) }]];
    } catch (error) {
      return [[name, { error: toPresageError(error).toApiError() }]];
    }
  });
  return Object.fromEntries((await Promise.all(asked)).flat());
}

/** Our own past forecasts; a server that cannot answer that leaves forecasts unchecked, not undone. */
async function readPublished(
  job: Job<ForecastJob>,
  source: PrometheusSource,
  now: number,
  signal: AbortSignal,
): Promise<PublishedForecasts[]> {
  const queries = checkQueries(job, now);
  const answers = await Promise.allSettled(queries.map(({ request }) => source.range(request, signal)));
  signal.throwIfAborted();
  return queries.flatMap(({ horizon }, index) => {
    const answer = answers[index]!;
    return answer.status === 'fulfilled' ? [{ horizon, series: answer.value }] : [];
  });
}
