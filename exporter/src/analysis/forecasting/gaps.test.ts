import { fillGaps, refillGaps } from './gaps.js';

const day = (points: number) =>
  Float64Array.from({ length: points }, (_, i) => 10 + 5 * Math.sin((2 * Math.PI * i) / 24));

describe('fillGaps', () => {
  it('draws a straight line over up to three points', () => {
    const { values, observed } = fillGaps(Float64Array.of(1, NaN, NaN, NaN, 9), 24);
    expect([...values]).toEqual([1, 3, 5, 7, 9]);
    expect([...observed]).toEqual([1, 0, 0, 0, 1]);
  });

  it('restores the shape of the day in a long gap', () => {
    const whole = day(96);
    const torn = whole.slice();
    torn.fill(NaN, 40, 62);
    fillGaps(torn, 24).values.forEach((value, i) => expect(value).toBeCloseTo(whole[i]!, 6));
  });

  it('lifts the shape onto a trend', () => {
    const whole = day(96).map((value, i) => value + i);
    const torn = whole.slice();
    torn.fill(NaN, 40, 62);
    fillGaps(torn, 24).values.forEach((value, i) => expect(value).toBeCloseTo(whole[i]!, 6));
  });

  it('falls back to the line where no season lies around', () => {
    const { values } = fillGaps(Float64Array.of(0, NaN, NaN, NaN, NaN, 5), 24);
    values.forEach((value, i) => expect(value).toBeCloseTo(i, 12));
  });

  it('leaves the input alone', () => {
    const input = Float64Array.of(1, NaN, 3);
    fillGaps(input, 1);
    expect(input[1]).toBeNaN();
  });
});

describe('refillGaps', () => {
  const week = Float64Array.from({ length: 24 * 35 }, (_, i) => (Math.floor(i / 24) % 7 < 5 ? 100 : 40) + (i % 24));
  const torn = (values: Float64Array, from: number, to: number) => values.slice().fill(NaN, from, to);

  it('knows that the missing days were a weekend', () => {
    const { values, observed } = fillGaps(torn(week, 24 * 18, 24 * 22), 24);
    const worst = (filled: Float64Array) => Math.max(...filled.map((value, i) => Math.abs(value - week[i]!)));
    expect(worst(values)).toBeGreaterThan(20);
    expect(worst(refillGaps(values, observed, [24, 168]))).toBeLessThan(15);
  });

  it('follows a level that moved in between, and keeps what was observed', () => {
    const moved = week.map((value, i) => (i < 400 ? value : value + 500));
    const { values, observed } = fillGaps(torn(moved, 380, 420), 24);
    const refilled = refillGaps(values, observed, [24]);
    refilled.forEach((value, i) => observed[i] && expect(value).toBe(moved[i]));
    expect(refilled[400]! - refilled[381]!).toBeGreaterThan(100);
    expect(Math.min(...refilled.subarray(380, 420))).toBeGreaterThan(0);
  });
});
