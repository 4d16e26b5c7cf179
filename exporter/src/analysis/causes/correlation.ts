import { withoutSeasons } from '../changepoints/season.js';
import { studentTail } from '../statistics/student.js';

/** How one series goes with another. */
export interface Correlation {
  /** Spearman's rank correlation of the residuals at the lag, -1 to 1. */
  strength: number;
  /** Points by which the first series moves before the second; negative: after. */
  lag: number;
  /** 0 to 1, after allowing for autocorrelation and for all lags that were tried. */
  confidence: number;
}

const FEWEST = 12;

/**
 * Rank correlation of two series with the lag at which it is strongest. Both are taken without seasons and as
 * differences from point to point, since levels that drift correlate with everything that drifts.
 *
 * @param first as long as `second`, at a regular distance, NaN where there is none
 * @param longestLag in points
 * @returns undefined where too few points have both
 */
export function correlate(first: Float64Array, second: Float64Array, longestLag: number): Correlation | undefined {
  return correlateResiduals(residualsOf(first), residualsOf(second), longestLag);
}

/** The same of residuals, which are worth keeping where one series is correlated with many. */
export function correlateResiduals(a: Float64Array, b: Float64Array, longestLag: number): Correlation | undefined {
  const found: { strength: number; lag: number; tail: number }[] = [];
  for (let lag = -longestLag; lag <= longestLag; lag++) {
    const pairs = pairsAt(a, b, lag);
    if (pairs.length < FEWEST) continue;
    const [x, y] = [ranks(pairs.map(([one]) => one)), ranks(pairs.map(([, other]) => other))];
    const strength = pearson(x, y);
    // neighbours that resemble each other count for less (Bartlett)
    const memory = Math.max(0, pearson(x.slice(1), x.slice(0, -1)) * pearson(y.slice(1), y.slice(0, -1)));
    const degrees = Math.max(1, (pairs.length * (1 - memory)) / (1 + memory) - 2);
    const t = strength * Math.sqrt(degrees / Math.max(1e-12, 1 - strength ** 2));
    found.push({ strength, lag, tail: studentTail(t, degrees) });
  }
  if (found.length === 0) return undefined;
  const best = found.reduce((top, one) =>
    one.tail < top.tail || (one.tail === top.tail && Math.abs(one.lag) < Math.abs(top.lag)) ? one : top,
  );
  return { strength: best.strength, lag: best.lag, confidence: Math.max(0, 1 - best.tail * found.length) };
}

/** A series without its seasons, as differences from point to point; one shorter. */
export function residualsOf(values: Float64Array): Float64Array {
  const { values: calm } = withoutSeasons(values);
  return calm.subarray(1).map((value, index) => value - calm[index]!);
}

function pairsAt(a: Float64Array, b: Float64Array, lag: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let i = Math.max(0, -lag); i < Math.min(a.length, b.length - lag); i++) {
    const [x, y] = [a[i]!, b[i + lag]!];
    if (Number.isFinite(x) && Number.isFinite(y)) pairs.push([x, y]);
  }
  return pairs;
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const result: number[] = Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) result[order[i]!] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/** 0 where one side is constant. */
function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((x, i) => {
    ab += (x - ma) * (b[i]! - mb);
    aa += (x - ma) ** 2;
    bb += (b[i]! - mb) ** 2;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
