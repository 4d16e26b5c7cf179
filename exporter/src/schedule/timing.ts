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

/**
 * When a job runs again, milliseconds: at its own place in the interval, counted from 1970, so that jobs stay spread
 * over the interval and a restart does not move them. At least half an interval after the start of the last run.
 */
export function nextRun(key: string, interval: number, lastStart: number, now: number): number {
  const earliest = Math.max(now, lastStart + interval / 2);
  const offset = splay(key) * interval;
  return Math.ceil((earliest - offset) / interval) * interval + offset;
}

/** Whether shard `index` of `count` (counted from 1) takes care of `target`. */
export function inShard(target: string, shard: { index: number; count: number }): boolean {
  return Math.floor(splay(target) * shard.count) === shard.index - 1;
}
