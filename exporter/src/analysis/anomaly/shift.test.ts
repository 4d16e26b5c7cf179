import { noise } from '../../../testing/noise.js';
import { createShift, learnShift } from './shift.js';

const SEASON = 1_440;

/** Scores of distances from other days; from `start` on they are moved by `size`, for `length` points. */
function run(points: number, start = Infinity, size = 0, length = Infinity): number[] {
  const random = noise(1, 1);
  const shift = createShift();
  return Array.from({ length: points }, (_, i) => {
    const moved = i >= start && i < start + length ? size : 0;
    return learnShift(shift, random() + moved, i, SEASON);
  });
}
const highest = (scores: number[]) => Math.max(...scores);

describe('learnShift', () => {
  it('is calm on noise', () => {
    expect(highest(run(5_000))).toBeLessThan(1);
  });

  it('sees what stays away, and a drift before it is large', () => {
    const scores = run(3_000, 2_000, 3);
    expect(highest(scores.slice(0, 2_000))).toBeLessThan(1);
    const found = scores.findIndex((score) => score >= 1);
    expect(found).toBeGreaterThan(2_000);
    expect(found).toBeLessThan(2_060);
  });

  it('does not take one odd point for a shift', () => {
    expect(highest(run(3_000, 2_000, 10, 1))).toBeLessThan(1);
  });

  it('measures a shift by the largest one before, and not by itself', () => {
    const random = noise(2, 1);
    const shift = createShift();
    const learn = (moved: number) => learnShift(shift, random() + moved, 5_000, SEASON);
    for (let i = 0; i < 1_000; i++) learn(0);
    for (let i = 0; i < 300; i++) learn(20);
    for (let i = 0; i < 500; i++) learn(0);
    const largest = shift.largest;
    expect(largest).toBeGreaterThan(15);
    for (let i = 0; i < 300; i++) learn(40);
    expect(shift.largest).toBeLessThanOrEqual(largest);
    expect(shift.peak).toBeGreaterThan(35);
  });
});
