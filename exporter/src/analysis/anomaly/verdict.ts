export const DETECTORS = ['residual', 'seasonal', 'record', 'level', 'flat', 'absent', 'range', 'peer'] as const;
export type DetectorName = (typeof DETECTORS)[number];
export type Direction = 'above' | 'below';

/** What is said of one point in the end, all controls applied. Without `score` the series is still learnt. */
export interface Verdict {
  /** Unix seconds. */
  time: number;
  /** NaN where nothing was measured. */
  value: number;
  warmup: boolean;
  /** Whether there is an alarm. */
  active: boolean;
  /** Whether this very point is part of what is odd; an alarm outlasts it by some points. */
  odd: boolean;
  /** 0 and up; 1 is the edge of normal. */
  score?: number;
  /** The detector that spoke; absent at score 0. */
  detector?: DetectorName;
  direction?: Direction;
  expected?: number;
  lower?: number;
  upper?: number;
}
