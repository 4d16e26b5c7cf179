import { noise } from '../../../testing/noise.js';
import { findSawtooth } from './sawtooth.js';

const HOUR = 3_600;
const times = Array.from({ length: 672 }, (_, i) => i * HOUR);
/** Climbs 1 a step and falls to the ground at each of `resets`. */
function teeth(resets: (index: number) => boolean, seed = 1): number[] {
  const random = noise(seed, 0.5);
  let value = 100;
  return times.map((_, index) => {
    value = resets(index) ? 100 : value + 1;
    return value + random();
  });
}

describe('findSawtooth', () => {
  it('finds peaks, climb and the tooth of now', () => {
    const found = findSawtooth(
      times,
      teeth((index) => index % 60 === 0),
    )!;
    expect(found.peaks.times).toHaveLength(11);
    // noise may put the highest point one step before the reset
    found.peaks.times.forEach((time, i) => expect(Math.abs(time / HOUR - (59 + 60 * i))).toBeLessThanOrEqual(1));
    for (const peak of found.peaks.values) expect(Math.abs(peak - 159)).toBeLessThan(4);
    expect(found.toothStart).toBe(660);
    expect(found.climb * HOUR).toBeCloseTo(1, 1);
  });

  it('finds resets that come when they will', () => {
    const at = new Set([31, 90, 171, 205, 290, 377, 470, 512, 600]);
    expect(
      findSawtooth(
        times,
        teeth((index) => at.has(index)),
      )!.peaks.values,
    ).toHaveLength(9);
  });

  it('takes no wave, noise, line, single fall or constant for one', () => {
    const random = noise(3, 1);
    const daily = (i: number) => Math.sin((2 * Math.PI * i) / 24);
    expect(
      findSawtooth(
        times,
        times.map((_, i) => 10 * daily(i) + random()),
      ),
    ).toBeUndefined();
    expect(findSawtooth(times, times.map(random))).toBeUndefined();
    expect(
      findSawtooth(
        times,
        times.map((_, i) => i + random()),
      ),
    ).toBeUndefined();
    expect(
      findSawtooth(
        times,
        teeth((index) => index === 300),
      ),
    ).toBeUndefined();
    expect(
      findSawtooth(
        times,
        times.map(() => 5),
      ),
    ).toBeUndefined();
    expect(findSawtooth([0], [1])).toBeUndefined();
  });

  it('takes no falling teeth for climbing ones', () => {
    const falling = teeth((index) => index % 60 === 0).map((value) => -value);
    expect(findSawtooth(times, falling)).toBeUndefined();
  });

  it('takes office hours for no sawtooth', () => {
    const random = noise(5, 2);
    const office = times.map((_, i) => (i % 24 >= 8 && i % 24 < 18 ? 100 : 10) + random());
    expect(findSawtooth(times, office)).toBeUndefined();
  });
});
