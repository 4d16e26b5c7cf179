import { median } from '../statistics/quantile.js';
import { cheapestPartition } from './partition.js';
import { MODELS, RunningRegression, type SegmentModel } from './regression.js';

/** Points that a segment has at least. */
export const MINIMUM_SEGMENT = 7;
/** Cost of a change in logarithms of the length: about twice what the parameters of a segment cost. */
const PENALTY = 8;
/**
 * A segment is never taken to be calmer than this share of the usual local variance, so that a quiet stretch is no
 * change of its own.
 */
const CALMEST = 0.3;
const SMALLEST_VARIANCE = 1e-6;
const WINDOW = { shortest: 10, longest: 30 };

export interface Segmentation {
  model: SegmentModel;
  /** First index of each segment but the first. */
  changes: number[];
}

/**
 * Cuts a series into segments of one Gaussian model each. Four models compete by the Bayesian information criterion
 * (level, line, and both with a memory of the value before), so that neither a trend nor autocorrelation passes for
 * changes of level (Killick and Beaulieu, EnvCpt, 2016).
 *
 * @param values without gaps, of about unit variance
 */
export function segment(values: Float64Array): Segmentation {
  const regression = new RunningRegression(values);
  const names = Object.keys(MODELS) as SegmentModel[];
  return names
    .map((model) => partitioned(regression, model))
    .reduce((best, one) => (one.criterion < best.criterion ? one : best));
}

function partitioned(regression: RunningRegression, model: SegmentModel): Segmentation & { criterion: number } {
  const { length } = regression.values;
  const calmest = Math.max(SMALLEST_VARIANCE, CALMEST * localVariance(regression, model));
  const cost = (start: number, end: number): number => {
    const points = end - start;
    return points * Math.log(Math.max(calmest, regression.residual(start, end, model) / points));
  };
  const unit = Math.log(length);
  const { changes, cost: total } = cheapestPartition(length, cost, PENALTY * unit, MINIMUM_SEGMENT);
  // constant, variance and what else explains; a change adds its place
  const parameters = MODELS[model].length + 2;
  return { model, changes, criterion: total + (parameters + changes.length * (parameters + 1)) * unit };
}

/** Median over windows of the variance that the model leaves. */
function localVariance(regression: RunningRegression, model: SegmentModel): number {
  const { length } = regression.values;
  const window = Math.max(WINDOW.shortest, Math.min(WINDOW.longest, length >> 2));
  const degrees = window - MODELS[model].length - 1;
  const variances: number[] = [];
  for (let start = 1; start + window <= length; start += window >> 1) {
    variances.push(regression.residual(start, start + window, model) / degrees);
  }
  return median(variances) || 0;
}
