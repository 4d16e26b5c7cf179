import { median } from '../statistics/quantile.js';
import { noise } from '../../../testing/noise.js';
import { createProfile, remember, usual } from './profile.js';

describe('seasonal profile', () => {
  it('knows nothing before two seasons', () => {
    const profile = createProfile(10);
    for (let i = 0; i < 10; i++) remember(profile, i, i);
    expect(usual(profile, 5)).toBeNaN();
    for (let i = 0; i < 10; i++) remember(profile, i, i);
    expect(usual(profile, 5)).toBe(5);
  });

  it('is the median of the last seven seasons around the slot', () => {
    const random = noise(1, 1);
    const profile = createProfile(12);
    const seen: number[] = [];
    for (let i = 0; i < 12 * 9; i++) {
      seen.push(1e9 + random());
      remember(profile, i % 12, seen[i]!);
    }
    const expected = median(seen.filter((_, i) => i >= 12 * 2 && [11, 0, 1, 2, 3].includes(i % 12)));
    // single precision of the deviation, not of the value
    expect(usual(profile, 1)).toBeCloseTo(expected, 6);
  });

  it('counts each slot once where the season is short', () => {
    const profile = createProfile(1);
    [5, 1, 3].forEach((value) => remember(profile, 0, value));
    expect(usual(profile, 0)).toBe(3);
  });
});
