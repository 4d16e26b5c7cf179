/** Whether a series is anomalous, with a memory that keeps it from flapping. */
export interface Hysteresis {
  active: boolean;
  /** Scores above 1 among the last three points, newest in the lowest bit. */
  recent: number;
  /** Points in a row that were clearly normal. */
  calm: number;
}

const CERTAIN = 3;
const NORMAL = 0.7;
const CALM_POINTS = 5;

export const QUIET: Readonly<Hysteresis> = { active: false, recent: 0, calm: 0 };

/** Starts with two of three scores above 1, or one above 3; ends after five in a row below 0.7. */
export function nextHysteresis({ active, recent, calm }: Hysteresis, score: number): Hysteresis {
  const window = ((recent << 1) | (score > 1 ? 1 : 0)) & 0b111;
  const high = (window & 1) + ((window >> 1) & 1) + ((window >> 2) & 1);
  const quiet = score < NORMAL ? calm + 1 : 0;
  const starts = score > CERTAIN || (score > 1 && high >= 2);
  return { active: starts || (active && quiet < CALM_POINTS), recent: window, calm: Math.min(quiet, CALM_POINTS) };
}
