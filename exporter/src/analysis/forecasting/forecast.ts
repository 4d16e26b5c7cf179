import { median } from '../statistics/quantile.js';
import { adaptDistances, type IntervalRecord } from './adaptation.js';
import { planBacktest, residuals, runModels, type BacktestPlan } from './backtest.js';
import { choose, combine } from './combination.js';
import { intervalDistances, type Distances } from './conformal.js';
import {
  judge,
  partsOf,
  reportModels,
  type Components,
  type Judgement,
  type ModelReport,
  type Parts,
} from './explanation.js';
import { toGrid } from './grid.js';
import { forecastExtreme } from './magnitude.js';
import { CANDIDATES, FALLBACKS } from './models/candidates.js';
import type { TrainingSeries } from './models/model.js';
import { withoutWild } from './outliers.js';
import { prepare } from './prepare.js';

/** Points that a forecast needs at least. */
export const MINIMUM_POINTS = 8;
/** Points that are predicted at most; a longer horizon is cut. */
export const LONGEST_HORIZON = 20_000;

export interface ForecastOptions {
  /** Distance of the points, seconds. */
  step: number;
  /** How far to predict past the last point, seconds. */
  horizon: number;
  /** Coverages of the intervals, each in (0, 1); default 0.95. */
  levels?: readonly number[];
  /** `auto` (default), or seasons in seconds; an empty list switches seasons off. */
  seasons?: 'auto' | readonly number[];
  /** Nothing is predicted below or above. */
  minimum?: number;
  maximum?: number;
  /** Adds the parts of the prediction point by point. */
  components?: boolean;
  /** How published intervals of this series fared, by which the new ones are adapted. */
  records?: readonly IntervalRecord[];
  /** Unix seconds from which the age of the records counts; the last point by default. */
  now?: number;
}

export interface Interval {
  level: number;
  lower: number[];
  upper: number[];
  /** Factor by which the records changed its width, by step; only where there are some. */
  scale?: Float64Array;
}

export interface Forecast extends Judgement {
  status: 'ok';
  /** Models whose weighted median is the prediction. */
  models: string[];
  /** Every model, in a fixed order. */
  candidates: ModelReport[];
  /** Seconds, ascending. */
  seasons: number[];
  /** Unix seconds of the predicted points. */
  times: number[];
  predicted: number[];
  /** One a level, in the order asked. */
  intervals: Interval[];
  parts: Parts;
  /** Only where `components` was asked for. */
  components?: Components;
}

/** Too little to say anything: `needed` points, of which `available` were there. */
export interface TooShort {
  status: 'too-short';
  needed: number;
  available: number;
}

export interface ForecastInput {
  /** Unix seconds, any order. */
  times: ArrayLike<number>;
  /** Not finite values are gaps. */
  values: ArrayLike<number>;
}

/**
 * Predicts a series with a prediction interval. Several models run over rolling origins; the pointwise median of those
 * that are not clearly worse than the best, weighted by how well they did, is the prediction, and the errors that it
 * made at the origins give split-conformal intervals. Same input, same output; nothing throws.
 */
export function forecast(input: ForecastInput, options: ForecastOptions): Forecast | TooShort {
  return forecastExtreme(input, options, forecastUsual) ?? forecastUsual(input, options);
}

function forecastUsual(input: ForecastInput, options: ForecastOptions): Forecast | TooShort {
  const measured = toGrid(input.times, input.values, options.step);
  const { grid, wild } = measured ? withoutWild(measured) : { grid: undefined, wild: 0 };
  const available = grid?.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) ?? 0;
  if (!grid || available < MINIMUM_POINTS) return { status: 'too-short', needed: MINIMUM_POINTS, available };
  const { series, shifted, isYoung } = prepare(grid, options.seasons ?? 'auto');
  const horizon = Math.min(LONGEST_HORIZON, Math.max(1, Math.ceil(options.horizon / options.step)));
  const plan = planBacktest(series.values.length, horizon, series.seasons[0] ?? 1);
  const fitted = runModels(CANDIDATES, series, plan, horizon);
  const fallbacks = runModels(FALLBACKS, series, plan, horizon);
  const combination = choose(fitted, fallbacks);
  const { entered, weights } = combination;
  const path = combine(
    entered.map(({ path }) => path),
    weights,
  )!;
  const combined = plan.origins.map((_, origin) =>
    combine(
      entered.map(({ backtest }) => backtest[origin]),
      weights,
    ),
  );
  const levels = options.levels ?? [0.95];
  const { records = [], step } = options;
  const measuredDistances = intervalDistances(
    residuals(combined, series, plan),
    horizon,
    typicalChange(series),
    separateOrigins(series, plan, isYoung),
  );
  const clip = (value: number) => Math.min(options.maximum ?? Infinity, Math.max(options.minimum ?? -Infinity, value));
  const last = grid.start + (grid.values.length - 1) * grid.step;
  const distances: (level: number) => Distances & { scale?: Float64Array } =
    records.length === 0
      ? measuredDistances
      : adaptDistances(records, measuredDistances, { levels, step, now: options.now ?? last });
  const predicted = Array.from(path, clip);
  const { parts, components } = partsOf(series, predicted);
  return {
    status: 'ok',
    models: entered.map(({ model }) => model.name),
    candidates: reportModels([...CANDIDATES, ...FALLBACKS], [...fitted, ...fallbacks], FALLBACKS, combination),
    seasons: series.seasons.map((season) => season * options.step),
    times: Array.from(path, (_, step) => last + (step + 1) * options.step),
    predicted,
    intervals: levels.map((level) => {
      const { below, above, scale } = distances(level);
      return {
        level,
        lower: Array.from(path, (value, step) => clip(value - below[step]!)),
        upper: Array.from(path, (value, step) => clip(value + above[step]!)),
        ...(scale && { scale }),
      };
    }),
    parts,
    ...(options.components && { components }),
    ...judge(combined, series, plan, { observed: available / grid.values.length, horizon, wild, shifted, isYoung }),
  };
}

/** With hardly a season to look back on, all origins of a backtest tell of the same one. */
const FEW_SEASONS = 3;

function separateOrigins({ values, seasons }: TrainingSeries, { origins }: BacktestPlan, isYoung: boolean): number {
  const seen = seasons.length > 0 ? values.length / seasons[0]! : Infinity;
  return isYoung ? 1 : seen < FEW_SEASONS ? Math.min(origins.length, Math.max(1, seen - 1)) : origins.length;
}

/** Median absolute change from point to point: the scale of an interval that no backtest could measure. */
function typicalChange({ values }: TrainingSeries): number {
  return median(values.subarray(1).map((value, index) => Math.abs(value - values[index]!)));
}
