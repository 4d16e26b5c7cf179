import type { ForecastQuery } from '@presage/contract/api';
import { pilesUp, underGrowth, type Band, type Growth } from '../../analysis/capacity/scenario.js';
import type { Forecast } from '../../analysis/forecasting/forecast.js';
import { parseDuration, type ForecastRule } from '../../config/config.js';
import { judgeThresholds, type SeriesFindings, type ThresholdFindings } from './analyse.js';

/** A forecast under the growth that a query assumes. */
export interface Scenario {
  growth: Growth;
  band: Band;
  /** How the scenario stands to the thresholds. */
  thresholds(limits: readonly ThresholdFindings[]): ThresholdFindings[];
}

/** The scenario that a query asks for; undefined when it asks for none. */
export function scenarioOf(
  series: SeriesFindings,
  forecast: Forecast,
  rule: ForecastRule,
  query: ForecastQuery,
): Scenario | undefined {
  if (query.growth === undefined) return undefined;
  const { times, values, fittedTo } = series;
  const start = Math.max(fittedTo, (query.launch ?? 0) / 1000);
  const growth: Growth = {
    factor: query.growth,
    start,
    end: start + (query.ramp === undefined ? 0 : parseDuration(query.ramp)!),
    growthOf: query.growthOf ?? (pilesUp(times, values) ? 'change' : 'level'),
  };
  const { lower, upper } = forecast.intervals[0]!;
  const assumed = underGrowth(
    { times: forecast.times, predicted: forecast.predicted, lower, upper },
    growth,
    values[values.length - 1]!,
  );
  const band = bounded(assumed, rule);
  const path = {
    times: band.times as number[],
    predicted: band.predicted as number[],
    intervals: [{ level: rule.level, lower: band.lower as number[], upper: band.upper as number[] }],
  };
  const limits = (all: readonly ThresholdFindings[]) =>
    all.map(({ name, value, direction }) => ({ name, value, direction }));
  return {
    growth,
    band,
    thresholds: (all) => judgeThresholds(series, path, limits(all), rule.level, true),
  };
}

/** Held within the bounds of the rule: a ratio stays one, whatever grows. */
function bounded(band: Band, { minimum = -Infinity, maximum = Infinity }: ForecastRule): Band {
  const hold = (values: readonly number[]) => values.map((value) => Math.min(maximum, Math.max(minimum, value)));
  return { times: band.times, predicted: hold(band.predicted), lower: hold(band.lower), upper: hold(band.upper) };
}
