import { activity, STORAGE_LIMIT_BYTES, UPLOADED_BYTES_AT_SEED, uploadedBytes } from './shape.js';

const at = (text: string) => activity(Date.parse(text));
const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

test('repeats itself every week', () => {
  expect(at('2026-03-02T10:20:00Z')).toBeCloseTo(at('2026-03-09T10:20:00Z'), 9);
});

test('is busier in the evening than before dawn, and at the weekend than early in the week', () => {
  expect(at('2026-03-04T19:00:00Z')).toBeGreaterThan(2 * at('2026-03-04T05:00:00Z'));
  expect(at('2026-03-07T12:00:00Z')).toBeGreaterThan(at('2026-03-03T12:00:00Z'));
});

test('has mean 1 over a week, keeps between bounds and takes no steps', () => {
  const start = Date.parse('2026-03-01T00:00:00Z');
  const values = Array.from({ length: WEEK / MINUTE }, (_, minute) => activity(start + minute * MINUTE));
  expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(1, 2);
  expect(Math.min(...values)).toBeGreaterThan(0.4);
  expect(Math.max(...values)).toBeLessThan(1.8);
  const steps = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  expect(Math.max(...steps)).toBeLessThan(0.005);
});

test('the volume fills five days after the seed and was never less than empty', () => {
  const DAY = 86_400;
  expect(uploadedBytes(0)).toBe(UPLOADED_BYTES_AT_SEED);
  expect(uploadedBytes(4.9 * DAY)).toBeLessThan(STORAGE_LIMIT_BYTES);
  expect(uploadedBytes(5.1 * DAY)).toBeGreaterThan(STORAGE_LIMIT_BYTES);
  expect(uploadedBytes(-400 * DAY)).toBe(0);
});
