import type { Verdict } from './detector.js';

/** A stretch of time in which a series was anomalous. */
export interface Region {
  /** Unix seconds. */
  start: number;
  end: number;
  /** The point of the region with the highest score. */
  peak: { time: number; value: number; expected: number; score: number };
}

/** Joins verdicts in order of time into the regions in which the detector was active; calm tail points are not part. */
export function regions(verdicts: readonly Verdict[]): Region[] {
  const found: Region[] = [];
  let open: Region | undefined;
  for (const { time, value, active, score, expected } of verdicts) {
    if (!active) open = undefined;
    if (!active || score === undefined || expected === undefined) continue;
    if (!open) found.push((open = { start: time, end: time, peak: { time, value, expected, score } }));
    if (score > 1) open.end = time;
    if (score > open.peak.score) open.peak = { time, value, expected, score };
  }
  return found;
}
