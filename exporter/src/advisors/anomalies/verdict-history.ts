import type { Verdict } from '../../analysis/anomaly/detector.js';

/** The newest verdicts of a series as rows of numbers, which clone between threads as one block. NaN = absent. */
export interface VerdictHistory {
  columns: Float64Array;
}

const WIDTH = 8;

/** The history with `verdicts` at its end, at most `limit` of them. */
export function appendVerdicts(
  { columns }: VerdictHistory,
  verdicts: readonly Verdict[],
  limit: number,
): VerdictHistory {
  const added = verdicts.slice(-limit);
  const kept = columns.subarray(Math.max(0, columns.length - (limit - added.length) * WIDTH));
  const next = new Float64Array(kept.length + added.length * WIDTH);
  next.set(kept);
  added.forEach((verdict, index) => next.set(row(verdict), kept.length + index * WIDTH));
  return { columns: next };
}

/** The verdicts of a history, oldest first. */
export function readVerdicts({ columns }: VerdictHistory): Verdict[] {
  return Array.from({ length: columns.length / WIDTH }, (_, index) => {
    const [time, value, warmup, active, score, expected, lower, upper] = columns.subarray(
      index * WIDTH,
      (index + 1) * WIDTH,
    );
    const base = { time: time!, value: value!, warmup: warmup === 1, active: active === 1 };
    return Number.isNaN(score) ? base : { ...base, score, expected, lower, upper };
  });
}

function row({ time, value, warmup, active, score, expected, lower, upper }: Verdict): number[] {
  const absent = NaN;
  return [
    time,
    value,
    warmup ? 1 : 0,
    active ? 1 : 0,
    score ?? absent,
    expected ?? absent,
    lower ?? absent,
    upper ?? absent,
  ];
}
