import { detectChanges } from '../changepoints/detect.js';
import { median } from '../statistics/quantile.js';

/** A statement that became slower and stayed so. */
export interface Slowdown {
  /** Windows ago that it began; 1 is the last. */
  windowsAgo: number;
  /** Milliseconds a call, before and since. */
  before: number;
  after: number;
  /** 0 to 1. */
  confidence: number;
}

/** It must have lasted for some windows, and matter. */
const LASTING = 3;
const FACTOR = 1.3;
/** Windows after which a change is how things are. */
const OLD = 48;

/**
 * The last lasting rise of the mean time a call, found by change point detection over its windows.
 *
 * @param means milliseconds a call of each window, oldest first
 */
export function findSlowdown(means: readonly number[]): Slowdown | undefined {
  // times are never negative and their spread grows with them
  const changes = detectChanges(means.map((mean) => Math.log(Math.max(mean, 1e-3))));
  const last = changes.at(-1);
  if (!last) return undefined;
  const windowsAgo = means.length - last.index;
  const start = changes.at(-2)?.index ?? 0;
  const [before, after] = [median(means.slice(start, last.index)), median(means.slice(last.index))];
  if (windowsAgo < LASTING || windowsAgo > OLD || after < FACTOR * before) return undefined;
  return { windowsAgo, before, after, confidence: last.confidence };
}
