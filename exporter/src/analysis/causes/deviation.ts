import { median, quantileOfSorted, sortedFinite } from '../statistics/quantile.js';

/** How far a series left what is usual for it within an incident. */
export interface Deviation {
  /** Largest distance from the level before; 1 is what nine in ten stretches of that length reach at most. */
  deviation: number;
  direction: 'up' | 'down';
  /** Index in `during` of the first value out of the usual, or of the largest where none is. */
  onset: number;
}

/** Points before a moment that say what its level is. */
const RECENT = 12;
const FEWEST = 3;
/** Share of past stretches that stayed within 1. */
const USUAL = 0.9;
/** A series that never moved moves for sure with this share of its level. */
const SMALLEST_SHARE = 1e-3;
const TINY = 1e-12;

/**
 * Deviation of `during` from what went before, in units of what the series does anyway: the largest distance from the
 * recent level, over what stretches of the same length usually reach. So each series is judged by its own tails.
 *
 * @param before in order of time up to the incident, NaN where there is none
 * @returns undefined where either side has too few values
 */
export function deviationOf(before: Float64Array, during: Float64Array): Deviation | undefined {
  const past = sortedFinite(before);
  if (past.length < FEWEST || !during.some(Number.isFinite)) return undefined;
  const overall = quantileOfSorted(past, 0.5);
  const reaches: number[] = [];
  for (let start = 0; start + during.length <= before.length; start += during.length) {
    const level = levelBefore(before, start, overall);
    const reach = reachOf(before.subarray(start, start + during.length), level);
    if (reach !== undefined) reaches.push(reach);
  }
  const usual = reaches.length === 0 ? 0 : quantileOfSorted(Float64Array.from(reaches).sort(), USUAL);
  const scale = Math.max(usual, SMALLEST_SHARE * Math.abs(overall), TINY);
  const level = levelBefore(before, before.length, overall);
  const distances = during.map((value) => (value - level) / scale);
  const sizes = Array.from(distances, (value) => (Number.isNaN(value) ? -1 : Math.abs(value)));
  const deviation = sizes.reduce((high, one) => Math.max(high, one), 0);
  const largest = sizes.indexOf(deviation);
  const first = sizes.findIndex((size) => size > 1);
  return { deviation, direction: distances[largest]! < 0 ? 'down' : 'up', onset: first < 0 ? largest : first };
}

function levelBefore(values: Float64Array, end: number, otherwise: number): number {
  const recent = values.subarray(Math.max(0, end - RECENT), end).filter(Number.isFinite);
  return recent.length < FEWEST ? otherwise : median(recent);
}

function reachOf(values: Float64Array, level: number): number | undefined {
  const usable = values.filter(Number.isFinite);
  return usable.length === 0 ? undefined : usable.reduce((high, one) => Math.max(high, Math.abs(one - level)), 0);
}
