import { extent, mean } from '../statistics/moments.js';
import { median, medianAbsoluteDeviation } from '../statistics/quantile.js';

/** A series that climbs and is reset again and again: a disk that is cleaned up, a heap, a log that is rotated. */
export interface Sawtooth {
  /** Values right before each reset, and their times; ascending. */
  peaks: { times: number[]; values: number[] };
  /** Index of the first point after the last reset. */
  toothStart: number;
  /** Typical climb within a tooth, a second. */
  climb: number;
}

const FEWEST_RESETS = 3;
/** Part of the largest fall that a reset is at least. */
const LEAST_FALL = 0.25;
/** A reset may take so many steps … */
const RESET_STEPS = 2;
/** … and a climb takes at least so many times as long, or it is a wave. */
const ASYMMETRY = 4;
/** Share of the teeth that must be straight enough climbs. */
const CLIMBING_SHARE = 0.6;
const LEAST_FIT = 0.5;
/** A single step that takes this part of a climb makes it a jump. */
const JUMP = 0.5;
/** Falls within so many spreads of the changes are noise. */
const NOISE = 8;

/** The teeth of a series that climbs and is reset; undefined where it does not. Time in seconds, ascending. */
export function findSawtooth(times: readonly number[], values: readonly number[]): Sawtooth | undefined {
  const resets = findResets(values);
  if (resets.length < FEWEST_RESETS) return undefined;
  // the part before the first reset counts, the one after the last has not ended
  const teeth = resets.map(({ peak }, index) => ({ from: index === 0 ? 0 : resets[index - 1]!.bottom, to: peak }));
  const lengths = teeth.slice(1).map(({ from, to }) => to - from);
  if (median(lengths) < ASYMMETRY * mean(resets.map(({ peak, bottom }) => bottom - peak))) return undefined;
  const fits = teeth.slice(1).map(({ from, to }) => lineFit(times.slice(from, to + 1), values.slice(from, to + 1)));
  const climbing = fits.filter(
    ({ slope, explained }, index) =>
      slope > 0 && explained >= LEAST_FIT && !jumps(values, teeth[index + 1]!.from, teeth[index + 1]!.to),
  );
  if (climbing.length < CLIMBING_SHARE * fits.length) return undefined;
  return {
    peaks: { times: resets.map(({ peak }) => times[peak]!), values: resets.map(({ peak }) => values[peak]!) },
    toothStart: resets[resets.length - 1]!.bottom,
    climb: median(climbing.map(({ slope }) => slope)),
  };
}

/** Whether most of the way from one point to another is one step: the mornings of office hours. */
function jumps(values: readonly number[], from: number, to: number): boolean {
  const steps = values.slice(from + 1, to + 1).map((value, index) => value - values[from + index]!);
  return Math.max(...steps) >= JUMP * (values[to]! - values[from]!);
}

/** Falls within a step or two that are more than noise and no less than a quarter of the largest. */
function findResets(values: readonly number[]): { peak: number; bottom: number }[] {
  const falls = values.map((value, index) => value - Math.min(...values.slice(index, index + 1 + RESET_STEPS)));
  const changes = values.slice(1).map((value, index) => value - values[index]!);
  const least = Math.max(LEAST_FALL * extent(falls).maximum, NOISE * medianAbsoluteDeviation(changes));
  const resets: { peak: number; bottom: number }[] = [];
  for (let peak = 0; peak < values.length - 1; peak++) {
    if (least === 0 || values[peak + 1]! >= values[peak]!) continue;
    let bottom = peak + 1;
    while (bottom < values.length - 1 && bottom - peak < RESET_STEPS && values[bottom + 1]! < values[bottom]!) bottom++;
    if (values[peak]! - values[bottom]! < least) continue;
    resets.push({ peak, bottom });
    peak = bottom - 1;
  }
  return resets;
}

/** Least squares line: its slope and the share of the variance that it explains. */
function lineFit(times: readonly number[], values: readonly number[]): { slope: number; explained: number } {
  const [centreTime, centre] = [mean(times), mean(values)];
  let [timeSquares, products, squares] = [0, 0, 0];
  times.forEach((time, index) => {
    timeSquares += (time - centreTime) ** 2;
    products += (time - centreTime) * (values[index]! - centre);
    squares += (values[index]! - centre) ** 2;
  });
  if (timeSquares === 0 || squares === 0) return { slope: 0, explained: 0 };
  return { slope: products / timeSquares, explained: products ** 2 / (timeSquares * squares) };
}
