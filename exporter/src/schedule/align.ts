/** A time range in Unix milliseconds. */
export interface Range {
  from: number;
  to: number;
}

/** Steps that people count in, seconds; none above a minute, so that what has just happened is always in the range. */
const STEPS = [1, 5, 10, 15, 30];
const LONGEST = 60;
const POINTS = 500;

/**
 * The range with both ends on a multiple of `step` seconds, so that a dashboard that refreshes asks for the same again.
 * Without a step, the smallest usual one that makes at most 500 points of the range, a minute at most.
 */
export function alignRange({ from, to }: Range, step?: number): Range {
  const seconds = step ?? STEPS.find((candidate) => (to - from) / 1000 / candidate <= POINTS) ?? LONGEST;
  const grid = Math.max(1, seconds * 1000);
  const start = Math.floor(from / grid) * grid;
  return { from: start, to: Math.max(Math.floor(to / grid) * grid, start + grid) };
}
