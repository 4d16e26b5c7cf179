import { accuracyOf, missesInterval } from './accuracy.js';

const check = (predicted: number, actual: number) => ({
  predicted,
  lower: predicted - 5,
  upper: predicted + 5,
  actual,
});

describe('accuracyOf', () => {
  it('weighs errors by what came and counts what lay within', () => {
    expect(accuracyOf([check(10, 12), check(20, 30), check(30, 30)])).toEqual({
      checks: 3,
      errorRatio: 12 / 72,
      coverageRatio: 2 / 3,
    });
  });

  it('knows no ratio to nothing', () => {
    expect(accuracyOf([check(1, 0)]).errorRatio).toBeUndefined();
  });
});

describe('missesInterval', () => {
  const accuracy = (checks: number, misses: number) => ({ checks, errorRatio: 0, coverageRatio: 1 - misses / checks });

  it('forgives chance and small shortfalls', () => {
    expect(missesInterval(accuracy(20, 1), 0.95)).toBe(false);
    expect(missesInterval(accuracy(20, 3), 0.95)).toBe(false);
    expect(missesInterval(accuracy(1_000, 150), 0.95)).toBe(false);
  });

  it('sees what is missed again and again', () => {
    expect(missesInterval(accuracy(20, 8), 0.95)).toBe(true);
    expect(missesInterval(accuracy(48, 20), 0.8)).toBe(true);
  });
});
