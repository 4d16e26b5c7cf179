import type { ApiError } from '@presage/contract/errors';
import type { ForecastRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { RuleOutcome } from '../rule-failure.js';
import { publishedLabels, seriesKey } from '../series-labels.js';

/** A threshold of one series: its value is a number by now. */
export interface ResolvedThreshold {
  name: string;
  value: number;
  direction: 'above' | 'below';
}

/** What the expressions of the thresholds of one rule gave, by the name of the threshold. */
export type ThresholdAnswers = Record<string, RuleOutcome<PrometheusSeries[]>>;

/** The error of the first threshold whose expression could not be evaluated. */
export function thresholdError(answers: ThresholdAnswers): ApiError | undefined {
  for (const outcome of Object.values(answers)) if ('error' in outcome) return outcome.error;
  return undefined;
}

/** Finds the thresholds of a rule for a series by its labels; one whose expression has nothing for it is left out. */
export function thresholdFinder(
  rule: ForecastRule,
  answers: ThresholdAnswers,
): (labels: Record<string, string>) => ResolvedThreshold[] {
  const finders = rule.thresholds.map(({ name, value, direction }) => {
    const find = typeof value === 'number' ? () => value : valueFinder(answers[name], direction);
    return (labels: Record<string, string>): ResolvedThreshold[] => {
      const found = find(labels);
      return found === undefined ? [] : [{ name, value: found, direction }];
    };
  });
  return (labels) => finders.flatMap((find) => find(labels));
}

/**
 * The value of the series that shares the most labels with those asked for and contradicts none; several such: the one
 * that is crossed first. A series without labels fits all.
 */
function valueFinder(outcome: ThresholdAnswers[string] | undefined, direction: 'above' | 'below') {
  const answer = outcome && 'value' in outcome ? outcome.value : [];
  const limits = answer.map((series) => ({
    labels: publishedLabels(series.labels, new Set()),
    value: series.values[series.values.length - 1]!,
  }));
  const exact = new Map(limits.map(({ labels, value }) => [seriesKey(labels), value]));
  return (labels: Record<string, string>): number | undefined =>
    exact.get(seriesKey(labels)) ?? closest(limits, labels, direction);
}

function closest(
  limits: readonly { labels: Record<string, string>; value: number }[],
  wanted: Record<string, string>,
  direction: 'above' | 'below',
): number | undefined {
  const candidates = limits.flatMap(({ labels, value }) => {
    const own = Object.entries(labels);
    const shared = own.filter(([label]) => wanted[label] !== undefined);
    const contradicts = shared.some(([label, text]) => wanted[label] !== text);
    const isUnrelated = shared.length === 0 && own.length > 0 && Object.keys(wanted).length > 0;
    return contradicts || isUnrelated ? [] : [{ shared: shared.length, value }];
  });
  const most = Math.max(...candidates.map(({ shared }) => shared));
  const values = candidates.filter(({ shared }) => shared === most).map(({ value }) => value);
  if (values.length === 0) return undefined;
  return direction === 'above' ? Math.min(...values) : Math.max(...values);
}
