import { leadingGapsCut, type Grid } from './grid.js';
import { quantileOfSorted, sortedFinite } from '../statistics/quantile.js';

/** Fewer points tell no usual range. */
const FEWEST = 12;
/** Part of the points on either side that the usual range leaves out. */
const TAIL = 0.1;
/** A point this many usual ranges away from the median is wild, … */
const WILD = 20;
/** … and so many are no measurement, even where they come back at the same hour. */
const ABSURD = 1_000;
/** All other points stay this many times closer to the median, or the series has heavy tails. */
const APART = 3;
/** Longer runs are a level. */
const LONGEST_RUN = 2;
/** More than this share of the points (and two) are a habit. */
const MOST = 0.01;
const DAY = 86_400;

/**
 * Points that are so far from all others, so few and so short that they are faults of measurement: a counter that was
 * read wrongly, a unit that was mixed up. They would rule every sum of squares, so they are taken for gaps.
 *
 * A last point alone is one of them too; a second one after it shows a new level. Points that come back at the same hour
 * are a habit, unless they are absurd.
 *
 * @param values NaN for gaps
 * @param step seconds
 * @returns indices, ascending
 */
export function wildPoints(values: Float64Array, step: number): number[] {
  const sorted = sortedFinite(values);
  if (sorted.length < FEWEST) return [];
  const median = quantileOfSorted(sorted, 0.5);
  const usual = quantileOfSorted(sorted, 1 - TAIL) - quantileOfSorted(sorted, TAIL) || Math.abs(median);
  const far = Math.max(median - sorted[0]!, sorted[sorted.length - 1]! - median);
  if (usual === 0 || far <= WILD * usual) return [];
  const distance = values.map((value) => Math.abs(value - median) / usual);
  const wild = Array.from(distance.keys()).filter((index) => distance[index]! > WILD);
  const chosen = shortRuns(wild, values.length);
  const next = distance.reduce((most, value) => (value > most && value <= WILD ? value : most), 0);
  const least = Math.min(...chosen.map((index) => distance[index]!));
  const isRare = chosen.length <= Math.max(2, MOST * sorted.length);
  if (!isRare || least < APART * next) return [];
  return isHabit(chosen, step) ? chosen.filter((index) => distance[index]! > ABSURD) : chosen;
}

/**
 * A grid with its wild points as gaps. One at the start is cut off; one at the end becomes what the point before and the
 * shape of the day make likely, since a forecast starts there.
 */
export function withoutWild(grid: Grid): { grid: Grid; wild: number } {
  const indices = wildPoints(grid.values, grid.step);
  if (indices.length === 0) return { grid, wild: 0 };
  const values = grid.values.slice();
  for (const index of indices) values[index] = NaN;
  const end = values.length - 1;
  if (Number.isNaN(values[end])) values[end] = likelyEnd(values, Math.round(DAY / grid.step));
  return { grid: leadingGapsCut({ ...grid, values }), wild: indices.length };
}

function likelyEnd(values: Float64Array, day: number): number {
  const end = values.length - 1;
  const before = values.findLastIndex((value) => !Number.isNaN(value));
  const change = (values[end - day] ?? NaN) - (values[before - day] ?? NaN);
  return values[before]! + (day > 1 && Number.isFinite(change) ? change : 0);
}

function shortRuns(wild: readonly number[], points: number): number[] {
  const runs: number[][] = [];
  for (const index of wild) {
    const run = runs.at(-1);
    if (run && run[run.length - 1] === index - 1) run.push(index);
    else runs.push([index]);
  }
  return runs.filter((run) => run.length <= (run[run.length - 1] === points - 1 ? 1 : LONGEST_RUN)).flat();
}

/** Whether all of several points lie whole days apart; of daily and slower series, whole weeks or about years. */
function isHabit(indices: readonly number[], step: number): boolean {
  if (indices.length < 2) return false;
  const period = (step < DAY ? DAY : 7 * DAY) / step;
  return indices.slice(1).every((index, position) => {
    const distance = index - indices[position]!;
    const off = Math.abs(distance - period * Math.max(1, Math.round(distance / period)));
    return off <= Math.min(1, Math.floor(period / 12));
  });
}
