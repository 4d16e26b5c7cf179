import type { Task } from './tasks.js';

export interface Prediction {
  predicted: ArrayLike<number>;
  /** By level; absent where a method has no intervals. */
  intervals?: { level: number; lower: ArrayLike<number>; upper: ArrayLike<number> }[];
}

/** Averages over the tasks of a set. */
export interface Scores {
  tasks: number;
  failed: number;
  smape: number;
  mase: number;
  /** Weighted absolute percentage error over all tasks together. */
  wape: number;
  msis95?: number;
  coverage95?: number;
  coverage80?: number;
  millisecondsATask: number;
}

/**
 * Scores as the organisers of the M4 competition define them: symmetric percentage error, error scaled by the in-sample
 * error of the seasonal naive, interval score of Gneiting and Raftery scaled likewise.
 */
export function score(
  tasks: Task[],
  predictions: (Prediction | undefined)[],
  season: number,
  milliseconds: number,
  transform: (value: number) => number = (value) => value,
): Scores {
  const rows = tasks.flatMap((task, index) => {
    const prediction = predictions[index];
    return prediction ? [one(task, prediction, season, transform)] : [];
  });
  const average = (key: keyof (typeof rows)[number]) =>
    rows.reduce((sum, row) => sum + (row[key] ?? NaN), 0) / rows.length;
  const optional = (key: keyof (typeof rows)[number]) =>
    rows.every((row) => row[key] !== undefined) ? average(key) : undefined;
  return {
    tasks: tasks.length,
    failed: tasks.length - rows.length,
    smape: average('smape'),
    mase: average('mase'),
    wape: average('absolute') / average('size'),
    msis95: optional('msis95'),
    coverage95: optional('coverage95'),
    coverage80: optional('coverage80'),
    millisecondsATask: milliseconds / tasks.length,
  };
}

function one(task: Task, prediction: Prediction, season: number, transform: (value: number) => number) {
  const known = task.actual.flatMap((value, index) => (Number.isFinite(value) ? [index] : []));
  const mean = (value: (index: number) => number) => known.reduce((sum, index) => sum + value(index), 0) / known.length;
  const actual = (index: number) => transform(task.actual[index]!);
  const predicted = (index: number) => transform(prediction.predicted[index]!);
  const absolute = mean((index) => Math.abs(actual(index) - predicted(index)));
  const scale = naiveError(task.train.map(transform), season);
  const at = (level: number) => prediction.intervals?.find((interval) => interval.level === level);
  const coverage = (level: number) => {
    const interval = at(level);
    return (
      interval && mean((i) => (task.actual[i]! >= interval.lower[i]! && task.actual[i]! <= interval.upper[i]! ? 1 : 0))
    );
  };
  const interval = at(0.95);
  return {
    smape: mean((i) => {
      const sum = Math.abs(actual(i)) + Math.abs(predicted(i));
      return sum === 0 ? 0 : (200 * Math.abs(actual(i) - predicted(i))) / sum;
    }),
    mase: absolute / scale,
    absolute,
    size: mean((i) => Math.abs(actual(i))),
    msis95:
      interval &&
      mean((i) => {
        const [lower, upper] = [transform(interval.lower[i]!), transform(interval.upper[i]!)];
        return upper - lower + 40 * Math.max(0, lower - actual(i)) + 40 * Math.max(0, actual(i) - upper);
      }) / scale,
    coverage95: coverage(0.95),
    coverage80: coverage(0.8),
  };
}

function naiveError(values: number[], season: number): number {
  const errors = values
    .slice(season)
    .map((value, index) => Math.abs(value - values[index]!))
    .filter(Number.isFinite);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
