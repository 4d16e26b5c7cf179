/** Runs of equal and of missing points. Plain data, so that it survives structured cloning. */
export interface Runs {
  value: number;
  /** Points in a row with the same value, and the two longest such runs that ended. */
  equal: number;
  longestEqual: [number, number];
  missing: number;
  longestMissing: [number, number];
  seen: number;
  /** Whether the present run is longer than is usual. */
  odd: boolean;
}

const WARMUP = 100;
/** A run is odd from so many points on, and from so many times the second longest one before. */
const SHORTEST_EQUAL = 15;
const SHORTEST_MISSING = 5;
const TIMES_LONGEST_EQUAL = 2;
const TIMES_LONGEST_MISSING = 2;
/** Score of an odd run: below that of what also has a size. */
const TOLD_SCORE = 1.02;

export function createRuns(): Runs {
  return { value: NaN, equal: 0, longestEqual: [0, 0], missing: 0, longestMissing: [0, 0], seen: 0, odd: false };
}

/** How long the series has stood still, against what it did before; 1 is the edge of normal. */
export function flatness(runs: Runs, value: number): number {
  if (runs.missing > 0) remember(runs.longestMissing, runs.missing);
  runs.missing = 0;
  runs.seen++;
  if (value === runs.value) runs.equal++;
  else {
    remember(runs.longestEqual, runs.equal);
    runs.value = value;
    runs.equal = 1;
  }
  runs.odd = false;
  if (runs.seen < WARMUP || runs.longestEqual[0] === 0) return 0;
  return told(runs, runs.equal, Math.max(SHORTEST_EQUAL, TIMES_LONGEST_EQUAL * runs.longestEqual[1]));
}

/** How long nothing has come, against the gaps before; 1 is the edge of normal. */
export function absence(runs: Runs): number {
  runs.missing++;
  if (runs.seen < WARMUP) return 0;
  return told(runs, runs.missing, Math.max(SHORTEST_MISSING, TIMES_LONGEST_MISSING * runs.longestMissing[1]));
}

/** Keeps the two longest: a single one may have been a fault itself, so it does not say what is usual. */
function remember(longest: [number, number], run: number): void {
  if (run > longest[0]) [longest[0], longest[1]] = [run, longest[0]];
  else if (run > longest[1]) longest[1] = run;
}

/** Rises to the edge of normal and is told there once; what goes on is known by then. */
function told(runs: Runs, run: number, limit: number): number {
  runs.odd = run >= limit;
  if (!runs.odd) return run / limit / 2;
  return run < limit + 1 ? TOLD_SCORE : 0;
}
