import { median, medianAbsoluteDeviation } from '../statistics/quantile.js';
import { mean } from '../statistics/moments.js';

/** Fewer points a season leave no shape to repeat. */
const SHORTEST = 4;
/** Fewer seasons leave no profile that one change would not bend. */
const SEASONS = 3;
const LONGEST = 2_100;
/** Correlation with the season before from which a season is accepted. */
const ACCEPTED = 0.5;
/** A shorter season is as good as a multiple of it from this share of its correlation on. */
const NEARLY = 0.85;
/** Deviations are clipped at so many spreads, so that one spike makes no season. */
const CLIP = 3;

/**
 * The values without their season, and without a second one that is a multiple of the first (a day, then a week).
 *
 * @param values NaN where there is none; stays as it is
 */
export function withoutSeasons(values: Float64Array): { values: Float64Array; seasons: number[] } {
  const first = findSeason(values, 1);
  if (first === undefined) return { values, seasons: [] };
  const once = withoutProfile(values, first);
  const second = findSeason(once, first);
  return second === undefined
    ? { values: once, seasons: [first] }
    : { values: withoutProfile(once, second), seasons: [first, second] };
}

/** The values without those of the candidate seasons (in points, ascending) that they follow. */
export function withoutKnownSeasons(values: Float64Array, candidates: readonly number[]): Float64Array {
  return candidates.reduce((rest, season) => {
    const fits = season >= SHORTEST && SEASONS * season <= rest.length && seasonalCorrelation(rest, season) >= ACCEPTED;
    return fits ? withoutProfile(rest, season) : rest;
  }, values);
}

/**
 * The shortest season that correlates about as well as the best: values less their moving mean over one season, whatever
 * the trend, against those one season before.
 *
 * @param unit only multiples of it are looked at, itself excluded
 */
export function findSeason(values: Float64Array, unit: number): number | undefined {
  const longest = Math.min(LONGEST, Math.floor(values.length / SEASONS));
  const correlations: number[] = [];
  for (let lag = unit === 1 ? SHORTEST : 2 * unit; lag <= longest; lag += unit) {
    correlations[lag / unit] = seasonalCorrelation(values, lag);
  }
  const best = correlations.reduce((high, one) => Math.max(high, one), 0);
  if (best < ACCEPTED) return undefined;
  const peak = correlations.findIndex(
    (one, index) =>
      one >= NEARLY * best &&
      one >= (correlations[index - 1] ?? (unit === 1 ? Infinity : 0)) &&
      one >= (correlations[index + 1] ?? 0),
  );
  return peak < 0 ? undefined : peak * unit;
}

/** Correlation of detrended values one season apart, -1 to 1. */
function seasonalCorrelation(values: Float64Array, lag: number): number {
  const trend = movingMean(values, lag);
  const rest = values.map((value, index) => value - trend[index]!);
  const limit = CLIP * medianAbsoluteDeviation(rest, 0);
  let products = 0;
  let squares = 0;
  for (let i = lag; i < rest.length; i++) {
    const [now, before] = [clipped(rest[i]!, limit), clipped(rest[i - lag]!, limit)];
    const product = now * before;
    if (Number.isNaN(product)) continue;
    products += product;
    squares += (now * now + before * before) / 2;
  }
  return squares > 0 ? products / squares : 0;
}

function clipped(value: number, limit: number): number {
  return limit > 0 ? Math.max(-limit, Math.min(limit, value)) : value;
}

/** Mean of the `length` values around each one; at the ends of the first and last so many. */
function movingMean(values: Float64Array, length: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  const counts = new Uint32Array(values.length + 1);
  values.forEach((value, i) => {
    const usable = !Number.isNaN(value);
    sums[i + 1] = sums[i]! + (usable ? value : 0);
    counts[i + 1] = counts[i]! + (usable ? 1 : 0);
  });
  return values.map((_, i) => {
    const from = Math.max(0, Math.min(values.length - length, i - (length >> 1)));
    const to = Math.min(values.length, from + length);
    return (sums[to]! - sums[from]!) / (counts[to]! - counts[from]!);
  });
}

/** Values less the median deviation from the trend at the same place of the season. */
function withoutProfile(values: Float64Array, season: number): Float64Array {
  const trend = movingMean(values, season);
  const profile = Float64Array.from({ length: season }, (_, place) => {
    const own: number[] = [];
    for (let i = place; i < values.length; i += season) own.push(values[i]! - trend[i]!);
    return median(own) || 0;
  });
  const centre = mean(profile);
  return values.map((value, index) => value - profile[index % season]! + centre);
}
