import { createHash } from 'node:crypto';

/** Longest wait before the first run, so that a start shows something soon. */
const FIRST_RUN_WINDOW = 2_000;

/** A number from 0 to 1 that is always the same for `key` and evenly spread over keys. */
export function splay(key: string): number {
  return createHash('sha1').update(key).digest().readUInt32BE(0) / 2 ** 32;
}

/** When a job that starts at `now` runs first, milliseconds. */
export function firstRun(key: string, interval: number, now: number): number {
  return now + splay(key) * Math.min(interval, FIRST_RUN_WINDOW);
}

/** First wait after a failed run; it doubles with every further failure. */
const FIRST_RETRY = 15_000;

/**
 * When a job runs again, milliseconds: at its own place in the interval, counted from 1970, so that jobs stay spread
 * over the interval and a restart does not move them; never right after the start of the last run.
 *
 * @param failures failed runs in a row; while they are few, the job is tried again before its time
 */
export function nextRun(key: string, interval: number, lastStart: number, now: number, failures: number): number {
  const earliest = Math.max(now, lastStart + interval / 10);
  const offset = splay(key) * interval;
  const regular = Math.ceil((earliest - offset) / interval) * interval + offset;
  return failures === 0 ? regular : Math.min(regular, now + FIRST_RETRY * 2 ** (failures - 1));
}

/** Whether shard `index` of `count` (counted from 1) takes care of `target`. */
export function inShard(target: string, shard: { index: number; count: number }): boolean {
  return Math.floor(splay(target) * shard.count) === shard.index - 1;
}
