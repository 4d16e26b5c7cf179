import { noise } from '../../../testing/noise.js';
import { inferStep } from './step.js';

describe('inferStep', () => {
  it('is the median distance, whatever single rows do', () => {
    expect(inferStep([0, 60, 120, 180, 181, 240, 3_600])).toBe(60);
    expect(inferStep([0, 14.9, 30.2, 44.8, 60])).toBeCloseTo(15, 0);
  });

  it('sees through a series that misses most of its rows', () => {
    const times = Array.from({ length: 300 }, (_, i) => i * 3_600).filter((_, i) => i % 3 === 0 || i % 30 < 3);
    expect(inferStep(times)).toBe(3_600);
  });

  it('takes the usual step that shaking times mean, and leaves an exact one alone', () => {
    const shaken = Array.from({ length: 500 }, (_, i) => i * 300 + ((i * 7_919) % 101) / 100);
    expect(inferStep(shaken)).toBe(300);
    expect(inferStep(Array.from({ length: 50 }, (_, i) => i * 3_601))).toBe(3_601);
  });

  it('takes the usual step that rows mean which come at any moment of it', () => {
    const random = noise(1, 500);
    const any = Array.from({ length: 300 }, (_, i) => i * 3_600 + Math.max(-1_700, Math.min(1_700, random())));
    expect(inferStep(any)).toBe(3_600);
    expect(inferStep(any.map((time) => time * 0.8))).not.toBe(3_600);
  });

  it.each([
    ['months', 1],
    ['quarters', 3],
    ['years', 12],
  ])('takes the mean length of %s', (_, months) => {
    const times = Array.from({ length: 24 }, (_, i) => Date.UTC(2015, months * i, 1) / 1000);
    expect(inferStep(times)).toBe((months * 31_557_600) / 12);
  });

  it('leaves four weeks alone', () => {
    expect(inferStep(Array.from({ length: 24 }, (_, i) => i * 28 * 86_400))).toBe(28 * 86_400);
  });

  it('knows nothing from one time', () => {
    expect(inferStep([5])).toBeUndefined();
    expect(inferStep([])).toBeUndefined();
  });
});
