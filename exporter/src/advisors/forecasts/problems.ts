import type { ForecastProblem } from '@presage/contract/kinds';
import { missesInterval } from '../../analysis/capacity/accuracy.js';
import type { ForecastRule } from '../../config/config.js';
import type { SeriesFindings } from './analyse.js';

/** A newest point older than so many steps, and than a quarter of an hour, makes a forecast stale. */
const STALE_STEPS = 2.5;
const STALE_SECONDS = 900;

/** Why the forecast of a series should not be used; empty when it may be. */
export function problemsOf(
  { outcome, times, accuracy }: SeriesFindings,
  rule: ForecastRule,
  now: number,
): ForecastProblem[] {
  if (outcome.status !== 'ok') return ['too-short'];
  const problems: ForecastProblem[] = [];
  if (outcome.backtest.meanAbsoluteError === undefined) problems.push('no-backtest');
  const age = now - times[times.length - 1]!;
  if (age > Math.max(STALE_SECONDS, STALE_STEPS * rule.step)) problems.push('stale');
  if (Object.values(accuracy).some((one) => missesInterval(one, rule.level))) problems.push('misses-interval');
  return problems;
}

/** What a problem means, in words. */
export const PROBLEM_TEXTS: Record<ForecastProblem, string> = {
  'too-short': 'The series is too short for a forecast.',
  'no-backtest': 'The history is too short to test the forecast on it.',
  stale: 'The series has no new points.',
  'misses-interval': 'What came lay outside of the published intervals too often.',
};
