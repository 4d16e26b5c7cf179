import { findSeason, withoutSeasons } from './season.js';
import { withoutSpikes } from './spikes.js';

const jitter = (index: number) => ((index * 7_919) % 101) / 101 - 0.5;
const daily = (index: number) => 10 * Math.sin((2 * Math.PI * index) / 24);

describe('findSeason', () => {
  it('finds a season beneath noise and trend', () => {
    const values = Float64Array.from({ length: 240 }, (_, i) => daily(i) + jitter(i) + 0.2 * i);
    expect(findSeason(values, 1)).toBe(24);
  });

  it('finds none in noise, in a step or in few values', () => {
    expect(
      findSeason(
        Float64Array.from({ length: 240 }, (_, i) => jitter(i * i)),
        1,
      ),
    ).toBeUndefined();
    expect(
      findSeason(
        Float64Array.from({ length: 240 }, (_, i) => (i < 99 ? 0 : 1)),
        1,
      ),
    ).toBeUndefined();
    expect(
      findSeason(
        Float64Array.from({ length: 6 }, (_, i) => i % 2),
        1,
      ),
    ).toBeUndefined();
  });
});

describe('withoutSeasons', () => {
  it('takes a day and a week out and leaves the rest', () => {
    const weekend = (index: number) => (Math.floor(index / 24) % 7 >= 5 ? -8 : 0);
    const values = Float64Array.from({ length: 28 * 24 }, (_, i) => daily(i) + weekend(i) + 100);
    const { values: flat, seasons } = withoutSeasons(values);
    expect(seasons).toEqual([24, 168]);
    const middle = flat.subarray(168, -168);
    expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(1);
  });

  it('keeps a change of level and gaps', () => {
    const values = Float64Array.from({ length: 480 }, (_, i) => (i === 50 ? NaN : daily(i) + (i < 240 ? 0 : 20)));
    const { values: flat } = withoutSeasons(values);
    expect(flat[300]! - flat[180]!).toBeCloseTo(20, 0);
    expect(flat[50]).toBeNaN();
  });
});

describe('withoutSpikes', () => {
  it('cuts a spike to the edge of normal and keeps a step', () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => jitter(i) + (i < 30 ? 0 : 9) + (i === 10 ? 50 : 0));
    const calm = withoutSpikes(values);
    expect(calm[10]).toBeLessThan(5);
    expect(calm[29]).toBeLessThan(1);
    expect(calm[30]).toBeGreaterThan(8);
  });

  it('flattens a blip of an otherwise constant series', () => {
    const values = Float64Array.from({ length: 30 }, (_, i) => (i === 15 ? 4 : 2));
    expect([...withoutSpikes(values)]).toEqual(Array(30).fill(2));
  });
});
