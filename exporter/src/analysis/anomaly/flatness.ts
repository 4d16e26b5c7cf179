/** Runs of equal and of missing points. Plain data, so that it survives structured cloning. */
export interface Runs {
  value: number;
  /** Points in a row with the same value, and the longest such run that ended. */
  equal: number;
  longestEqual: number;
  missing: number;
  longestMissing: number;
  seen: number;
}

const WARMUP = 100;
/** A run is odd from so many points on, and from so many times the longest one before. */
const SHORTEST_EQUAL = 15;
const SHORTEST_MISSING = 5;
const TIMES_LONGEST_EQUAL = 2;
const TIMES_LONGEST_MISSING = 1.5;
/** Points for which an odd run is told, and its score: below that of what also has a size. */
const TOLD = 3;
const TOLD_SCORE = 1.02;

export function createRuns(): Runs {
  return { value: NaN, equal: 0, longestEqual: 0, missing: 0, longestMissing: 0, seen: 0 };
}

/** How long the series has stood still, against what it did before; 1 is the edge of normal. */
export function flatness(runs: Runs, value: number): number {
  runs.longestMissing = Math.max(runs.longestMissing, runs.missing);
  runs.missing = 0;
  runs.seen++;
  if (value === runs.value) runs.equal++;
  else {
    runs.longestEqual = Math.max(runs.longestEqual, runs.equal);
    runs.value = value;
    runs.equal = 1;
  }
  if (runs.seen < WARMUP || runs.longestEqual === 0) return 0;
  return told(runs.equal, Math.max(SHORTEST_EQUAL, TIMES_LONGEST_EQUAL * runs.longestEqual));
}

/** How long nothing has come, against the gaps before; 1 is the edge of normal. */
export function absence(runs: Runs): number {
  runs.missing++;
  if (runs.seen < WARMUP) return 0;
  return told(runs.missing, Math.max(SHORTEST_MISSING, TIMES_LONGEST_MISSING * runs.longestMissing));
}

/** Rises to the edge of normal, is told there and is silent after: what goes on is known by then. */
function told(run: number, limit: number): number {
  if (run < limit) return run / limit / 2;
  return run < limit + TOLD ? TOLD_SCORE : 0;
}
