/** Periods that people and their machines keep, in seconds: hour, half day, day, week, year. */
const CALENDAR = [3_600, 43_200, 86_400, 604_800, 31_557_600];
/** Fewer points a season leave no shape to repeat. */
const SHORTEST = 4;
/** A step may miss the season by this share: a 52-week year is 0.3 % short. */
const SNAP = 0.005;
/** How much closer values one season apart must be than values off the season. */
const GAIN = 0.93;

/** A season that is seen for the second time must show in that part of it, … */
const YOUNG_PART = 0.2;
/** … in so many points, … */
const YOUNG_POINTS = 6;
/** … and that much more clearly, against the trend as well, which what only repeats the season does not know. */
const YOUNG_GAIN = 0.5;

/** Seasons of the calendar in points that a step can express and that fit more than twice, or so often, ascending. */
export function calendarSeasons(step: number, points: number, times = 2): number[] {
  return CALENDAR.map((seconds) => ({ seconds, season: Math.round(seconds / step) }))
    .filter(({ seconds, season }) => season >= SHORTEST && times * season < points && fits(season * step, seconds))
    .map(({ season }) => season);
}

function fits(actual: number, wanted: number): boolean {
  return Math.abs(actual - wanted) / wanted <= SNAP;
}

/**
 * Seasons of the calendar that a series follows. A season is accepted when values one season apart are closer to each
 * other than values a little more and a little less apart: by a quarter to a half of the season, or, where a shorter
 * season was accepted already, by one and two of that one. Trends and random walks cancel out in that comparison.
 *
 * @param values without gaps
 * @returns points a season, ascending; empty when there is none
 */
export function chooseSeasons(values: Float64Array, step: number): number[] {
  const accepted: number[] = [];
  for (const season of calendarSeasons(step, values.length)) {
    const base = accepted.filter((shorter) => season % shorter === 0 && season > shorter).at(-1);
    if (contrast(values, season, base) < GAIN) accepted.push(season);
  }
  return accepted.length > 0 ? accepted : seenJustTwice(values, step);
}

/** With no shorter one to lead astray, a season that fills half of the history serves. */
function seenJustTwice(values: Float64Array, step: number): number[] {
  return calendarSeasons(step, values.length + 1).filter(
    (season) => 2 * season === values.length && contrast(values, season, undefined, changeAtLag) < YOUNG_GAIN,
  );
}

/**
 * The season of a series that holds none twice: the longest of the calendar whose second time has begun and is clearly
 * like the first.
 *
 * @returns points; undefined when there is none
 */
export function chooseYoungSeason(values: Float64Array, step: number): number | undefined {
  return calendarSeasons(step, values.length, 1 + YOUNG_PART)
    .filter((season) => 2 * season > values.length && values.length - season >= YOUNG_POINTS)
    .findLast((season) => contrast(values, season, undefined, changeAtLag) < YOUNG_GAIN);
}

/** Difference of values a season apart by that of values a little more and a little less apart. */
function contrast(
  values: Float64Array,
  season: number,
  base: number | undefined,
  difference = differenceAtLag,
): number {
  const offsets = base === undefined ? [0.25, 0.375, 0.5].map((share) => Math.round(share * season)) : [base, 2 * base];
  const neighbours = offsets
    .flatMap((offset) => [season - offset, season + offset])
    .filter((lag) => lag > 0 && lag !== base && lag < values.length);
  const around = neighbours.reduce((sum, lag) => sum + difference(values, lag), 0) / neighbours.length;
  return difference(values, season) / around;
}

/** Mean absolute deviation of the differences of values `lag` points apart from their mean, which is the trend. */
function differenceAtLag(values: Float64Array, lag: number): number {
  const count = values.length - lag;
  let trend = 0;
  for (let i = lag; i < values.length; i++) trend += (values[i]! - values[i - lag]!) / count;
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += Math.abs(values[i]! - values[i - lag]! - trend);
  return sum / count;
}

/** Mean absolute difference of values `lag` points apart. */
function changeAtLag(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < values.length; i++) sum += Math.abs(values[i]! - values[i - lag]!);
  return sum / (values.length - lag);
}
