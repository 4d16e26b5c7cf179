import type { Distances } from './conformal.js';

/** What became of the intervals that were published for one horizon. The columns belong together. */
export interface IntervalRecord {
  /** Seconds ahead. */
  horizon: number;
  /** Coverage that was promised. */
  level: number;
  /** Unix seconds of what came, ascending; at least one. */
  times: ArrayLike<number>;
  /** Factor by which the interval, had it not been adapted, would have had to be scaled to reach what came. */
  needed: ArrayLike<number>;
  /** Distances of its bounds from the prediction, not adapted; NaN where a bound of the series cut them off. */
  below: ArrayLike<number>;
  above: ArrayLike<number>;
  /** Factor of the first one when it was published. */
  start: number;
}

export interface AdaptationOptions {
  /** Levels that will be asked for. */
  levels: readonly number[];
  /** Seconds from point to point. */
  step: number;
  /** Unix seconds. */
  now: number;
}

/** Distances of a level, and the factor that adaptation applied to them, by step. */
export interface AdaptedDistances extends Distances {
  scale: Float64Array;
}

/** An interval is scaled by no less and no more, whatever came. */
export const LEAST_SCALE = 0.5;
export const MOST_SCALE = 3;
/** Logarithmic step of the factor for a miss that was sure to be a hit, with as many checks as fit without overlap. */
const SPEED = 0.1;
/**
 * Part of a change of the unadapted width that the factor undoes. The backtest learns of a rough week as well, late and
 * at once: without this both would widen for the same errors, and stay wide for the same time.
 */
const CARRY = 0.4;
const DAY = 86_400;

/**
 * Adapts intervals to how those before them fared: for each level and horizon a factor follows the quantile of the
 * errors that it should cover, a step up for each miss and a small one down for each hit (adaptive conformal inference:
 * Gibbs and Candès, 2021; quantile tracking: Angelopoulos, Candès and Tibshirani, 2023). What is judged is the
 * unadapted interval under the factor of the moment, so that the delay of the answers does not make it swing; steps are
 * small where forecasts overlap. Between the horizons the factor lies on a line over the logarithm of the time ahead,
 * past the longest it fades out. Intervals stay nested and do not narrow with the horizon.
 *
 * @param distances of the new forecast
 * @returns its distances for each of the levels
 */
export function adaptDistances(
  records: readonly IntervalRecord[],
  distances: (level: number) => Distances,
  { levels, step, now }: AdaptationOptions,
): (level: number) => AdaptedDistances {
  const ordered = [...records].sort((a, b) => a.horizon - b.horizon);
  const adapted = new Map<number, AdaptedDistances>();
  let within: AdaptedDistances | undefined;
  for (const level of [...new Set(levels)].sort((a, b) => a - b)) {
    const own = distances(level);
    const factors = ordered.map((record) => {
      const index = Math.min(own.above.length, Math.max(1, Math.round(record.horizon / step))) - 1;
      return followed(record, level, present(own, distances(record.level), index), now);
    });
    within = scaled(
      own,
      (seconds) =>
        between(
          ordered.map(({ horizon }) => horizon),
          factors,
          seconds,
        ),
      step,
      within,
    );
    adapted.set(level, within);
  }
  return (level) => adapted.get(level)!;
}

/** The new forecast at the horizon of a record. */
interface Present {
  /** Width of the interval by that of the level of the record. */
  shape: number;
  below: number;
  above: number;
}

function present(own: Distances, recorded: Distances, index: number): Present {
  const [below, above] = [recorded.below[index]!, recorded.above[index]!];
  const width = below + above;
  return { shape: width > 0 ? (own.below[index]! + own.above[index]!) / width : 1, below, above };
}

/** Logarithm of the factor after all that came, for the width of now. */
function followed(record: IntervalRecord, level: number, { shape, below, above }: Present, now: number): number {
  const { times, needed, horizon } = record;
  const last = times.length - 1;
  const spacing = last > 0 ? (times[last]! - times[0]!) / last : horizon;
  let position = held(Math.log(record.start));
  for (let k = 0; k <= last; k++) {
    if (k > 0)
      position -= CARRY * growth(record.below[k - 1]!, record.below[k]!, record.above[k - 1]!, record.above[k]!);
    const elapsed = k > 0 ? times[k]! - times[k - 1]! : spacing;
    const isMiss = needed[k]! > shape * Math.exp(position);
    position = held(position + SPEED * Math.min(1, elapsed / horizon) * ((isMiss ? 1 : 0) - (1 - level)));
  }
  const silence = Math.max(0, now - times[last]! - 2 * spacing);
  position *= 2 ** (-silence / Math.max(DAY, horizon));
  return held(position - CARRY * growth(record.below[last]!, below, record.above[last]!, above));
}

function held(position: number): number {
  return Math.min(Math.log(MOST_SCALE), Math.max(Math.log(LEAST_SCALE), position));
}

/** Logarithm of the growth of an interval, of the sides that are known. */
function growth(belowBefore: number, below: number, aboveBefore: number, above: number): number {
  const known = [Math.log(below / belowBefore), Math.log(above / aboveBefore)].filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value / known.length, 0);
}

/** Factor at a time ahead, from the logarithms at the horizons. */
function between(horizons: readonly number[], factors: readonly number[], seconds: number): number {
  const after = horizons.findIndex((horizon) => horizon >= seconds);
  if (after === 0) return Math.exp(factors[0]!);
  if (after < 0) return Math.exp(factors[factors.length - 1]! * Math.sqrt(horizons[horizons.length - 1]! / seconds));
  const [from, to] = [horizons[after - 1]!, horizons[after]!];
  const share = Math.log(seconds / from) / Math.log(to / from);
  return Math.exp(factors[after - 1]! + share * (factors[after]! - factors[after - 1]!));
}

function scaled(
  { below, above }: Distances,
  factorAt: (seconds: number) => number,
  step: number,
  within: Distances | undefined,
): AdaptedDistances {
  const scale = below.map((_, index) => factorAt((index + 1) * step));
  const wide = (distance: Float64Array, inner: Float64Array | undefined) => {
    let widest = 0;
    return distance.map((value, index) => (widest = Math.max(widest, value * scale[index]!, inner?.[index] ?? 0)));
  };
  const result = { below: wide(below, within?.below), above: wide(above, within?.above) };
  // the factor in effect is what the next record is read with
  const effective = scale.map((factor, index) => {
    const [before, after] = [below[index]! + above[index]!, result.below[index]! + result.above[index]!];
    return before > 0 ? after / before : factor;
  });
  return { ...result, scale: effective };
}
