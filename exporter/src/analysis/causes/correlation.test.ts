import { correlate, ranks } from './correlation.js';

function noise(length: number, seed: number): Float64Array {
  let state = seed * 7_919 + 13;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let i = 0; i < 10; i++) uniform();
  return Float64Array.from({ length }, () => uniform() - 0.5);
}

describe('correlate', () => {
  it('finds strength and lag of a series that follows another', () => {
    const driver = noise(200, 1).map((value) => Math.exp(4 * value));
    const own = noise(200, 2);
    const follower = driver.map((_, index) => 3 * Math.sqrt(driver[Math.max(0, index - 4)]!) + 0.3 * own[index]!);
    const found = correlate(driver, follower, 10)!;
    expect(found.lag).toBe(4);
    expect(found.strength).toBeGreaterThan(0.8);
    expect(found.confidence).toBeGreaterThan(0.999);
    expect(correlate(follower, driver, 10)!.lag).toBe(-4);
    expect(
      correlate(
        driver,
        follower.map((value) => -value),
        10,
      )!.strength,
    ).toBeLessThan(-0.8);
  });

  it('is rarely sure of series that have nothing to do with each other', () => {
    const sure = Array.from({ length: 60 }, (_, seed) => correlate(noise(150, seed + 1), noise(150, seed + 501), 10)!);
    expect(sure.filter(({ confidence }) => confidence > 0.95).length).toBeLessThanOrEqual(6);
  });

  it('is not taken in by a trend or a season that both share', () => {
    const shared = (seed: number) =>
      noise(240, seed).map((value, i) => value + 0.05 * i + 8 * Math.sin((2 * Math.PI * i) / 24));
    expect(correlate(shared(3), shared(4), 5)!.confidence).toBeLessThan(0.95);
  });

  it('leaves gaps out and says nothing of few points', () => {
    const gappy = noise(100, 5).map((value, index) => (index % 5 === 0 ? NaN : value));
    expect(correlate(gappy, gappy, 2)).toMatchObject({ lag: 0 });
    expect(correlate(noise(8, 1), noise(8, 2), 2)).toBeUndefined();
    expect(correlate(new Float64Array(50), noise(50, 1), 2)!.confidence).toBe(0);
  });
});

describe('ranks', () => {
  it('gives equal values the mean of their ranks', () => {
    expect(ranks([30, 10, 20, 10])).toEqual([4, 1.5, 3, 1.5]);
    expect(ranks([])).toEqual([]);
  });
});
