import { extent } from '../statistics/moments.js';
import { linePaths } from './line.js';
import { mirrored, pathAtRisk, riskAt, type Paths } from './paths.js';
import { findSawtooth, type Sawtooth } from './sawtooth.js';
import { trendOf } from './trend.js';

export interface OutlookInput {
  /** Seconds, ascending; finite values, at least one. */
  times: readonly number[];
  values: readonly number[];
  /** The forecast that follows the last point. */
  paths: Paths;
  /** The forecast rests on an assumption that the past knows nothing of, so the past does not judge it. */
  isAssumed?: boolean;
}

/** How a quantity stands to a threshold. Times in seconds from the last point. */
export interface Outlook {
  /** When the threshold is crossed with the probability; undefined when it is not, or when nothing carries it there. */
  at(probability: number): number | undefined;
  /** Probability that it is crossed within the forecast. */
  risk: number;
  /** What the answer rests on: the forecast, the envelope of the peaks between resets, or the climb since the last one. */
  basis: 'forecast' | 'envelope' | 'climb';
}

/** A tooth this far above all peaks, in parts of its height, was not reset when it should have been. */
const OVERDUE = 0.15;
const LINE_POINTS = 100;

/**
 * When and how surely a quantity crosses a threshold.
 *
 * A forecast beyond everything that was ever seen counts only where the history has a trend that carries it there;
 * within the range of the past the forecast is taken as it is. A series that is reset again and again (a disk that is
 * cleaned up) is judged by the line through its peaks, as long as the resets come.
 */
export function createOutlook(input: OutlookInput): (threshold: number, direction: 'above' | 'below') => Outlook {
  const sides = { above: lazily(() => judgeUpwards(input)), below: lazily(() => judgeUpwards(upsideDown(input))) };
  return (threshold, direction) => sides[direction]()(direction === 'above' ? threshold : -threshold);
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function upsideDown({ times, values, paths, isAssumed }: OutlookInput): OutlookInput {
  return { times, values: values.map((value) => -value), paths: mirrored(paths), isAssumed };
}

/** What does not depend on the threshold: the paths that count, how high the past went, and whether a trend goes on. */
function judgeUpwards(input: OutlookInput): (threshold: number) => Outlook {
  const { times, values } = input;
  const current = values[values.length - 1]!;
  const last = times[times.length - 1]!;
  const sawtooth = input.isAssumed ? undefined : findSawtooth(times, values);
  const basis = sawtooth ? basisOf(sawtooth, values) : 'forecast';
  const { paths, rises, highest, earliest } = {
    forecast: fromForecast,
    envelope: fromPeaks,
    climb: fromTooth,
  }[basis](input, sawtooth!);
  return (threshold) => {
    if (current >= threshold) return { at: () => 0, risk: 1, basis };
    const carries = threshold <= highest || rises;
    const soonest = earliest(threshold - current);
    const within = paths.times[paths.times.length - 1]! - last;
    return {
      at: (probability) => {
        if (!carries) return undefined;
        const crossing = firstAt(pathAtRisk(paths, probability), paths.times, { current, last }, threshold);
        const time = crossing === undefined ? undefined : Math.max(crossing, soonest);
        return time !== undefined && time <= within ? time : undefined;
      },
      risk: soonest > within ? 0 : highestRisk(paths, threshold),
      basis,
    };
  };
}

function basisOf({ peaks, toothStart }: Sawtooth, values: readonly number[]): 'envelope' | 'climb' {
  const { minimum, maximum } = extent(peaks.values);
  const height = maximum - values[toothStart]!;
  const isOverdue = values[values.length - 1]! > maximum + Math.max(OVERDUE * height, maximum - minimum);
  return isOverdue ? 'climb' : 'envelope';
}

interface Basis {
  paths: Paths;
  /** Whether a trend leads beyond what was seen. */
  rises: boolean;
  /** Highest value that the past makes believable without a trend. */
  highest: number;
  /** Seconds that a climb of the given height takes at least. */
  earliest(height: number): number;
}

function fromForecast({ times, values, paths, isAssumed }: OutlookInput): Basis {
  if (isAssumed) return { paths, rises: true, highest: Infinity, earliest: () => 0 };
  const { slope, isSignificant } = trendOf(times, values);
  return { paths, rises: isSignificant && slope > 0, highest: extent(values).maximum, earliest: () => 0 };
}

function fromPeaks({ paths }: OutlookInput, { peaks, climb }: Sawtooth): Basis {
  const { slope, isSignificant } = trendOf(peaks.times, peaks.values);
  const rises = isSignificant && slope > 0;
  return {
    paths: linePaths(peaks, paths.times, !isSignificant),
    rises,
    highest: extent(peaks.values).maximum,
    earliest: (height) => height / climb,
  };
}

function fromTooth({ times, values, paths }: OutlookInput, { toothStart }: Sawtooth): Basis {
  // all pairs of points enter the line: a part of them is enough
  const stride = Math.ceil((times.length - toothStart) / LINE_POINTS);
  const ofTooth = (_: number, index: number) => index >= toothStart && (times.length - 1 - index) % stride === 0;
  const tooth = { times: times.filter(ofTooth), values: values.filter(ofTooth) };
  return { paths: linePaths(tooth, paths.times), rises: true, highest: Infinity, earliest: () => 0 };
}

/** Seconds until a path reaches the threshold, on straight lines between its points. */
function firstAt(
  path: ArrayLike<number>,
  times: ArrayLike<number>,
  { current, last }: { current: number; last: number },
  threshold: number,
): number | undefined {
  let [before, time] = [current, last];
  for (let i = 0; i < path.length; i++) {
    if (path[i]! >= threshold) {
      const share = before < threshold ? (threshold - before) / (path[i]! - before) : 0;
      return time + share * (times[i]! - time) - last;
    }
    [before, time] = [path[i]!, times[i]!];
  }
  return undefined;
}

function highestRisk(paths: Paths, threshold: number): number {
  let risk = 0;
  for (let i = 0; i < paths.times.length; i++) risk = Math.max(risk, riskAt(paths, i, threshold));
  return risk;
}
