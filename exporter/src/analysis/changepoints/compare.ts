import { studentQuantile, studentTail } from '../statistics/student.js';
import { sampleOf, type Sample } from './sample.js';

/** Which way is good. `none`: neither, a change is just a change. */
export type Direction = 'lower-is-better' | 'higher-is-better' | 'none';
/** `same`: no change that matters, `unsure`: too few or too noisy points to say. */
export type ComparisonVerdict = 'better' | 'worse' | 'same' | 'unsure';

export interface CompareOptions {
  direction: Direction;
  /** Relative change that is the smallest to matter. */
  minimumEffect: number;
  /** How sure a change must be, 0 to 1. */
  confidence: number;
}

export interface Comparison {
  /** `unsure` also where the level changed and no direction says whether that is good. */
  verdict: ComparisonVerdict;
  before: Sample;
  after: Sample;
  /** Change of the level relative to the level before; undefined when that is 0. */
  effect?: number;
  /** Interval of the effect, as wide as the wanted confidence asks. */
  lower?: number;
  upper?: number;
  /** 0 to 1: how sure it is that the level changed at all. */
  confidence: number;
}

export const COMPARE_DEFAULTS: CompareOptions = {
  direction: 'lower-is-better',
  minimumEffect: 0.05,
  confidence: 0.99,
};

const LARGEST = 1e100;
/** Fewer points on one side decide nothing. */
const FEWEST = 3;
/** Equivalence is claimed when an interval of this tail lies within the minimum effect (two one-sided tests). */
const EQUIVALENCE_TAIL = 0.1;

/**
 * Compares the level after something with that before by Yuen's trimmed t test with points discounted for
 * autocorrelation. Not finite values are left out.
 *
 * @param before in order of time, as `after`
 */
export function compare(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  options: CompareOptions = COMPARE_DEFAULTS,
): Comparison {
  const [first, second] = [before, after].map((values) => Float64Array.from(values).filter(Number.isFinite));
  if (first!.length === 0 || second!.length === 0) {
    const none: Sample = { points: 0, effectivePoints: 0, centre: NaN, error: NaN, spread: NaN };
    const side = (values: Float64Array) => (values.length === 0 ? none : sampleOf(values));
    return { verdict: 'unsure', before: side(first!), after: side(second!), confidence: 0 };
  }
  const largest = [...first!, ...second!].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // squares of larger values are no numbers
  if (largest > LARGEST) return magnified(compare(first!.map(by(largest)), second!.map(by(largest)), options), largest);
  return compareSamples(sampleOf(first!), sampleOf(second!), options);
}

function by(divisor: number): (value: number) => number {
  return (value) => value / divisor;
}

function magnified(comparison: Comparison, factor: number): Comparison {
  const side = ({ centre, error, spread, ...points }: Sample): Sample => ({
    ...points,
    centre: centre * factor,
    error: error * factor,
    spread: spread * factor,
  });
  return { ...comparison, before: side(comparison.before), after: side(comparison.after) };
}

/**
 * The same of two series at the same moments. What both do together, as a season, cancels out: the differences are
 * tested, around the level of the first.
 */
export function comparePaired(
  first: Float64Array,
  second: Float64Array,
  options: CompareOptions = COMPARE_DEFAULTS,
): Comparison {
  const both = Array.from(first.keys()).filter((i) => Number.isFinite(first[i]) && Number.isFinite(second[i]));
  if (both.length === 0) return compare(first, second, options);
  const { centre } = sampleOf(Float64Array.from(both, (i) => first[i]!));
  const moved = both.map((i) => centre + second[i]! - first[i]!);
  return compare(new Float64Array(both.length).fill(centre), moved, options);
}

/** The same from samples. */
export function compareSamples(before: Sample, after: Sample, options: CompareOptions): Comparison {
  const difference = after.centre - before.centre;
  const error = Math.hypot(before.error, after.error);
  const degrees = welchDegrees(before, after);
  const confidence = 1 - studentTail(error === 0 ? (difference === 0 ? 0 : Infinity) : difference / error, degrees);
  const base = { before, after, confidence };
  const scale = Math.abs(before.centre);
  const within = (tail: number) => studentQuantile(tail, degrees) * error;
  const interval = {
    ...(scale > 0 && {
      effect: difference / scale,
      lower: (difference - within(1 - options.confidence)) / scale,
      upper: (difference + within(1 - options.confidence)) / scale,
    }),
  };
  return { ...base, ...interval, verdict: judge(difference, scale, within(EQUIVALENCE_TAIL), base, options) };
}

function judge(
  difference: number,
  scale: number,
  margin: number,
  { before, after, confidence }: Pick<Comparison, 'before' | 'after' | 'confidence'>,
  { direction, minimumEffect, confidence: wanted }: CompareOptions,
): ComparisonVerdict {
  if (Math.min(before.points, after.points) < FEWEST) return 'unsure';
  const smallest = minimumEffect * scale;
  if (confidence < wanted) return Math.abs(difference) + margin <= smallest ? 'same' : 'unsure';
  if (difference === 0 || Math.abs(difference) < smallest) return 'same';
  if (direction === 'none') return 'unsure';
  return difference < 0 === (direction === 'lower-is-better') ? 'better' : 'worse';
}

/** Degrees of freedom of Welch and Satterthwaite on effective points. */
function welchDegrees(before: Sample, after: Sample): number {
  const [a, b] = [before.error ** 2, after.error ** 2];
  const own = ({ effectivePoints }: Sample) => Math.max(1, 0.6 * effectivePoints - 1);
  return a + b === 0 ? 1 : (a + b) ** 2 / (a ** 2 / own(before) + b ** 2 / own(after));
}
