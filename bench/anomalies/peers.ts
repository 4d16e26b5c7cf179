import { createSeries, scorePoint } from '../../exporter/src/analysis/anomaly/stream.js';
import type { LabelledSeries } from './data.js';
import { isolationForest } from './isolation-forest.js';

/** Scores every row of a series; NaN values and rows that cannot be scored give 0. */
export type Detector = (series: LabelledSeries) => Float32Array;

/** Presage and what others do, each causal, with one set of constants for all data. */
export const DETECTORS: Record<string, Detector> = {
  presage: ({ times, values }) => {
    const state = createSeries();
    return Float32Array.from(values, (value, index) => scorePoint(state, times[index]!, value)?.score ?? 0);
  },
  'rolling z-score': rolling,
  'same-minute median and MAD': sameMinute,
  'promql-anomaly-detection': recordingRules,
  'isolation forest': forest,
};

/** Last ten points as one row; grown on the first 15 % of a series, which the scorers leave out. */
function forest({ values }: LabelledSeries): Float32Array {
  const width = 10;
  const filled: number[] = [];
  for (const value of values) filled.push(Number.isFinite(value) ? value : (filled.at(-1) ?? 0));
  const rows = filled.map((_, index) => filled.slice(Math.max(0, index - width + 1), index + 1));
  const known = Math.max(2 * width, Math.floor(0.15 * rows.length));
  const score = isolationForest(rows.slice(width - 1, known), 1);
  return Float32Array.from(rows, (row, index) => (index < known || Number.isNaN(values[index]!) ? 0 : score(row)));
}

/** Distance from mean and standard deviation of the last hour's worth of points. */
function rolling({ values }: LabelledSeries): Float32Array {
  const width = 60;
  const window: number[] = [];
  return Float32Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    const mean = window.reduce((sum, one) => sum + one, 0) / (window.length || 1);
    const variance = window.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (window.length || 1);
    const score = window.length < width || variance === 0 ? 0 : Math.abs(value - mean) / Math.sqrt(variance);
    window.push(value);
    if (window.length > width) window.shift();
    return score;
  });
}

/** Distance from the median of the same time (two points more on both sides) of the last seven days, in median absolute deviations. */
function sameMinute({ times, values }: LabelledSeries): Float32Array {
  const season = Math.round(86_400 / stepOf(times));
  const offsets = [1, 2, 3, 4, 5, 6, 7].flatMap((day) => [-2, -1, 0, 1, 2].map((near) => day * season + near));
  return Float32Array.from(values, (value, index) => {
    const days = offsets.flatMap((back) => values[index - back] ?? []).filter(Number.isFinite);
    if (days.length < 10 || Number.isNaN(value)) return 0;
    const middle = median(days);
    const spread = median(days.map((one) => Math.abs(one - middle)));
    return spread > 0 ? Math.abs(value - middle) / spread : 0;
  });
}

/**
 * The adaptive strategy of grafana/promql-anomaly-detection: the mean of an hour against a band as wide as twice the mean
 * of 26 hours of hourly deviations, at least half the mean, and wider where the last day or week was.
 */
function recordingRules({ times, values }: LabelledSeries): Float32Array {
  const step = stepOf(times);
  const points = (hours: number) => Math.max(2, Math.round((hours * 3_600) / step));
  const [hour, long] = [points(1), points(26)];
  const sums = prefix(values, (value) => value);
  const squares = prefix(values, (value) => value ** 2);
  const counts = prefix(values, () => 1);
  const meanOf = (sum: Float64Array, end: number, width: number) => {
    const from = Math.max(0, end - width);
    return (sum[end]! - sum[from]!) / (counts[end]! - counts[from]! || 1);
  };
  const deviations = Float64Array.from(values, (_, index) => {
    const mean = meanOf(sums, index + 1, hour);
    return Math.sqrt(Math.max(0, meanOf(squares, index + 1, hour) - mean ** 2));
  });
  // the rules drop hours that hardly vary before they average
  const high = Float64Array.from(deviations, (one, i) => (one > 0.5 * Math.abs(meanOf(sums, i + 1, hour)) ? one : 0));
  const totals = prefix([...high], (value) => value);
  return Float32Array.from(values, (value, index) => {
    if (Number.isNaN(value) || index < long) return 0;
    const middle = meanOf(sums, index, hour);
    const short = Math.max((2 * (totals[index]! - totals[index - long]!)) / long, 0.5 * Math.abs(middle));
    let [lower, upper] = [middle - short, middle + short];
    for (const back of [points(23.5), points(167.5)]) {
      const end = index - back;
      if (end < hour) continue;
      const then = meanOf(sums, end, hour);
      upper = Math.max(upper, then + 2 * deviations[end]!);
      lower = Math.min(lower, then - 2 * deviations[end]!);
    }
    const edge = value > middle ? upper - middle : middle - lower;
    return edge > 0 ? Math.abs(value - middle) / edge : 0;
  });
}

function prefix(values: readonly number[], term: (value: number) => number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, index) => (sums[index + 1] = sums[index]! + (Number.isFinite(value) ? term(value) : 0)));
  return sums;
}

function stepOf(times: readonly number[]): number {
  return median(times.slice(1).map((time, index) => time - times[index]!));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
