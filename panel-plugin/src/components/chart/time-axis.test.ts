import { systemDateFormats } from '@grafana/data';
import { DAY, HOUR, NOW } from '../../testing/frames';
import { intlTimeZone, tickFormat, tickLabels, timeTicks } from './time-axis';

const formats = systemDateFormats.interval;

test.each([
  [100, HOUR, formats.millisecond],
  [60_000, HOUR, formats.second],
  [HOUR, DAY, formats.minute],
  [HOUR, 3 * DAY, formats.hour],
  [DAY, 2 * DAY, formats.day],
  [7 * DAY, 90 * DAY, formats.day],
  [30 * DAY, 400 * DAY, formats.month],
  [366 * DAY, 3_000 * DAY, formats.year],
])('ticks %d ms apart in a range of %d ms', (increment, range, format) => {
  expect(tickFormat(increment, range)).toBe(format);
});

test('labels respect the time zone', () => {
  expect(tickLabels([NOW], HOUR, DAY, 'utc')).toEqual(['08:00']);
  expect(tickLabels([NOW], HOUR, DAY, 'Asia/Tokyo')).toEqual(['17:00']);
});

test('time zones as Intl names them', () => {
  expect(intlTimeZone('browser')).toBeUndefined();
  expect(intlTimeZone('')).toBeUndefined();
  expect(intlTimeZone('utc')).toBe('Etc/UTC');
  expect(intlTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
});

test('ticks without an axis are few and even', () => {
  expect(timeTicks({ from: 0, to: 100 }, 300)).toEqual([0, 100]);
  expect(timeTicks({ from: 0, to: 100 }, 2_000)).toEqual([0, 20, 40, 60, 80, 100]);
});
