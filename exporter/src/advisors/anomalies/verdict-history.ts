import { DETECTORS, type Verdict } from '../../analysis/anomaly/verdict.js';

/** The newest verdicts of a series as rows of numbers, which clone between threads as one block. NaN = absent. */
export interface VerdictHistory {
  columns: Float64Array;
}

const WIDTH = 7;
const WARMUP = 1;
const ACTIVE = 2;
const ODD = 4;
const ABOVE = 8;
const BELOW = 16;
/** The detector comes above these, counted from 1. */
const FLAGS = 32;

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
    const [time, value, bits, score, expected, lower, upper] = columns.subarray(index * WIDTH, (index + 1) * WIDTH);
    const has = (flag: number) => (bits! & flag) !== 0;
    const base = { time: time!, value: value!, warmup: has(WARMUP), active: has(ACTIVE), odd: has(ODD) };
    if (Number.isNaN(score)) return base;
    return {
      ...base,
      score,
      detector: DETECTORS[Math.floor(bits! / FLAGS) - 1],
      direction: has(ABOVE) ? 'above' : has(BELOW) ? 'below' : undefined,
      expected: present(expected!),
      lower: present(lower!),
      upper: present(upper!),
    };
  });
}

function row(verdict: Verdict): number[] {
  const { time, value, score, expected, lower, upper, direction, detector } = verdict;
  const side = direction === 'above' ? ABOVE : direction === 'below' ? BELOW : 0;
  const flags = (verdict.warmup ? WARMUP : 0) + (verdict.active ? ACTIVE : 0) + (verdict.odd ? ODD : 0) + side;
  const name = detector === undefined ? 0 : DETECTORS.indexOf(detector) + 1;
  return [time, value, flags + FLAGS * name, score ?? NaN, expected ?? NaN, lower ?? NaN, upper ?? NaN];
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
