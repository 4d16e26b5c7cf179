import { alignedWindow, readableStep } from './query-window.js';

describe('query windows', () => {
  it('are aligned to the step, so that a repeated query hits the same points', () => {
    expect(alignedWindow(10_001, 3_600, 300)).toEqual({ from: 6_300, to: 9_900, step: 300 });
  });

  it('have a step that people read easily', () => {
    expect(readableStep(14 * 86_400, 2_000)).toBe(900);
    expect(readableStep(3_600, 2_000)).toBe(15);
    expect(readableStep(1e9, 100)).toBe(1e7);
  });
});
