import type { CacheInterval } from './interval.js';

/** Bytes a second that shared buffers must miss before their size is worth a word. */
const BUSY_BYTES_A_SECOND = 1024 * 1024;

/** Whether shared buffers miss a lot; undefined while there is too little traffic to tell. */
export function buffersTooSmall(
  interval: CacheInterval | undefined,
  lowHitRatio: number,
  blockBytes: number,
): boolean | undefined {
  if (!interval || interval.hitRatio === undefined) return undefined;
  return interval.hitRatio < lowHitRatio && (interval.misses * blockBytes) / interval.seconds > BUSY_BYTES_A_SECOND;
}
