import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { createSeries, scorePoint, type Judgement } from './stream.js';

const STEP = 300;
const DAY = 288;

function daily(points: number, seed = 1): number[] {
  const random = noise(seed, 1);
  return Array.from({ length: points }, (_, i) => 100 + 40 * Math.sin((2 * Math.PI * i) / DAY) + random());
}

function judge(values: readonly number[], step = STEP): (Judgement | undefined)[] {
  const state = createSeries();
  return values.map((value, i) => scorePoint(state, i * step, value));
}

const scores = (values: readonly number[]) => judge(values).map((judged) => judged?.score ?? 0);

describe('scorePoint', () => {
  it('is quiet on a calm season once it knows two days', () => {
    const late = scores(daily(DAY * 14)).slice(2 * DAY);
    expect(late.filter((score) => score >= 1).length).toBeLessThanOrEqual(2);
  });

  it('sees a value that no day showed, says what was expected and who spoke', () => {
    const values = daily(DAY * 8);
    values[DAY * 7 + 50] = 300;
    const judged = judge(values)[DAY * 7 + 50]!;
    expect(judged.score).toBeGreaterThan(1.5);
    expect(judged.detector).toBe('record');
    expect(Math.abs(judged.expected! - daily(DAY * 8)[DAY * 7 + 50]!)).toBeLessThan(5);
    expect(judged.upper!).toBeLessThan(300);
    expect(judged.lower!).toBeLessThan(judged.expected!);
  });

  it('sees a value that is usual at another time of the day only', () => {
    const values = daily(DAY * 10);
    const peak = DAY * 9 + DAY / 4;
    values[peak] = 60;
    const judged = judge(values)[peak]!;
    expect(judged.score).toBeGreaterThan(1);
  });

  it('sees a value that stands still', () => {
    const values = daily(DAY * 8);
    values.fill(values[DAY * 7]!, DAY * 7, DAY * 7 + 40);
    const judged = judge(values).slice(DAY * 7, DAY * 7 + 40);
    expect(judged.some((one) => one!.detector === 'flat' && one!.score >= 1)).toBe(true);
  });

  it('sees that nothing comes any more', () => {
    const values = daily(DAY * 8).fill(NaN, DAY * 7, DAY * 7 + 10);
    const judged = judge(values)[DAY * 7 + 4]!;
    expect(judged.detector).toBe('absent');
    expect(judged.score).toBeGreaterThanOrEqual(1);
  });

  it('does not stay high after a level that remains', () => {
    const values = daily(DAY * 12).map((value, i) => (i >= DAY * 8 ? value + 100 : value));
    const found = scores(values);
    expect(Math.max(...found.slice(DAY * 8, DAY * 8 + 10))).toBeGreaterThan(1);
    expect(found.slice(DAY * 10).filter((score) => score >= 1).length).toBeLessThan(10);
  });

  it('scales its scores with the sensitivity', () => {
    const run = (sensitivity: 'low' | 'very-high') => {
      const state = createSeries({ sensitivity });
      return daily(DAY * 4).map((value, i) => scorePoint(state, i * STEP, value)!.score);
    };
    const [low, high] = [run('low'), run('very-high')];
    const at = low.findIndex((score, i) => i > DAY * 2 && score > 0);
    expect(high[at]! / low[at]!).toBeCloseTo(2.2 / 0.6, 6);
  });

  it('does not depend on what comes later', () => {
    const values = daily(DAY * 5, 3);
    values[1_000] = 500;
    const whole = judge(values);
    for (const cut of [17, 100, DAY, 1_001, DAY * 4]) expect(judge(values.slice(0, cut))).toEqual(whole.slice(0, cut));
  });

  it('does not depend on unit or offset', () => {
    const values = daily(DAY * 5, 4);
    values[1_200] = 180;
    const plain = scores(values);
    scores(values.map((value) => 1e6 * value + 5e6)).forEach((score, i) => expect(score).toBeCloseTo(plain[i]!, 2));
  });

  it('knows a season of another length', () => {
    const values = Array.from({ length: 2_000 }, (_, i) => (i % 50 === 7 ? 100 : Math.sin(i)));
    const run = (season: number) => {
      const state = createSeries({ season });
      values.forEach((value, i) => scorePoint(state, i * STEP, value));
      return scorePoint(state, values.length * STEP, 0)!.expected!;
    };
    expect(createSeries({ season: 50 * STEP }).season).toBe(50 * STEP);
    const state = createSeries({ season: 50 * STEP });
    values.forEach((value, i) => scorePoint(state, i * STEP, value));
    expect(state.ring!.season).toBe(50);
    expect(Math.abs(run(50 * STEP))).toBeLessThan(10);
  });

  it('says by how much and for how long a series is away, beside the score that tells it once', () => {
    const values = daily(DAY * 8).map((value, i) => (i >= DAY * 7 ? value + 100 : value));
    const judged = judge(values).slice(DAY * 7, DAY * 7 + 10);
    expect(judged[0]!.deviation!).toBeGreaterThan(90);
    expect(judged.every((one) => one!.beyond > 0.7)).toBe(true);
    expect(judged.slice(1).every((one) => one!.score < judged[0]!.score)).toBe(true);
  });

  it('continues from a copy of its state', () => {
    const values = daily(DAY * 3);
    let state = createSeries();
    const copied = values.map((value, i) => {
      if (i % 100 === 0) state = structuredClone(state);
      return scorePoint(state, i * STEP, value);
    });
    expect(copied).toEqual(judge(values));
  });

  it('ignores points that are not newer', () => {
    const state = createSeries();
    expect(scorePoint(state, 60, 1)).toBeDefined();
    expect(scorePoint(state, 60, 2)).toBeUndefined();
    expect(scorePoint(state, 0, 2)).toBeUndefined();
    expect(scorePoint(state, NaN, 2)).toBeUndefined();
    expect(scorePoint(state, Infinity, 2)).toBeUndefined();
  });

  it('says 0 of a constant series, then sees it move', () => {
    const found = scores([...new Array<number>(600).fill(7), 8]);
    expect(found.slice(0, 600).every((score) => score === 0)).toBe(true);
  });

  it('is finite and does not throw whatever comes', () => {
    const value = fc.oneof(
      fc.double(),
      fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, 1.7e308, -1.7e308, 1e9),
      fc.integer({ min: -3, max: 3 }),
    );
    const gap = fc.oneof(fc.constant(60), fc.integer({ min: -100, max: 100_000 }), fc.double());
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, value), { minLength: 40, maxLength: 300 }), (points) => {
        const state = createSeries({ sensitivity: 'very-high' });
        let time = 0;
        for (const [seconds, one] of points) {
          time += Number.isFinite(seconds) ? seconds : 0;
          const judged = scorePoint(state, time, one);
          if (!judged) continue;
          const { score, beyond, expected = 0, lower = 0, upper = 0, deviation = 0 } = judged;
          for (const number of [score, beyond, expected, lower, upper, deviation]) {
            expect(Number.isFinite(number)).toBe(true);
          }
          expect(judged.score).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});
