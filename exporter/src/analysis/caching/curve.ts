import type { PolicyName } from './policies/policy.js';

/** One point of a miss-ratio curve: size in objects or bytes, share of the references that miss. */
export interface CurvePoint {
  size: number;
  missRatio: number;
}

/** With fewer sampled keys a curve is not published. */
export const MINIMUM_KEYS = 500;

/** Trust in a curve, 0 to 1: 1 when every key was in the sample, 0 at the number of keys below which nothing is said. */
export function curveConfidence(sampledKeys: number, isComplete: boolean): number {
  return isComplete ? 1 : Math.max(0, 1 - MINIMUM_KEYS / Math.max(1, sampledKeys));
}

/**
 * Where more room begins to pay less: the point farthest below the line from the first to the last point of a curve
 * (Satopää et al., "Finding a kneedle in a haystack", 2011). Undefined when no point is below the line.
 */
export function kneeOf(curve: readonly CurvePoint[]): CurvePoint | undefined {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last || last.size <= first.size) return undefined;
  const slope = (last.missRatio - first.missRatio) / (last.size - first.size);
  let [knee, deepest]: [CurvePoint | undefined, number] = [undefined, 1e-9];
  for (const point of curve) {
    const depth = first.missRatio + slope * (point.size - first.size) - point.missRatio;
    if (depth > deepest) [knee, deepest] = [point, depth];
  }
  return knee;
}

/** Smallest size at which the curve, linear between its points, hits so often; undefined when none of its sizes does. */
export function sizeForHitRatio(curve: readonly CurvePoint[], hitRatio: number): number | undefined {
  const target = 1 - hitRatio;
  const at = curve.findIndex(({ missRatio }) => missRatio <= target);
  const [before, after] = [curve[at - 1], curve[at]];
  if (!after || !before) return after?.size;
  const share = (before.missRatio - target) / (before.missRatio - after.missRatio);
  return before.size + share * (after.size - before.size);
}

export type PolicyCurves = Partial<Record<PolicyName, readonly CurvePoint[]>>;

/** The policy that misses least at each size at which at least two are known. */
export function bestPolicies(curves: PolicyCurves): (CurvePoint & { policy: PolicyName })[] {
  const best = new Map<number, { point: CurvePoint & { policy: PolicyName }; rivals: number }>();
  for (const [policy, curve] of Object.entries(curves) as [PolicyName, readonly CurvePoint[]][]) {
    for (const point of curve) {
      const { point: known, rivals } = best.get(point.size) ?? { point: undefined, rivals: 0 };
      const isBetter = !known || point.missRatio < known.missRatio;
      best.set(point.size, { point: isBetter ? { ...point, policy } : known, rivals: rivals + 1 });
    }
  }
  return [...best.values()].flatMap(({ point, rivals }) => (rivals > 1 ? [point] : []));
}
