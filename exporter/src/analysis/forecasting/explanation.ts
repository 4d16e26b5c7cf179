import { standardDeviation } from '../statistics/moments.js';
import { median } from '../statistics/quantile.js';
import { meanOfKnown, originErrors, type BacktestPlan, type Candidate } from './backtest.js';
import type { Combination } from './combination.js';
import { decompose } from './decomposition.js';
import type { Model, TrainingSeries } from './models/model.js';
import { naive, seasonalNaive } from './models/naive.js';

/** A model, how it did in the backtest, and whether it is part of the prediction. */
export interface ModelReport {
  model: string;
  meanAbsoluteError?: number;
  entered: boolean;
  /** Of those that entered: the weight in the median, relative to that of the best. */
  weight?: number;
  /**
   * Of the others: it has no use for this series (too short, no season, no logarithm), its error is too far above that
   * of the best, or it is one of the simple models that enter only where nothing beats them.
   */
  dropped?: 'unfit' | 'inaccurate' | 'beaten';
}

/** What the prediction consists of, in the unit of the series. */
export interface Parts {
  /** The prediction less the seasons, around its first and around its last points. */
  trend: { first: number; last: number };
  /** From the shortest to the longest. */
  seasons: {
    /** Seconds. */
    season: number;
    /** Highest less lowest value of its shape. */
    amplitude: number;
    /** Share of the variance around the trend and the other seasons that it accounts for, 0 to 1 (Wang et al., 2006). */
    strength: number;
  }[];
}

/** Parts point by point; they sum to the prediction. */
export interface Components {
  trend: number[];
  seasons: { season: number; values: number[] }[];
}

/** Errors of the backtest, how much can be relied on, and why not more. */
export interface Judgement {
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

/** Reports on every model of `tried`, in that order. */
export function reportModels(
  tried: readonly Model[],
  fitted: readonly Candidate[],
  fallbacks: readonly Model[],
  { entered, weights }: Combination,
): ModelReport[] {
  return tried.map((model) => {
    const candidate = fitted.find((one) => one.model === model);
    const place = candidate ? entered.indexOf(candidate) : -1;
    return {
      model: model.name,
      meanAbsoluteError: candidate && !Number.isNaN(candidate.error) ? candidate.error : undefined,
      entered: place >= 0,
      ...(place >= 0
        ? { weight: weights[place]! }
        : { dropped: !candidate ? 'unfit' : fallbacks.includes(model) ? 'beaten' : 'inaccurate' }),
    };
  });
}

/** Takes a prediction apart by the seasonal shapes of the history. */
export function partsOf(
  series: TrainingSeries,
  predicted: ArrayLike<number>,
): { parts: Parts; components: Components } {
  const points = series.values.length;
  const { shapes = [], rest = series.values } = decompose(series, points) ?? {};
  const seasons = shapes.map((shape) => ({
    season: shape.length * series.step,
    values: Array.from(predicted, (_, step) => shape[(points + step) % shape.length]!),
  }));
  const trend = Array.from(predicted, (value, step) => seasons.reduce((sum, { values }) => sum - values[step]!, value));
  const around = Math.min(shapes[0]?.length ?? 1, Math.ceil(trend.length / 2));
  return {
    parts: {
      trend: { first: meanOfKnown(trend.slice(0, around)), last: meanOfKnown(trend.slice(-around)) },
      seasons: shapes.map((shape) => ({
        season: shape.length * series.step,
        amplitude:
          shape.reduce((high, value) => Math.max(high, value)) - shape.reduce((low, value) => Math.min(low, value)),
        strength: strengthOf(shape, rest),
      })),
    },
    components: { trend, seasons },
  };
}

function strengthOf(shape: Float64Array, rest: Float64Array): number {
  // the rest still has the trend, which changes from point to point take out
  const spread = (at: (index: number) => number) =>
    standardDeviation(Float64Array.from({ length: rest.length - 1 }, (_, index) => at(index + 1) - at(index)));
  const whole = spread((index) => rest[index]! + shape[index % shape.length]!);
  return whole > 0 ? Math.max(0, 1 - (spread((index) => rest[index]!) / whole) ** 2) : 0;
}

/** The newest origin went this many times worse than usual: the series is no longer what it was. */
const WORSE = 2.5;
/** A share of the horizon that the backtest reaches at least, for its errors to say something of the end. */
const REACH = 0.5;
const COMPLETE = 0.9;

/** What is known of the history besides its values. */
export interface Circumstances {
  /** Share of the points that were observed. */
  observed: number;
  /** Points that are predicted. */
  horizon: number;
  /** Points that were taken for faults of measurement. */
  wild?: number;
  /** Points since a level shift. */
  shifted?: number;
  /** The season has not been seen twice. */
  isYoung?: boolean;
}

/** @param combined predictions of the combination from the origins */
export function judge(
  combined: readonly (Float64Array | undefined)[],
  series: TrainingSeries,
  plan: BacktestPlan,
  { observed, horizon, wild = 0, shifted = 0, isYoung = false }: Circumstances,
): Judgement {
  const errorsOf = (paths: readonly (Float64Array | undefined)[]) => originErrors(paths, series, plan);
  const errors = errorsOf(combined);
  const error = meanOfKnown(errors);
  const reference = series.seasons.length > 0 ? seasonalNaive('shortest') : naive;
  const referenceError = meanOfKnown(errorsOf(reference.predict(series, plan.origins, plan.horizon)));
  const constants = plan.origins.map((origin) =>
    new Float64Array(plan.horizon).fill(median(series.values.subarray(0, origin))),
  );
  const usual = median(errors.slice(0, -1));
  const reasons: string[] = [];
  if (Number.isNaN(error)) reasons.push('The history is too short for a backtest.');
  if (error > referenceError) reasons.push('The forecast is no better than repeating what was last seen.');
  if (errors.length > 2 && errors.at(-1)! > WORSE * usual)
    reasons.push('The newest errors are much larger than those before: the series has changed.');
  if (!Number.isNaN(error) && plan.horizon < REACH * horizon)
    reasons.push(`The history lets the backtest look ${plan.horizon} of ${horizon} points ahead.`);
  if (series.seasons.length === 0) reasons.push('No daily or weekly pattern was found.');
  if (observed < COMPLETE) reasons.push(`${Math.round((1 - observed) * 100)} % of the history is missing.`);
  if (wild > 0) reasons.push(`Left out as wild, far from all others: ${wild} of the points.`);
  if (isYoung) reasons.push('The season has not been seen twice yet.');
  if (shifted > 0)
    reasons.push(`The level shifted ${shifted} points ago; what lies before is taken to be at the new level.`);
  return {
    backtest: {
      meanAbsoluteError: Number.isNaN(error) ? undefined : error,
      scaledError: referenceError > 0 ? error / referenceError : undefined,
      origins: plan.origins.length,
    },
    confidence: confidence(error, meanOfKnown(errorsOf(constants))),
    reasons,
  };
}

function confidence(error: number, constantError: number): number {
  if (Number.isNaN(error)) return 0;
  if (error === 0) return 1;
  return constantError > 0 ? Math.min(1, Math.max(0, 1 - error / constantError)) : 0;
}
