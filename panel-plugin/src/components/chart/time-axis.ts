import { dateTimeFormat, systemDateFormats } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;

/** The format that tells neighbouring ticks apart, given their distance and the whole range, both in milliseconds. */
export function tickFormat(increment: number, range: number): string {
  const formats = systemDateFormats.interval;
  if (increment < SECOND) {
    return formats.millisecond;
  }
  if (increment <= MINUTE) {
    return range <= DAY ? formats.second : formats.hour;
  }
  if (range <= DAY) {
    return formats.minute;
  }
  if (increment < DAY) {
    return formats.hour;
  }
  if (range < YEAR) {
    return formats.day;
  }
  return increment < YEAR ? formats.month : formats.year;
}

/** Tick labels in the dashboard's time zone. */
export function tickLabels(splits: number[], increment: number, range: number, timeZone: TimeZone): string[] {
  const format = tickFormat(increment, range);
  return splits.map((split) => dateTimeFormat(split, { format, timeZone }));
}

/** Evenly spaced moments, as many as have room for their labels. */
export function timeTicks({ from, to }: { from: number; to: number }, width: number): number[] {
  const count = Math.max(2, Math.min(6, Math.floor(width / 140)));
  return Array.from({ length: count }, (_, index) => Math.round(from + ((to - from) * index) / (count - 1)));
}

/** Grafana's time zone as the browser's Intl names it; undefined for the browser's own. */
export function intlTimeZone(timeZone: TimeZone): string | undefined {
  if (timeZone === 'browser' || timeZone === '') {
    return undefined;
  }
  return timeZone === 'utc' ? 'Etc/UTC' : timeZone;
}
