import { kneeOf, sizeForHitRatio, type CurvePoint } from '../curve.js';
import { missRatioAt } from './stream-curves.js';

/** What a size is judged by. Money is a month's, in any one currency. */
export interface SizeGoals {
  /** 0 to 1. */
  targetHitRatio?: number;
  /** What one unit of size costs, and one miss. */
  prices?: { size: number; miss: number };
  /** Look-ups of a month, where misses cost. */
  lookupsAMonth: number;
}

export interface SizeAdvice {
  size: number;
  missRatio: number;
  /** Why this size: it reaches the target, costs least, is where more room pays less, or hits as often with less room. */
  reason: 'target' | 'price' | 'knee' | 'equal_hits';
}

/** Misses that nobody notices, and a change of size that is not worth the trouble. */
const EQUAL = 0.005;
const WORTH = 0.1;
/** Room over what a target needs, so that sampling error does not keep it from being reached. */
const MARGIN = 1.05;

/** Size that the curve speaks for, or undefined when the present one (if known) is about right or nothing else reaches the goal. */
export function adviseSize(
  curve: readonly CurvePoint[],
  present: number | undefined,
  goals: SizeGoals,
): SizeAdvice | undefined {
  const wanted = wantedSize(curve, present, goals);
  if (wanted === undefined) return undefined;
  const { size, reason } = wanted;
  if (present !== undefined && Math.abs(size - present) < WORTH * present) return undefined;
  const missRatio = missRatioAt(curve, size);
  return missRatio === undefined ? undefined : { size: Math.round(size), missRatio, reason };
}

function wantedSize(
  curve: readonly CurvePoint[],
  present: number | undefined,
  { targetHitRatio, prices, lookupsAMonth }: SizeGoals,
): Pick<SizeAdvice, 'size' | 'reason'> | undefined {
  if (prices) return { size: cheapest(curve, prices, lookupsAMonth), reason: 'price' };
  if (targetHitRatio !== undefined) {
    const size = sizeForHitRatio(curve, targetHitRatio);
    return size === undefined ? undefined : { size: size * MARGIN, reason: 'target' };
  }
  if (present === undefined) return undefined;
  const knee = kneeOf(curve)?.size;
  if (knee !== undefined && present < knee) return { size: knee, reason: 'knee' };
  const least = smallestEqual(curve, present);
  return least === undefined ? undefined : { size: least * MARGIN, reason: 'equal_hits' };
}

function cheapest(
  curve: readonly CurvePoint[],
  { size: price, miss }: NonNullable<SizeGoals['prices']>,
  lookupsAMonth: number,
): number {
  const cost = (point: CurvePoint) => point.size * price + point.missRatio * lookupsAMonth * miss;
  return curve.reduce((best, point) => (cost(point) < cost(best) ? point : best)).size;
}

/** Smallest size that hits as often as the present one, but for half a point of hit ratio. */
export function smallestEqual(curve: readonly CurvePoint[], present: number): number | undefined {
  const missRatio = missRatioAt(curve, present);
  return missRatio === undefined ? undefined : sizeForHitRatio(curve, 1 - missRatio - EQUAL);
}
