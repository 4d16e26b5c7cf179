import { fillGaps, refillGaps } from './gaps.js';
import type { Grid } from './grid.js';
import { justifiedLogarithms, type TrainingSeries } from './models/model.js';
import { calendarSeasons, chooseSeasons, chooseYoungSeason } from './seasons.js';
import { alignLevel } from './shifts.js';

/** What models are fitted on, and what was done to it. */
export interface Prepared {
  series: TrainingSeries;
  /** Points after a level shift that was taken out; 0 for none. */
  shifted: number;
  /** The season has not been seen twice. */
  isYoung: boolean;
}

/** A season that was asked for needs so many of its points once more. */
const ASKED_PART = 1.1;

/**
 * Fills gaps, finds the seasons, and takes a level shift out.
 *
 * @param seasons `auto`, or seconds
 */
export function prepare(grid: Grid, seasons: 'auto' | readonly number[]): Prepared {
  const { step } = grid;
  const day = Math.round(86_400 / step);
  const filled = fillGaps(grid.values, day > 1 ? day : 1);
  const points = filled.values.length;
  const asked = seasons === 'auto' ? undefined : seasons.map((seconds) => Math.round(seconds / step));
  const chosen = asked
    ? asked.filter((season) => season > 1 && 2 * season <= points)
    : chooseSeasons(filled.values, step);
  const young = chosen.length > 0 ? undefined : youngSeason(filled.values, step, asked);
  if (young !== undefined) return { series: withEarlierSeason(filled, young, step), shifted: 0, isYoung: true };
  const accepted = ascending(chosen);
  const isWhole = accepted.length === 0 || filled.observed.every((seen) => seen === 1);
  const whole = isWhole ? filled.values : refillGaps(filled.values, filled.observed, accepted);
  const { values, points: shifted } = alignLevel(whole, accepted, step);
  const series = {
    values,
    logarithms: justifiedLogarithms(values),
    observed: filled.observed,
    step,
    seasons: accepted,
    calendar: asked ? accepted : calendarSeasons(step, points),
  };
  return { series, shifted, isYoung: false };
}

function youngSeason(values: Float64Array, step: number, asked: readonly number[] | undefined): number | undefined {
  if (!asked) return chooseYoungSeason(values, step);
  return asked.findLast((season) => season > 1 && ASKED_PART * season <= values.length);
}

/**
 * A series that has not seen its season twice, after one more that is like its first. Models can then be fitted; what
 * they hit of the first season they have seen, so only later points count as observed.
 */
function withEarlierSeason(
  { values, observed }: { values: Float64Array; observed: Uint8Array },
  season: number,
  step: number,
): TrainingSeries {
  const longer = new Float64Array(season + values.length);
  longer.set(values.subarray(0, season));
  longer.set(values, season);
  const seen = new Uint8Array(longer.length);
  seen.set(observed.subarray(season), 2 * season);
  return {
    values: longer,
    logarithms: justifiedLogarithms(longer),
    observed: seen,
    step,
    seasons: [season],
    calendar: [season],
  };
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
