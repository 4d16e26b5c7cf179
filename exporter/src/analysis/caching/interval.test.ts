import { intervalBetween, sumIntervals, type CounterReading } from './interval.js';

const reading = (time: number, hits: number, misses: number, more: Partial<CounterReading> = {}): CounterReading => ({
  time,
  epoch: 'one',
  counters: { hits, misses, evictions: 2, expirations: 3 },
  ...more,
});

it('is the difference of two readings', () => {
  const after = reading(130, 40, 20, { counters: { hits: 40, misses: 20, evictions: 5, expirations: 3 } });
  expect(intervalBetween(reading(100, 10, 10), after)).toEqual({
    seconds: 30,
    hits: 30,
    misses: 10,
    evictions: 3,
    expirations: 0,
    hitRatio: 0.75,
  });
});

it('has no ratio without look-ups', () => {
  expect(intervalBetween(reading(100, 10, 10), reading(130, 10, 10))).not.toHaveProperty('hitRatio');
});

it.each([
  ['the first reading', undefined, reading(1, 1, 1)],
  ['another process', reading(1, 1, 1), reading(2, 5, 5, { epoch: 'two' })],
  ['a reset of the statistics', reading(1, 9, 9), reading(2, 0, 12)],
  ['time that stands still', reading(1, 1, 1), reading(1, 2, 2)],
  ['time that runs backwards', reading(2, 1, 1), reading(1, 2, 2)],
])('is unknown for %s', (_, before, after) => {
  expect(intervalBetween(before, after)).toBeUndefined();
});

it('sums caches and takes the ratio of the sums', () => {
  const one = { seconds: 10, hits: 9, misses: 1, evictions: 1, expirations: 0, hitRatio: 0.9 };
  const two = { seconds: 12, hits: 10, misses: 80, evictions: 0, expirations: 4, hitRatio: 1 / 9 };
  expect(sumIntervals([one, two])).toEqual({
    seconds: 12,
    hits: 19,
    misses: 81,
    evictions: 1,
    expirations: 4,
    hitRatio: 0.19,
  });
  expect(sumIntervals([])).toBeUndefined();
});
