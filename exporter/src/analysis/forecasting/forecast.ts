import { median } from '../statistics/quantile.js';
import {
  combine,
  meanAbsoluteError,
  planBacktest,
  residuals,
  runModels,
  type BacktestPlan,
  type Candidate,
} from './backtest.js';
import { halfWidths } from './conformal.js';
import { fillGaps, refillGaps } from './gaps.js';
import { toGrid, type Grid } from './grid.js';
import { CANDIDATES, FALLBACKS } from './models/candidates.js';
import type { TrainingSeries } from './models/model.js';
import { naive, seasonalNaive } from './models/naive.js';
import { calendarSeasons, chooseSeasons } from './seasons.js';

/** Points that a forecast needs at least. */
export const MINIMUM_POINTS = 8;
/** A candidate whose backtest error is this many times that of the best is left out. */
const TOLERANCE = 1.5;
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
}

export interface Interval {
  level: number;
  lower: number[];
  upper: number[];
}

export interface Forecast {
  status: 'ok';
  /** Models whose median is the prediction. */
  models: string[];
  /** Every model that was fitted, with its mean absolute error in the backtest; `entered` when it is one of `models`. */
  candidates: { model: string; meanAbsoluteError?: number; entered: boolean }[];
  /** Seconds, ascending. */
  seasons: number[];
  /** Unix seconds of the predicted points. */
  times: number[];
  predicted: number[];
  /** One a level, in the order asked. */
  intervals: Interval[];
  backtest: {
    /** In the unit of the series; undefined when the history allowed no backtest. */
    meanAbsoluteError?: number;
    /** That error by the error of repeating the last season (or value) at the same origins; undefined where that is 0. */
    scaledError?: number;
    origins: number;
  };
  /** Share of the error of a constant (the median so far) that the forecast removes in the backtest, 0 to 1. */
  confidence: number;
  /** Why confidence is limited, in words. */
  reasons: string[];
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
 * that are not clearly worse than the best is the prediction, and the errors that this median made at the origins
 * give split-conformal intervals. Same input, same output; nothing throws.
 */
export function forecast(input: ForecastInput, options: ForecastOptions): Forecast | TooShort {
  const grid = toGrid(input.times, input.values, options.step);
  const available = grid?.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) ?? 0;
  if (!grid || available < MINIMUM_POINTS) return { status: 'too-short', needed: MINIMUM_POINTS, available };
  const series = prepare(grid, options.seasons ?? 'auto');
  const horizon = Math.min(LONGEST_HORIZON, Math.max(1, Math.ceil(options.horizon / options.step)));
  const plan = planBacktest(series.values.length, horizon, series.seasons[0] ?? 1);
  const fitted = runModels(CANDIDATES, series, plan, horizon);
  const fallbacks = runModels(FALLBACKS, series, plan, horizon);
  const candidates = survivors(fitted, fallbacks);
  const predicted = combine(candidates.map(({ path }) => path))!;
  const combined = plan.origins.map((_, index) => combine(candidates.map(({ backtest }) => backtest[index])));
  const widths = halfWidths(residuals(combined, series, plan), horizon, typicalChange(series));
  const clip = (value: number) => Math.min(options.maximum ?? Infinity, Math.max(options.minimum ?? -Infinity, value));
  const last = grid.start + (grid.values.length - 1) * grid.step;
  return {
    status: 'ok',
    models: candidates.map(({ model }) => model.name),
    candidates: [...fitted, ...fallbacks].map((candidate) => ({
      model: candidate.model.name,
      meanAbsoluteError: Number.isNaN(candidate.error) ? undefined : candidate.error,
      entered: candidates.includes(candidate),
    })),
    seasons: series.seasons.map((season) => season * options.step),
    times: Array.from(predicted, (_, step) => last + (step + 1) * options.step),
    predicted: Array.from(predicted, clip),
    intervals: (options.levels ?? [0.95]).map((level) => {
      const width = widths(level);
      return {
        level,
        lower: Array.from(predicted, (value, step) => clip(value - width[step]!)),
        upper: Array.from(predicted, (value, step) => clip(value + width[step]!)),
      };
    }),
    ...judge(combined, series, plan, available / grid.values.length),
  };
}

function prepare(grid: Grid, seasons: 'auto' | readonly number[]): TrainingSeries {
  const day = Math.round(86_400 / grid.step);
  const filled = fillGaps(grid.values, day > 1 ? day : 1);
  const chosen =
    seasons === 'auto'
      ? chooseSeasons(filled.values, grid.step)
      : seasons
          .map((seconds) => Math.round(seconds / grid.step))
          .filter((season) => season > 1 && 2 * season <= filled.values.length);
  const calendar = seasons === 'auto' ? calendarSeasons(grid.step, filled.values.length) : chosen;
  const accepted = ascending(chosen);
  const isWhole = accepted.length === 0 || filled.observed.every((seen) => seen === 1);
  const values = isWhole ? filled.values : refillGaps(filled.values, filled.observed, accepted);
  return { values, observed: filled.observed, seasons: accepted, calendar: ascending(calendar) };
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** Candidates near the best; the fallbacks take part only where they are the best, or nothing else fits. */
function survivors(candidates: Candidate[], fallbacks: Candidate[]): Candidate[] {
  const best = Math.min(...candidates.map(({ error }) => error).filter(Number.isFinite));
  const better = fallbacks.filter(({ error }) => error < best);
  const near = [...candidates, ...better].filter(
    ({ error }) => error <= TOLERANCE * Math.min(best, ...better.map(({ error }) => error)),
  );
  if (near.length > 0) return near;
  return candidates.length > 0 ? candidates : fallbacks.slice(0, 1);
}

/** Median absolute change from point to point: the scale of an interval that no backtest could measure. */
function typicalChange({ values }: TrainingSeries): number {
  return median(values.subarray(1).map((value, index) => Math.abs(value - values[index]!)));
}

function judge(
  combined: (Float64Array | undefined)[],
  series: TrainingSeries,
  plan: BacktestPlan,
  observed: number,
): Pick<Forecast, 'backtest' | 'confidence' | 'reasons'> {
  const errorOf = (paths: readonly (Float64Array | undefined)[]) => meanAbsoluteError(paths, series, plan);
  const error = errorOf(combined);
  const reference = series.seasons.length > 0 ? seasonalNaive('shortest') : naive;
  const referenceError = errorOf(reference.predict(series, plan.origins, plan.horizon));
  const constantError = errorOf(
    plan.origins.map((origin) => new Float64Array(plan.horizon).fill(median(series.values.subarray(0, origin)))),
  );
  const reasons: string[] = [];
  if (Number.isNaN(error)) reasons.push('The history is too short for a backtest.');
  if (error > referenceError) reasons.push('The forecast is no better than repeating what was last seen.');
  if (series.seasons.length === 0) reasons.push('No daily or weekly pattern was found.');
  if (observed < 0.9) reasons.push(`${Math.round((1 - observed) * 100)} % of the history is missing.`);
  return {
    backtest: {
      meanAbsoluteError: Number.isNaN(error) ? undefined : error,
      scaledError: referenceError > 0 ? error / referenceError : undefined,
      origins: plan.origins.length,
    },
    confidence: confidence(error, constantError),
    reasons,
  };
}

function confidence(error: number, constantError: number): number {
  if (Number.isNaN(error)) return 0;
  if (error === 0) return 1;
  return constantError > 0 ? Math.min(1, Math.max(0, 1 - error / constantError)) : 0;
}
