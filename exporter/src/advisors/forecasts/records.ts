import { METRIC_HORIZONS, type MetricHorizon } from '@presage/contract/kinds';
import type { Check } from '../../analysis/capacity/accuracy.js';
import type { IntervalRecord } from '../../analysis/forecasting/adaptation.js';
import type { ForecastRule } from '../../config/config.js';
import { shared } from './shared.js';

/** A check with its moment in Unix seconds, and the factor that the published interval had been adapted by. */
export interface TimedCheck extends Check {
  time: number;
  scale: number;
}

/** What published intervals tell about the next ones: by how much they would have had to be wider or narrower. */
export function recordOf(
  horizon: MetricHorizon,
  checks: readonly TimedCheck[],
  { level }: Pick<ForecastRule, 'level'>,
  { minimum = -Infinity, maximum = Infinity }: { minimum?: number; maximum?: number },
): IntervalRecord {
  const sides = checks.map(({ predicted, lower, upper, scale }) => ({
    // a bound that the limits of the series cut off tells nothing of the distance
    below: lower <= minimum ? NaN : (predicted - lower) / scale,
    above: upper >= maximum ? NaN : (upper - predicted) / scale,
  }));
  const [times, needed, below, above] = shared(
    checks.map(({ time }) => time),
    checks.map(({ predicted, actual }, index) => neededFactor(actual - predicted, sides[index]!)),
    sides.map((side) => side.below),
    sides.map((side) => side.above),
  );
  return { horizon: METRIC_HORIZONS[horizon], level, times, needed, below, above, start: checks[0]!.scale };
}

function neededFactor(error: number, { below, above }: { below: number; above: number }): number {
  const distance = error > 0 ? above : below;
  return error === 0 || Number.isNaN(distance) ? 0 : Math.abs(error) / distance;
}

/** Changes of less than this part are not worth words. */
const NOTEWORTHY = 0.05;

/** Why the intervals at a horizon are wider or narrower than the backtest says; undefined where they are about the same. */
export function adaptationText(horizon: MetricHorizon, scale: number, record: IntervalRecord): string | undefined {
  if (Math.abs(scale - 1) < NOTEWORTHY) return undefined;
  const { needed, level } = record;
  const count = needed.length;
  const within = Array.from(needed).filter((factor) => factor <= 1).length / count;
  const change = scale > 1 ? `widened to ${scale.toFixed(2)} times` : `narrowed to ${scale.toFixed(2)} times`;
  const [share, promised] = [within, level].map((ratio) => `${Number((100 * ratio).toFixed(1))} %`);
  return `At ${horizon} ahead intervals are ${change} what the backtest says: of the last ${count} points ${share} would have lain within its ${promised} interval.`;
}
