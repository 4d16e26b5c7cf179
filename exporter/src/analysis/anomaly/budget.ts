/** Peaks of what was odd in the last weeks, the largest first. Plain data, so that it survives structured cloning. */
export interface Budget {
  peaks: { time: number; score: number }[];
  /** Highest score of what is odd now, and when it was last odd. */
  peak: number;
  last: number;
  first: number;
}

const WEEK = 604_800;
const WEEKS = 4;
const MOST_PEAKS = 64;
/** Scores from here on are part of what is odd. */
const ODD = 0.5;
/** Seconds of calm that end it. */
const CALM = 1_800;
const LOWEST_EDGE = 0.7;
const HIGHEST_EDGE = 50;

export function createBudget(): Budget {
  return { peaks: [], peak: 0, last: -Infinity, first: Infinity };
}

/** The score that so many alarms a week reached or exceeded in the last four weeks, within 0.7 and 50. */
export function edgeOf({ peaks, first }: Budget, alarmsAWeek: number, time: number): number {
  const weeks = Math.min(WEEKS, Math.max(1, (time - first) / WEEK));
  const allowed = Math.floor(alarmsAWeek * weeks);
  return Math.min(HIGHEST_EDGE, Math.max(LOWEST_EDGE, (peaks[allowed]?.score ?? 0) * 1.01));
}

/** Remembers the highest score of each stretch that was odd, once it is over. */
export function learnPeak(budget: Budget, time: number, score: number): void {
  budget.first = Math.min(budget.first, time);
  if (budget.peak > 0 && time - budget.last > CALM) {
    const peaks = budget.peaks.filter((one) => one.time > time - WEEKS * WEEK);
    peaks.push({ time: budget.last, score: budget.peak });
    budget.peaks = peaks.sort((a, b) => b.score - a.score).slice(0, MOST_PEAKS);
    budget.peak = 0;
  }
  if (score < ODD) return;
  budget.peak = Math.max(budget.peak, score);
  budget.last = time;
}
