import fc from 'fast-check';
import { advanceWindow, windowWeight } from './window.js';

const DAY = 86_400;
const read = (calls: number) => [{ id: 'q', calls }];

it('takes a total for even over time at first', () => {
  expect(windowWeight(advanceWindow(undefined, read(100), 1_000, 0), 'q')).toBe(1);
  const old = advanceWindow(undefined, read(100), 100 * DAY, 0);
  expect(windowWeight(old, 'q')).toBeCloseTo(1 / Math.LN2 / 100);
});

it('adds what was called since, and lets the rest fade by half in a day', () => {
  const first = advanceWindow(undefined, read(100), 1_000, 0);
  const second = advanceWindow(first, read(130), 1_000 + DAY, 0);
  expect(second.recent['q']).toBeCloseTo(50 + 30);
  expect(windowWeight(second, 'q')).toBeCloseTo(80 / 130);
});

it('lets a statement that runs no more lose its weight', () => {
  let window = advanceWindow(undefined, read(100), 1_000, 0);
  for (let day = 1; day <= 10; day++) window = advanceWindow(window, read(100), 1_000 + day * DAY, 0);
  expect(windowWeight(window, 'q')).toBeLessThan(0.001);
});

it('takes all of a counter for new that was reset, or whose statement was evicted', () => {
  const first = advanceWindow(undefined, read(100), 1_000, 0);
  expect(advanceWindow(first, read(7), 1_000, 0).recent['q']).toBeCloseTo(107);
  const gone = advanceWindow(first, [], 1_100, 0);
  expect(gone.recent).toEqual({});
  // after the reset at 1 150 everything is new
  expect(advanceWindow(gone, read(5), 1_200, 1_150).recent['q']).toBe(5);
});

it('comes to the same weights whatever the distance of reads, as long as the rate is the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 7_200 }), (step) => {
      let window = advanceWindow(undefined, read(0), 0, 0);
      let time = 0;
      while (time < 8 * DAY) {
        time += step;
        window = advanceWindow(window, read(time * 10), time, 0);
      }
      const expected = (10 * DAY) / Math.LN2;
      expect(window.recent['q']! / expected).toBeGreaterThan(0.98);
      expect(window.recent['q']! / expected).toBeLessThan(1.04);
    }),
    { numRuns: 15 },
  );
});

it('gives weights from 0 to 1', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 20 }), (counters) => {
      let window: ReturnType<typeof advanceWindow> | undefined;
      for (const [hour, calls] of counters.entries()) window = advanceWindow(window, read(calls), hour * 3_600, 0);
      expect(windowWeight(window!, 'q')).toBeGreaterThanOrEqual(0);
      expect(windowWeight(window!, 'q')).toBeLessThanOrEqual(1);
    }),
  );
});
