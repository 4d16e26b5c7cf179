const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 1970-01-01 was a Thursday; this is the first Monday, so that weeks can be counted from it. */
const FIRST_MONDAY = 4 * DAY;

/** Requests a second that the shop sees on average over a week. */
export const MEAN_REQUEST_RATE = 25;

/** Bytes that customers' pictures add to the shop's volume each second: 2 GiB a day. */
export const UPLOAD_BYTES_PER_SECOND = (2 * 2 ** 30) / 86_400;

/** Bytes of pictures on the volume at the moment when the shop was seeded. */
export const UPLOADED_BYTES_AT_SEED = 80 * 2 ** 30;

/** Size of the shop's volume; at 2 GiB a day it is full about five days after the seed. */
export const STORAGE_LIMIT_BYTES = 90 * 2 ** 30;

/**
 * How busy the shop is at a moment, as a multiple of its mean: quiet before dawn, busy in the evening (UTC),
 * busier toward the weekend. Smooth, so that neither midnight nor Monday is a step; between 0.4 and 1.8.
 *
 * @param time Unix milliseconds
 */
export function activity(time: number): number {
  const hour = (time % DAY) / HOUR;
  const day = ((time - FIRST_MONDAY) % (7 * DAY)) / DAY;
  const wave = (value: number, period: number, peak: number) => Math.cos((2 * Math.PI * (value - peak)) / period);
  const daily = 1 + 0.4 * wave(hour, 24, 18) + 0.1 * wave(hour, 12, 20);
  return daily * (1 + 0.12 * wave(day, 7, 5.5));
}

/** Bytes of pictures on the shop's volume, `seconds` after the seed (before it when negative). */
export function uploadedBytes(seconds: number): number {
  return Math.max(0, UPLOADED_BYTES_AT_SEED + UPLOAD_BYTES_PER_SECOND * seconds);
}
