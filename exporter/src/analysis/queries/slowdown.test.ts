import { findSlowdown } from './slowdown.js';

/** Means around a level with the same noise at every run. */
function level(count: number, mean: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return mean * (0.9 + (0.2 * state) / 2_147_483_648);
  });
}

it('finds a statement that became slower and stayed so', () => {
  const found = findSlowdown([...level(40, 10, 1), ...level(12, 25, 2)]);
  expect(found!.windowsAgo).toBe(12);
  expect(found!.before).toBeCloseTo(10, 0);
  expect(found!.after).toBeCloseTo(25, 0);
  expect(found!.confidence).toBeGreaterThan(0.9);
});

it.each([
  ['steady', level(60, 10, 3)],
  ['faster', [...level(40, 25, 4), ...level(12, 10, 5)]],
  ['slow once', [...level(40, 10, 6), 200, ...level(12, 10, 7)]],
  ['a little slower', [...level(40, 10, 8), ...level(12, 11.5, 9)]],
  ['slow for long', [...level(40, 10, 10), ...level(60, 25, 11)]],
  ['new', level(3, 10, 12)],
  ['never seen', []],
])('is silent about one that is %s', (_, means) => {
  expect(findSlowdown(means)).toBeUndefined();
});
