/** When a forecast crosses a threshold, in seconds from its start; absent when it does not within the horizon. */
export interface Crossing {
  /** The prediction crosses. */
  expected?: number;
  /** The worst bound of the interval crosses. */
  earliest?: number;
  /** The best bound crosses: by then even the lucky case has. */
  latest?: number;
}

export interface CrossingInput {
  /** Last observed value. */
  current: number;
  step: number;
  predicted: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

/** Moments at which a forecast reaches `threshold`, interpolated between its points; all 0 when it is reached now. */
export function thresholdCrossing(input: CrossingInput, threshold: number, direction: 'above' | 'below'): Crossing {
  const sign = direction === 'above' ? 1 : -1;
  const first = (path: ArrayLike<number>) => firstCrossing(input, path, threshold, sign);
  return {
    expected: first(input.predicted),
    earliest: first(direction === 'above' ? input.upper : input.lower),
    latest: first(direction === 'above' ? input.lower : input.upper),
  };
}

function firstCrossing(
  { current, step }: CrossingInput,
  path: ArrayLike<number>,
  threshold: number,
  sign: 1 | -1,
): number | undefined {
  let before = sign * (current - threshold);
  if (before >= 0) return 0;
  for (let i = 0; i < path.length; i++) {
    const now = sign * (path[i]! - threshold);
    if (now >= 0) return step * (i + -before / (now - before));
    before = now;
  }
  return undefined;
}
