import { createRandom, createZipf, normal, poisson } from './random.js';

const draws = (count: number, draw: () => number) => Array.from({ length: count }, draw);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
function variance(values: number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}

test('the same seed gives the same sequence, another seed another', () => {
  const sequence = draws(5, createRandom(3));
  expect(draws(5, createRandom(3))).toEqual(sequence);
  expect(draws(5, createRandom(4))).not.toEqual(sequence);
});

test('draws are even over [0, 1)', () => {
  const values = draws(20_000, createRandom(1));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(mean(values)).toBeCloseTo(0.5, 2);
  expect(variance(values)).toBeCloseTo(1 / 12, 2);
});

test('normal draws have mean 0 and variance 1', () => {
  const random = createRandom(2);
  const values = draws(20_000, () => normal(random));
  expect(mean(values)).toBeCloseTo(0, 1);
  expect(variance(values)).toBeCloseTo(1, 1);
});

test.each([0.5, 8, 400])('poisson draws of mean %d have it as mean and variance', (expected) => {
  const random = createRandom(5);
  const values = draws(20_000, () => poisson(expected, random));
  expect(mean(values) / expected).toBeCloseTo(1, 1);
  expect(variance(values) / expected).toBeCloseTo(1, 1);
  expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
});

test('zipf draws the ranks with their probabilities', () => {
  const counts = new Map<number, number>();
  for (const rank of draws(60_000, createZipf(3, 1, createRandom(6)))) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  expect([...counts.keys()].sort()).toEqual([1, 2, 3]);
  const total = 1 + 1 / 2 + 1 / 3;
  for (const [rank, count] of counts) expect(count / 60_000).toBeCloseTo(1 / rank / total, 1);
});
