import type { LabelledSeries } from './data.js';

/** Weights of one application profile of the Numenta Anomaly Benchmark. */
export interface Profile {
  name: string;
  truePositive: number;
  falseNegative: number;
  falsePositive: number;
}

export const PROFILES: readonly Profile[] = [
  { name: 'standard', truePositive: 1, falseNegative: 1, falsePositive: 0.11 },
  { name: 'low FP', truePositive: 1, falseNegative: 1, falsePositive: 0.22 },
  { name: 'low FN', truePositive: 1, falseNegative: 2, falsePositive: 0.11 },
];

interface Row {
  score: number;
  /** Number of the window over the whole corpus, or -1 outside. */
  window: number;
  /** Sigmoid of the position; the weight of the profile comes on top. */
  sigmoid: number;
}

/**
 * Score of the Numenta Anomaly Benchmark: one threshold for the whole corpus, chosen for the profile as the original
 * does, normalised between the detector that never alarms (0) and the perfect one (100). Follows sweeper.py, optimizer.py
 * and runner.py of numenta/NAB.
 *
 * @param scores one array per series, a score per row
 */
export function nabScore(
  corpus: readonly LabelledSeries[],
  scores: readonly ArrayLike<number>[],
  profile: Profile,
): number {
  const rows: Row[] = [];
  let windows = 0;
  corpus.forEach((series, index) => {
    rows.push(...rowsOf(series, scores[index]!, windows));
    windows += series.events.length;
  });
  rows.sort((a, b) => b.score - a.score);
  return (
    (100 * (bestSum(rows, windows, profile) + profile.falseNegative * windows)) /
    ((profile.truePositive + profile.falseNegative) * windows)
  );
}

/** Highest sum of weights that any threshold reaches; all rows of one score come in together. */
function bestSum(rows: readonly Row[], windows: number, profile: Profile): number {
  const { truePositive, falseNegative, falsePositive } = profile;
  const found = new Float64Array(windows).fill(-falseNegative);
  let sum = -falseNegative * windows;
  let best = sum;
  rows.forEach(({ score, window, sigmoid: weight }, index) => {
    if (window < 0) sum += falsePositive * weight;
    else {
      const gain = Math.max(found[window]!, truePositive * weight);
      sum += gain - found[window]!;
      found[window] = gain;
    }
    if (rows[index + 1]?.score !== score) best = Math.max(best, sum);
  });
  return best;
}

function rowsOf({ times, events }: LabelledSeries, scores: ArrayLike<number>, firstWindow: number): Row[] {
  const rows: Row[] = [];
  const probation = Math.min(Math.floor(0.15 * times.length), 750);
  let next = 0;
  for (let i = probation; i < times.length; i++) {
    while (next < events.length && events[next]![1] < i) next++;
    const [left, right] = events[next] ?? [Infinity, Infinity];
    const inside = i >= left;
    const previous = events[next - 1];
    const score = scores[i]!;
    if (inside) {
      const position = -(right - i + 1) / (right - left + 1);
      rows.push({ score, window: firstWindow + next, sigmoid: sigmoid(position) / sigmoid(-1) });
    } else rows.push({ score, window: -1, sigmoid: previous ? after(i, previous) : -1 });
  }
  return rows;
}

/** A false alarm just after a window costs little. */
function after(i: number, [left, right]: readonly [number, number]): number {
  return sigmoid((i - right) / (right - left));
}

function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
