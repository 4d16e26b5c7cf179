import { quantileOfSorted } from '../statistics/quantile.js';
import type { Model, TrainingSeries } from './models/model.js';

/** Most origins that a backtest takes. */
const ORIGINS = 8;

/** When to stand back and predict: numbers of known points, ascending, and how many points each prediction spans. */
export interface BacktestPlan {
  origins: number[];
  horizon: number;
}

/**
 * Rolling origins over the newer half of a series. They lie whole seasons before the end where that fits, so that each
 * prediction starts at the phase of the real one. The span is cut where the history is too short for the whole horizon.
 *
 * @param points length of the series
 * @param season shortest season in points, 1 for none
 */
export function planBacktest(points: number, horizon: number, season: number): BacktestPlan {
  const earliest = Math.max(4, Math.ceil(points / 2));
  const span = Math.max(1, Math.min(horizon, Math.floor((points - earliest) * 0.6)));
  const room = points - span - earliest;
  if (room < 0) return { origins: [], horizon: span };
  const stride =
    room >= season * 2
      ? season * Math.max(1, Math.floor(room / season / (ORIGINS - 1)))
      : Math.max(1, Math.floor(room / (ORIGINS - 1)));
  const origins: number[] = [];
  for (let origin = points - span; origin >= earliest && origins.length < ORIGINS; origin -= stride)
    origins.unshift(origin);
  return { origins, horizon: span };
}

export interface Candidate {
  model: Model;
  /** One path a backtest origin; undefined where the model had none. */
  backtest: (Float64Array | undefined)[];
  /** The path from the end of the series. */
  path: Float64Array;
  /** Mean absolute error over the origins where it predicted; NaN without origins. */
  error: number;
}

/** Runs models over the origins of a plan and from the end. A model without a path from the end is left out. */
export function runModels(
  models: readonly Model[],
  series: TrainingSeries,
  plan: BacktestPlan,
  horizon: number,
): Candidate[] {
  return models.flatMap((model) => {
    const paths = model.predict(series, [...plan.origins, series.values.length], horizon);
    const path = paths.pop();
    if (!path) return [];
    return [{ model, backtest: paths, path, error: meanAbsoluteError(paths, series, plan) }];
  });
}

/** Errors `actual − predicted` of paths at the observed points, by origin; NaN where nothing was predicted or observed. */
export function residuals(
  paths: readonly (Float64Array | undefined)[],
  { values, observed }: TrainingSeries,
  { origins, horizon }: BacktestPlan,
): Float64Array[] {
  return origins.map((origin, index) =>
    Float64Array.from({ length: horizon }, (_, step) =>
      observed[origin + step] ? values[origin + step]! - (paths[index]?.[step] ?? NaN) : NaN,
    ),
  );
}

/** Mean absolute error of paths over all origins; NaN when nothing can be compared. */
export function meanAbsoluteError(
  paths: readonly (Float64Array | undefined)[],
  series: TrainingSeries,
  plan: BacktestPlan,
): number {
  let sum = 0;
  let count = 0;
  for (const errors of residuals(paths, series, plan)) {
    for (const error of errors) {
      if (Number.isNaN(error)) continue;
      sum += Math.abs(error);
      count++;
    }
  }
  return sum / count;
}

/** Pointwise median of the paths that exist; undefined when none does. */
export function combine(paths: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  const present = paths.filter((path) => path !== undefined);
  if (present.length <= 1) return present[0];
  const column = new Float64Array(present.length);
  return present[0]!.map((_, step) => {
    for (let k = 0; k < present.length; k++) column[k] = present[k]![step]!;
    return quantileOfSorted(insertionSort(column), 0.5);
  });
}

/** Sorts in place; for the handful of values that models give, this is several times faster than `sort`. */
function insertionSort(values: Float64Array): Float64Array {
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > 0 && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
  return values;
}
