import { meanOfKnown, type Candidate } from './backtest.js';

/** A candidate whose backtest error is this many times that of the best is left out. */
const TOLERANCE = 1.5;
/** The weight of a candidate falls with this power of its error. */
const SHARPNESS = 8;

/** Candidates that make up the prediction, and their weights, of which the best has 1. */
export interface Combination {
  entered: readonly Candidate[];
  weights: readonly number[];
}

/**
 * Chooses whose weighted median predicts. Candidates near the best enter, with weights that fall with their errors; the
 * fallbacks enter only where they are better than every candidate, or nothing else fits.
 */
export function choose(candidates: readonly Candidate[], fallbacks: readonly Candidate[]): Combination {
  const all = [...candidates, ...fallbacks];
  const errors = comparableErrors(all);
  const lowest = (own: readonly Candidate[]) =>
    Math.min(...own.map((candidate) => errors.get(candidate)!).filter(Number.isFinite));
  const best = lowest(candidates);
  const taking = all.filter((candidate) => candidates.includes(candidate) || errors.get(candidate)! < best);
  const limit = TOLERANCE * lowest(taking);
  const near = taking.filter((candidate) => errors.get(candidate)! <= limit);
  const entered = near.length > 0 ? near : candidates.length > 0 ? candidates : fallbacks.slice(0, 1);
  const least = lowest(entered);
  const weights = entered.map((candidate) => weightOf(errors.get(candidate)!, least));
  return { entered, weights };
}

function weightOf(error: number, least: number): number {
  return error > least ? (least / error) ** SHARPNESS : 1;
}

/**
 * Mean errors that can be compared although some candidates predicted from a part of the origins only: those are set
 * against what the complete ones had at the same origins.
 */
function comparableErrors(all: readonly Candidate[]): Map<Candidate, number> {
  const complete = all.filter(({ errors }) => !errors.some(Number.isNaN));
  const usual = complete[0]?.errors.map((_, origin) => meanOfKnown(complete.map(({ errors }) => errors[origin]!)));
  return new Map(
    all.map((candidate) => {
      if (!usual || complete.includes(candidate)) return [candidate, candidate.error];
      const shared = usual.filter((_, origin) => !Number.isNaN(candidate.errors[origin]!));
      return [candidate, shared.length > 0 ? candidate.error * ratio(meanOfKnown(usual), meanOfKnown(shared)) : NaN];
    }),
  );
}

function ratio(a: number, b: number): number {
  return a === b ? 1 : a / b;
}

/**
 * Pointwise weighted median of the paths that exist; undefined when none does. Each value sits in the middle of its
 * weight, and the median is read between values, which with equal weights is the ordinary one.
 */
export function combine(
  paths: readonly (Float64Array | undefined)[],
  weights?: readonly number[],
): Float64Array | undefined {
  const present: Float64Array[] = [];
  const shares: number[] = [];
  paths.forEach((path, index) => {
    if (!path) return;
    present.push(path);
    shares.push(weights?.[index] ?? 1);
  });
  if (present.length <= 1) return present[0];
  const values = new Float64Array(present.length);
  const own = new Float64Array(present.length);
  return present[0]!.map((_, step) => {
    for (let k = 0; k < present.length; k++) {
      values[k] = present[k]![step]!;
      own[k] = shares[k]!;
    }
    return weightedMedian(values, own);
  });
}

/** Sorts both in place by insertion; for the handful of values that models give, this is several times faster than `sort`. */
function weightedMedian(values: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const weight = weights[i]!;
    total += weight;
    let at = i;
    for (; at > 0 && values[at - 1]! > value; at--) {
      values[at] = values[at - 1]!;
      weights[at] = weights[at - 1]!;
    }
    values[at] = value;
    weights[at] = weight;
  }
  let middle = weights[0]! / 2;
  if (middle >= total / 2) return values[0]!;
  for (let k = 1; k < values.length; k++) {
    const next = middle + (weights[k - 1]! + weights[k]!) / 2;
    if (next >= total / 2) {
      const share = (total / 2 - middle) / (next - middle);
      return values[k - 1]! + share * (values[k]! - values[k - 1]!);
    }
    middle = next;
  }
  return values[values.length - 1]!;
}
