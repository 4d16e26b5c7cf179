import { standardDeviation, mean } from '../statistics/moments.js';
import { studentTail } from '../statistics/student.js';
import { median } from '../statistics/quantile.js';
import { intoBlocks, refined } from './blocks.js';
import { compareSamples, COMPARE_DEFAULTS } from './compare.js';
import { sampleOf, type Sample } from './sample.js';
import { withoutSeasons } from './season.js';
import { MINIMUM_SEGMENT, segment } from './segments.js';
import { withoutSpikes } from './spikes.js';

/** A moment from which on the series behaves in another way. */
export interface ChangePoint {
  /** Index of the first value after the change. */
  index: number;
  /** Median of the values from the change before and up to the next one, seasons taken out. */
  before: number;
  after: number;
  /** Change relative to the level before; undefined when that is 0. */
  effect?: number;
  /** 0 to 1: how sure it is that this changed. */
  confidence: number;
  /** What changed most surely. */
  kind: 'level' | 'trend' | 'spread';
}

/** A level that changed this surely is what people call the change. */
const SURE = 0.99;

/**
 * Change points of a series at a regular distance: seasons and single spikes are taken out, then segments of the model
 * that explains the series best are cut. Long series are cut in blocks first.
 *
 * @param values NaN where there is none
 * @returns ascending by index; empty for short or constant series
 */
export function detectChanges(values: ArrayLike<number>): ChangePoint[] {
  const all = Float64Array.from(values, (value) => (Number.isFinite(value) ? value : NaN));
  const { values: blocks, size } = intoBlocks(all);
  const { values: calm } = withoutSeasons(blocks);
  const places = Array.from(calm.keys()).filter((index) => !Number.isNaN(calm[index]));
  const usable = withoutSpikes(Float64Array.from(places, (index) => calm[index]!));
  const spread = standardDeviation(usable);
  if (usable.length < 2 * MINIMUM_SEGMENT || !(spread > 0)) return [];
  const centre = mean(usable);
  const { changes } = segment(usable.map((value) => (value - centre) / spread));
  const bounds = [0, ...changes, usable.length];
  const found = changes.map((at, i) => ({
    ...describe(usable.subarray(bounds[i], at), usable.subarray(at, bounds[i + 2])),
    index: places[at]! * size,
  }));
  return refined(all, found, size);
}

/** What changed between two neighbouring segments. */
function describe(before: Float64Array, after: Float64Array): Omit<ChangePoint, 'index'> {
  const [first, second] = [sampleOf(before), sampleOf(after)];
  const level = compareSamples(first, second, COMPARE_DEFAULTS).confidence;
  const trend = trendConfidence(before, after);
  const spread = spreadConfidence(first, second);
  const other = trend >= spread ? ('trend' as const) : ('spread' as const);
  const [old, now] = [median(before), median(after)];
  return {
    before: old,
    after: now,
    ...(old !== 0 && { effect: (now - old) / Math.abs(old) }),
    confidence: Math.max(level, trend, spread),
    kind: level >= SURE || level >= Math.max(trend, spread) ? 'level' : other,
  };
}

function trendConfidence(before: Float64Array, after: Float64Array): number {
  const [a, b] = [slopeOf(before), slopeOf(after)];
  const error = Math.hypot(a.error, b.error);
  return error > 0 ? 1 - studentTail((b.slope - a.slope) / error, a.degrees + b.degrees) : 0;
}

/** Slope of the least squares line; its error on points discounted for autocorrelation. */
function slopeOf(values: Float64Array): { slope: number; error: number; degrees: number } {
  const middle = (values.length - 1) / 2;
  const centre = mean(values);
  let products = 0;
  let squares = 0;
  values.forEach((value, index) => {
    products += (index - middle) * (value - centre);
    squares += (index - middle) ** 2;
  });
  const slope = products / squares;
  const rest = sampleOf(values.map((value, index) => value - centre - slope * (index - middle)));
  const share = rest.points / rest.effectivePoints;
  return {
    slope,
    error: rest.spread * Math.sqrt(share / squares),
    degrees: Math.max(1, rest.effectivePoints - 2),
  };
}

/** The logarithm of a standard deviation of n values has a standard error of about 1 / √(2 n). */
function spreadConfidence(before: Sample, after: Sample): number {
  if (!(before.spread > 0 && after.spread > 0)) return before.spread === after.spread ? 0 : 1;
  const error = Math.sqrt(0.5 / before.effectivePoints + 0.5 / after.effectivePoints);
  const degrees = before.effectivePoints + after.effectivePoints;
  return 1 - studentTail(Math.log(after.spread / before.spread) / error, degrees);
}
