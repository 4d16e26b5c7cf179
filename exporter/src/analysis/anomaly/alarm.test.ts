import { noise } from '../../../testing/noise.js';
import { createAlarm, decide, DEFAULT_CONTROLS, type AlarmControls } from './alarm.js';
import { createSeries, scorePoint, type Judgement } from './stream.js';
import type { Verdict } from './verdict.js';

const judged = (score: number, more: Partial<Judgement> = {}): Judgement => ({
  score,
  beyond: score,
  stuck: false,
  warmup: false,
  detector: score > 0 ? 'residual' : undefined,
  expected: 10,
  lower: 5,
  upper: 15,
  deviation: score > 0 ? 10 : 0,
  ...more,
});

/** Verdicts of points at one minute. */
function run(points: (number | Judgement)[], controls: Partial<AlarmControls> = {}, step = 60): Verdict[] {
  const all = { ...DEFAULT_CONTROLS, ...controls };
  let state = createAlarm(all);
  return points.map((point, index) => {
    state = structuredClone(state);
    const one = typeof point === 'number' ? judged(point) : point;
    return decide(state, all, index * step, 10 + (one.deviation ?? 0), one);
  });
}
const active = (verdicts: Verdict[]) => verdicts.map((one) => (one.active ? 1 : 0)).join('');

describe('alarms', () => {
  it('start at the edge of normal and end after five calm points', () => {
    expect(active(run([0, 1, 0, 0, 0, 0, 0, 0]))).toBe('01111100');
    expect(active(run([0.9, 0.99]))).toBe('00');
    expect(active(run([1, 0, 0, 0, 0, 0.8, 0, 0, 0, 0, 0]))).toBe('11111111110');
  });

  it('go on while the series stays away, until that is the new normal', () => {
    const away = judged(0.2, { beyond: 2 });
    const verdicts = run([1.5, ...new Array<Judgement>(60).fill(away)]);
    expect(verdicts.map(({ odd }) => odd).lastIndexOf(true)).toBe(30);
    expect(verdicts.map((one) => one.active).lastIndexOf(true)).toBe(34);
    expect(active(run([away, away]))).toBe('00');
  });

  it('go on for a day while a run lasts', () => {
    const stuck = judged(0, { beyond: 1_000, stuck: true });
    const verdicts = run([judged(1.02, { stuck: true }), ...new Array<Judgement>(30).fill(stuck)], {}, 3_600);
    expect(verdicts.map(({ odd }) => odd).lastIndexOf(true)).toBe(24);
  });

  it('can ask for more than one odd point', () => {
    const controls = { points: 2, of: 3 };
    expect(active(run([1.5, 0, 0, 1.5, 0], controls))).toBe('00000');
    expect(active(run([1.5, 0, 1.5], controls))).toBe('001');
    expect(active(run([1.5, judged(0.3, { beyond: 1 })], controls))).toBe('01');
  });

  it('leave a time after an alarm in which no other starts', () => {
    const points = [1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 2];
    expect(active(run(points, { refractory: 300 }))).toBe('1111100000001');
    expect(active(run(points)).at(6)).toBe('1');
  });
});

describe('alarms of a whole series', () => {
  it('do not depend on what comes later, nor on copies of what is known', () => {
    const random = noise(9, 1);
    const controls = { ...DEFAULT_CONTROLS, budget: 2, refractory: 600 };
    const values = Array.from(
      { length: 1_500 },
      (_, i) => 50 + 10 * Math.sin(i / 40) + random() + (i % 700 === 650 ? 60 : 0),
    );
    const whole = (end: number, copy: boolean) => {
      let [series, alarm] = [createSeries(), createAlarm(controls)];
      return values.slice(0, end).map((value, i) => {
        if (copy && i % 100 === 0) [series, alarm] = structuredClone([series, alarm]);
        return decide(alarm, controls, i * 60, value, scorePoint(series, i * 60, value)!);
      });
    };
    const all = whole(values.length, false);
    expect(all.some((one) => one.active)).toBe(true);
    for (const end of [100, 651, 1_400]) expect(whole(end, true)).toEqual(all.slice(0, end));
  });
});

describe('what counts', () => {
  it('is one side of normal when so asked', () => {
    const below = judged(2, { deviation: -10 });
    expect(run([below], { direction: 'above' })[0]).toMatchObject({ score: 0, active: false });
    expect(run([below], { direction: 'below' })[0]).toMatchObject({ score: 2, direction: 'below', active: true });
    const flat = judged(1.02, { detector: 'flat', deviation: undefined, stuck: true });
    expect(run([flat], { direction: 'above' })[0]!.active).toBe(false);
    expect(run([flat])[0]!.active).toBe(true);
  });

  it('is what deviates enough, in itself and against what was expected', () => {
    expect(run([3], { minimumDeviation: 20 })[0]).toMatchObject({ score: 0.5, active: false });
    expect(run([3], { minimumDeviation: 10 })[0]!.score).toBe(3);
    expect(run([3], { minimumRelativeDeviation: 2 })[0]!.score).toBe(0.5);
    expect(run([3], { minimumRelativeDeviation: 0.5 })[0]!.score).toBe(3);
  });

  it('is a value out of range, whatever the past says', () => {
    const [verdict] = run([judged(0, { warmup: true, deviation: 10 })], { highest: 19 });
    expect(verdict).toMatchObject({ detector: 'range', direction: 'above', active: true, warmup: false });
    expect(run([judged(0, { deviation: -11 })], { lowest: 0 })[0]).toMatchObject({
      detector: 'range',
      direction: 'below',
    });
    expect(run([1], { highest: 12 })[0]).toMatchObject({ upper: 12, expected: 10, lower: 5 });
  });

  it('has no score while the series is learnt', () => {
    expect(run([judged(0, { warmup: true })])[0]).toEqual({
      time: 0,
      value: 10,
      warmup: true,
      active: false,
      odd: false,
    });
  });
});

describe('what was called normal', () => {
  const calm = new Array<number>(10).fill(0);
  const points = [2, ...calm, 2, ...calm, 4];

  it('is not told again, unless it is clearly larger', () => {
    const verdicts = run(points, { normal: [{ from: 0, to: 60 }] });
    expect(verdicts.map(({ score }) => score! >= 1).lastIndexOf(true)).toBe(22);
    expect(verdicts.filter(({ score }) => score! >= 1)).toHaveLength(1);
  });

  it('says nothing of another detector or the other side', () => {
    const other = judged(2, { deviation: -10 });
    const flat = judged(1.02, { detector: 'flat', deviation: undefined });
    const verdicts = run([2, ...calm, other, ...calm, flat], { normal: [{ from: 0, to: 60 }] });
    expect(verdicts.filter(({ score }) => score! >= 1)).toHaveLength(2);
  });
});

describe('a budget of alarms', () => {
  const days = 28;
  /** One excursion a day, of a size that repeats every week. */
  const daily = Array.from({ length: days * 24 }, (_, hour) =>
    hour % 24 === 12 ? 1 + (Math.floor(hour / 24) % 7) : 0,
  );
  const starts = (budget?: number) => {
    const verdicts = run(daily, { budget }, 3_600).slice(7 * 24);
    return verdicts.filter(({ active: now }, index) => now && !verdicts[index - 1]?.active).length;
  };

  it('keeps the largest and leaves out the rest', () => {
    expect(starts()).toBeGreaterThanOrEqual(20);
    expect(starts(1)).toBeLessThanOrEqual(4);
    expect(starts(3)).toBeGreaterThan(starts(1));
    expect(starts(3)).toBeLessThanOrEqual(10);
  });
});
