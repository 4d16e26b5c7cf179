import { calendarSeasons, chooseSeasons, chooseYoungSeason } from './seasons.js';
import { noise } from '../../../testing/noise.js';

const HOUR = 3_600;
const wave = (period: number, height: number) => (i: number) => height * Math.sin((2 * Math.PI * i) / period);
const weekdays = (i: number) => (Math.floor(i / 24) % 7 < 5 ? 40 : 0);
const series = (points: number, ...parts: ((i: number) => number)[]) =>
  Float64Array.from({ length: points }, (_, i) => 100 + parts.reduce((sum, part) => sum + part(i), 0));

describe('calendarSeasons', () => {
  it('offers what the step can express and the history holds more than twice', () => {
    expect(calendarSeasons(HOUR, 700)).toEqual([12, 24, 168]);
    expect(calendarSeasons(300, 4_033)).toEqual([12, 144, 288, 2_016]);
    expect(calendarSeasons(86_400, 800)).toEqual([7, 365]);
    expect(calendarSeasons(604_800, 200)).toEqual([52]);
  });

  it('offers nothing for a step that does not divide day nor week', () => {
    expect(calendarSeasons(5 * 3_600, 100)).toEqual([]);
  });
});

describe('chooseSeasons', () => {
  it('finds the day in a noisy day wave', () => {
    expect(chooseSeasons(series(700, wave(24, 10), noise(1, 3)), HOUR)).toContain(24);
  });

  it('finds day and week', () => {
    expect(chooseSeasons(series(700, wave(24, 10), weekdays, noise(2, 3)), HOUR)).toEqual([24, 168]);
  });

  it('finds the day on top of a trend', () => {
    expect(
      chooseSeasons(
        series(700, wave(24, 10), (i) => i, noise(3, 2)),
        HOUR,
      ),
    ).toContain(24);
  });

  it.each([4, 5, 6])('finds nothing in noise (seed %i)', (seed) => {
    expect(chooseSeasons(series(700, noise(seed, 10)), HOUR)).toEqual([]);
  });

  it('finds nothing in a random walk', () => {
    const step = noise(7, 1);
    let level = 0;
    expect(
      chooseSeasons(
        Float64Array.from({ length: 700 }, () => (level += step())),
        HOUR,
      ),
    ).toEqual([]);
  });

  it('takes a day that was seen just twice, where no shorter season shows', () => {
    expect(chooseSeasons(series(48, wave(24, 10), noise(1, 1)), HOUR)).toEqual([24]);
    expect(chooseSeasons(series(2_880, wave(60, 10), wave(1_440, 10), noise(1, 1)), 60)).toEqual([60]);
    expect(chooseSeasons(series(48, noise(2, 5)), HOUR)).toEqual([]);
  });

  it('takes none that was seen just twice and is small beside the trend', () => {
    expect(
      chooseSeasons(
        series(48, wave(24, 10), (i) => 20 * i),
        HOUR,
      ),
    ).toEqual([]);
    expect(
      chooseYoungSeason(
        series(36, wave(24, 10), (i) => 20 * i),
        HOUR,
      ),
    ).toBeUndefined();
  });

  it('finds nothing in a constant', () => {
    expect(chooseSeasons(new Float64Array(700).fill(5), HOUR)).toEqual([]);
  });
});

describe('chooseYoungSeason', () => {
  it.each([30, 36, 42, 47])('sees the day begin again after %i hours', (points) => {
    expect(chooseYoungSeason(series(points, wave(24, 10), noise(1, 1)), HOUR)).toBe(24);
  });

  it('sees nothing before the second day, nor what has been seen twice', () => {
    expect(chooseYoungSeason(series(29, wave(24, 10)), HOUR)).toBeUndefined();
    expect(chooseYoungSeason(series(60, wave(24, 10)), HOUR)).toBeUndefined();
  });

  it.each([2, 3, 4])('sees no day in noise (seed %i)', (seed) => {
    expect(chooseYoungSeason(series(36, noise(seed, 5)), HOUR)).toBeUndefined();
  });
});
