import { deviationOf, type Deviation } from './deviation.js';

/** A series that may tell of a cause. Series of one node are judged together. */
export interface CandidateSeries {
  node: string;
  /** Values up to the incident, and within it, at a regular distance; NaN where there is none. */
  before: Float64Array;
  during: Float64Array;
}

/** A node and how much speaks for it. */
export interface RankedCause extends Deviation {
  node: string;
  /** 0 to 1; 0.5 is where a series leaves the usual. */
  score: number;
}

/** A node that moved last loses this share of its score to one that moved first. */
const LATE = 0.1;

/**
 * Nodes by how far all of their series left the usual, and how early: the mean logarithm of 1 plus the deviation, so
 * that one wild series weighs less than several that agree.
 *
 * @returns most likely first; nodes without values before and within the incident are left out
 */
export function rankByDeviation(candidates: readonly CandidateSeries[]): RankedCause[] {
  const nodes = new Map<string, Deviation[]>();
  for (const { node, before, during } of candidates) {
    const deviation = deviationOf(before, during);
    if (deviation) nodes.set(node, [...(nodes.get(node) ?? []), deviation]);
  }
  const longest = Math.max(2, ...candidates.map(({ during }) => during.length));
  return Array.from(nodes, ([node, own]) => {
    const strongest = own.reduce((best, one) => (one.deviation > best.deviation ? one : best));
    const sum = own.reduce((total, { deviation }) => total + Math.log1p(deviation), 0);
    const late = (LATE * strongest.onset) / (longest - 1);
    return { ...strongest, node, score: (1 - Math.exp(-sum / own.length)) * (1 - late) };
  }).sort((a, b) => b.score - a.score || b.deviation - a.deviation);
}
