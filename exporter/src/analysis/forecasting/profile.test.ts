import { noise } from '../../../testing/noise.js';
import { seasonalProfile } from './profile.js';

const day = (i: number) => 10 * Math.sin((2 * Math.PI * i) / 24);
const weekend = (i: number) => (Math.floor(i / 24) % 7 < 5 ? 2 : -5);

describe('seasonalProfile', () => {
  it('finds the shape of the day whatever the level', () => {
    const profile = seasonalProfile(
      Float64Array.from({ length: 240 }, (_, i) => 1_000 + day(i)),
      [24],
    );
    for (let i = 240; i < 264; i++) expect(profile(i)).toBeCloseTo(day(i), 6);
  });

  it('separates day and week', () => {
    const values = Float64Array.from({ length: 24 * 7 * 8 }, (_, i) => 50 + day(i) + weekend(i));
    const profile = seasonalProfile(values, [24, 168]);
    // eight weeks are trusted by eight ninths
    const noon = (weekday: number) => profile(values.length + weekday * 24 + 12);
    expect(noon(2) - noon(6)).toBeGreaterThan(5);
    expect(noon(2) - noon(6)).toBeLessThan(7);
    expect(noon(2)).toBeCloseTo(noon(1), 0);
  });

  it('is not moved by one wild season', () => {
    const random = noise(1, 0.1);
    const values = Float64Array.from({ length: 240 }, (_, i) => day(i) + random());
    const clean = seasonalProfile(values, [24]);
    values[130] = 500;
    const spoiled = seasonalProfile(values, [24]);
    // the spike moves the means around it, the trimmed slots hardly
    for (let i = 0; i < 24; i++) expect(Math.abs(spoiled(i) - clean(i))).toBeLessThan(1);
  });

  it('is zero without seasons', () => {
    expect(seasonalProfile(Float64Array.of(1, 2, 3), [])(7)).toBe(0);
  });
});
