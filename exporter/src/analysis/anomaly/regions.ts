import type { Verdict } from './verdict.js';

/** A stretch of time in which there was an alarm. */
export interface Region {
  /** Unix seconds. */
  start: number;
  end: number;
  /** The point of the region with the highest score. */
  peak: Verdict & { score: number };
}

/** Joins verdicts in order of time into the regions of the alarms; calm tail points are not part. */
export function regions(verdicts: readonly Verdict[]): Region[] {
  const found: Region[] = [];
  let open: Region | undefined;
  for (const verdict of verdicts) {
    const { time, active, odd, score } = verdict;
    if (!active) open = undefined;
    if (!active || score === undefined) continue;
    if (!open) found.push((open = { start: time, end: time, peak: { ...verdict, score } }));
    if (odd) open.end = time;
    if (score > open.peak.score) open.peak = { ...verdict, score };
  }
  return found;
}
