/** How one resource stands to its limit. */
export interface ResourceOutlook {
  /** Seconds until it is exhausted; undefined when it is not within its horizon. */
  seconds: number | undefined;
  /** Probability that it is within its horizon. */
  risk: number;
  /** Share that is free. */
  headroom: number | undefined;
}

/** The resource that runs out first: by time, else by risk, else by room; undefined of none. */
export function bindingFirst<R extends ResourceOutlook>(resources: readonly R[]): R | undefined {
  return resources.reduce<R | undefined>(
    (first, one) => (first === undefined || isBefore(one, first) ? one : first),
    undefined,
  );
}

function isBefore(one: ResourceOutlook, other: ResourceOutlook): boolean {
  const [oneTime, otherTime] = [one.seconds ?? Infinity, other.seconds ?? Infinity];
  if (oneTime !== otherTime) return oneTime < otherTime;
  if (one.risk !== other.risk) return one.risk > other.risk;
  return (one.headroom ?? 1) < (other.headroom ?? 1);
}

/**
 * Share of the room up to a threshold that is free: of a limit above, 1 − value / limit; of a floor below,
 * 1 − floor / value. Never negative; undefined where the larger of both is not positive.
 */
export function headroom(value: number, threshold: number, direction: 'above' | 'below'): number | undefined {
  const [small, large] = direction === 'above' ? [value, threshold] : [threshold, value];
  if (direction === 'below' && value <= threshold) return 0;
  return large > 0 ? Math.min(1, Math.max(0, 1 - small / large)) : undefined;
}
