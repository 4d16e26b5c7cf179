import { METRIC_HORIZONS } from '@presage/contract/kinds';
import type { ForecastRule } from '../../config/config.js';
import type { LiveSeries, SeriesFindings } from './analyse.js';
import type { ResolvedThreshold } from './thresholds.js';

/** Part of the shortest horizon by which a forecast may be older than the newest point. */
const REUSE_SHARE = 1 / 6;
const SHORTEST_HORIZON = Math.min(...Object.values(METRIC_HORIZONS));
/** So many new points outside of the interval are drift. */
const DRIFTING_POINTS = 2;

/** Seconds that a forecast of the rule is kept after its newest point while new points agree with it. */
export function longestReuse(rule: ForecastRule): number {
  return Math.floor((SHORTEST_HORIZON * REUSE_SHARE) / rule.step) * rule.step;
}

/**
 * Whether the forecast of the run before still serves: rule and thresholds are the same, and the points that came since
 * are few and lie within its interval. Two outside of it are drift, and the series is fitted anew.
 */
export function isStillGood(
  known: { rule: ForecastRule; series: SeriesFindings },
  rule: ForecastRule,
  series: LiveSeries,
  limits: readonly ResolvedThreshold[],
): boolean {
  const { fittedTo, outcome } = known.series;
  const last = series.times[series.times.length - 1]!;
  if (last < fittedTo || last - fittedTo > longestReuse(rule) || outcome.status !== 'ok') return false;
  if (JSON.stringify(known.rule) !== JSON.stringify(rule) || !haveSamePast(known.series, series, rule)) return false;
  const before = known.series.thresholds.map(({ name, value, direction }) => ({ name, value, direction }));
  if (JSON.stringify(before) !== JSON.stringify(limits)) return false;
  return misses(known.series, outcome, series) < DRIFTING_POINTS;
}

/** Whether no point that the forecast knows changed, but that the oldest may have left the window. */
function haveSamePast(known: SeriesFindings, series: LiveSeries, rule: ForecastRule): boolean {
  const values = new Map(Array.from(known.times, (time, index) => [time, known.values[index]!]));
  const common = series.times.filter((time) => time <= known.fittedTo);
  const moved = longestReuse(rule) / rule.step + 1;
  return (
    common.length >= known.times.filter((time) => time <= known.fittedTo).length - moved &&
    series.times.every((time, index) => time > known.fittedTo || Object.is(values.get(time), series.values[index]))
  );
}

function misses(
  { fittedTo }: SeriesFindings,
  outcome: Extract<SeriesFindings['outcome'], { status: 'ok' }>,
  series: LiveSeries,
): number {
  const { lower, upper } = outcome;
  const index = new Map(Array.from(outcome.times, (time, position) => [time, position]));
  return series.times.filter((time, position) => {
    const predicted = index.get(time);
    if (time <= fittedTo || predicted === undefined) return false;
    const value = series.values[position]!;
    return value < lower[predicted]! || value > upper[predicted]!;
  }).length;
}
