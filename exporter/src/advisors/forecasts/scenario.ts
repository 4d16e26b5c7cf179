import type { ForecastQuery } from '@presage/contract/api';
import { pilesUp, underGrowth, type Band, type Growth } from '../../analysis/capacity/scenario.js';
import { parseDuration, type ForecastRule } from '../../config/config.js';
import { judgeThresholds, type KeptForecast, type SeriesFindings, type ThresholdFindings } from './analyse.js';

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
  forecast: KeptForecast,
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
    growthOf: query.growthOf ?? (pilesUp(Array.from(times), Array.from(values)) ? 'change' : 'level'),
  };
  const band = bounded(underGrowth(forecast, growth, values[values.length - 1]!), rule);
  const limits = (all: readonly ThresholdFindings[]) =>
    all.map(({ name, value, direction }) => ({ name, value, direction }));
  return {
    growth,
    band,
    thresholds: (all) => judgeThresholds(series, onlyBand(band, rule.level), limits(all), rule.level, true),
  };
}

/** A band as a forecast with one interval. */
export function onlyBand({ times, predicted, lower, upper }: Band, level: number) {
  return { times, predicted, intervals: [{ level, lower, upper }] };
}

/** Held within the bounds of the rule: a ratio stays one, whatever grows. */
function bounded(band: Band, { minimum = -Infinity, maximum = Infinity }: ForecastRule): Band {
  const hold = (values: ArrayLike<number>) =>
    Array.from(values, (value) => Math.min(maximum, Math.max(minimum, value)));
  return { times: band.times, predicted: hold(band.predicted), lower: hold(band.lower), upper: hold(band.upper) };
}
