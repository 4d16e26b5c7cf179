import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ChangepointDetector, initSync } from '@bsull/augurs/changepoint';
import { detectChanges } from '../../exporter/src/analysis/changepoints/detect.js';
import { cheapestPartition } from '../../exporter/src/analysis/changepoints/partition.js';
import { RunningRegression } from '../../exporter/src/analysis/changepoints/regression.js';
import { mean, standardDeviation } from '../../exporter/src/analysis/statistics/moments.js';
import { medianAbsoluteDeviation } from '../../exporter/src/analysis/statistics/quantile.js';

const wasm = createRequire(import.meta.url)
  .resolve('@bsull/augurs/changepoint')
  .replace(/\.js$/, '_bg.wasm');
initSync({ module: readFileSync(wasm) });

/** Indexes of changes in a series without gaps. */
export type ChangeDetector = (values: readonly number[]) => number[];

/** What Presage ships beside what people use otherwise, all with their defaults. */
export const DETECTORS: Record<string, ChangeDetector> = {
  presage: (values) => detectChanges(values).map(({ index }) => index),
  'no change': () => [],
  'PELT on the mean': peltMean,
  'binary segmentation on the mean': binarySegmentation,
  'augurs, Bayesian online': bayesianOnline,
};

const SHORTEST = 5;

/** Its prior expects values about 0 with a deviation of 1. */
function bayesianOnline(values: readonly number[]): number[] {
  const detector = ChangepointDetector.normalGamma();
  try {
    return detector.detectChangepoints(standardized(values)).indices.filter((index) => index > 0);
  } finally {
    detector.free();
  }
}

function standardized(values: readonly number[]): Float64Array {
  const series = Float64Array.from(values);
  const [centre, spread] = [mean(series), standardDeviation(series) || 1];
  return series.map((value) => (value - centre) / spread);
}

/** Spread of the noise from first differences. */
function noise(series: Float64Array): number {
  return medianAbsoluteDeviation(series.subarray(1).map((value, i) => value - series[i]!)) / Math.SQRT2 || 1e-3;
}

/** Mean shifts at a robust spread with the penalty 10 log n. */
function peltMean(values: readonly number[]): number[] {
  const series = standardized(values);
  const regression = new RunningRegression(series);
  const variance = noise(series) ** 2;
  const cost = (start: number, end: number) => regression.residual(start, end, 'level') / variance;
  return cheapestPartition(series.length, cost, 10 * Math.log(series.length), SHORTEST).changes;
}

/** The best split again and again while it pays 3 log n, the default of the R package changepoint (MBIC). */
function binarySegmentation(values: readonly number[]): number[] {
  const series = standardized(values);
  const regression = new RunningRegression(series);
  const cost = (start: number, end: number) => {
    const points = end - start;
    return points * Math.log(Math.max(1e-6, regression.residual(start, end, 'level') / points));
  };
  const split = (start: number, end: number): number[] => {
    let [best, at] = [3 * Math.log(series.length), 0];
    for (let i = start + SHORTEST; i <= end - SHORTEST; i++) {
      const gain = cost(start, end) - cost(start, i) - cost(i, end);
      if (gain > best) [best, at] = [gain, i];
    }
    return at === 0 ? [] : [...split(start, at), at, ...split(at, end)];
  };
  return split(0, series.length);
}
