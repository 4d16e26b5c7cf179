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
  /** Mean absolute error from each origin; NaN where it did not predict. */
  errors: number[];
  /** Mean of these; NaN without any. */
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
    const errors = originErrors(paths, series, plan);
    return [{ model, backtest: paths, path, errors, error: meanOfKnown(errors) }];
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

/** Mean absolute error of paths from each origin; NaN where nothing can be compared. */
export function originErrors(
  paths: readonly (Float64Array | undefined)[],
  { values, observed }: TrainingSeries,
  { origins, horizon }: BacktestPlan,
): number[] {
  return origins.map((origin, index) => {
    const path = paths[index];
    let sum = 0;
    let count = 0;
    for (let step = 0; path && step < horizon; step++) {
      if (!observed[origin + step]) continue;
      sum += Math.abs(values[origin + step]! - path[step]!);
      count++;
    }
    return sum / count;
  });
}

/** Mean of what is known; NaN when nothing is. */
export function meanOfKnown(errors: readonly number[]): number {
  const known = errors.filter((error) => !Number.isNaN(error));
  return known.reduce((sum, error) => sum + error, 0) / known.length;
}
