import { noise } from '../../../../testing/noise.js';
import { calendarRegression } from './calendar-regression.js';
import type { TrainingSeries } from './model.js';

const DAY = 86_400;
const plain = calendarRegression({ name: 'calendar', transform: 'none' });
const logarithmic = calendarRegression({ name: 'calendar-log', transform: 'log' });

function training(values: Float64Array, step = DAY): TrainingSeries {
  const logarithms = values.every((value) => value > 0) ? values.map(Math.log) : undefined;
  return { values, logarithms, observed: new Uint8Array(values.length).fill(1), step, seasons: [], calendar: [] };
}

const yearly = (day: number) => 100 + 30 * Math.sin((2 * Math.PI * day) / 365.25);
/** A week that is strong in one half of the year only. */
const weekly = (day: number) => (day % 7 < 5 ? 8 : -20) * (1 + Math.cos((2 * Math.PI * day) / 365.25));
const shape = (day: number) => yearly(day) + weekly(day);
const random = noise(1, 3);
const days = Float64Array.from({ length: 1_500 }, (_, day) => shape(day) + random());

function meanError(path: Float64Array | undefined, truth: (step: number) => number): number {
  return path!.reduce((sum, value, step) => sum + Math.abs(value - truth(step)) / path!.length, 0);
}

describe('calendar regression', () => {
  it.each([plain, logarithmic])('continues the year, and a week that turns with it ($name)', (model) => {
    const paths = model.predict(training(days), [1_000, 1_500], 90);
    expect(meanError(paths[0], (step) => shape(1_000 + step))).toBeLessThan(4);
    expect(meanError(paths[1], (step) => shape(1_500 + step))).toBeLessThan(4);
  });

  it('is not moved by spikes', () => {
    const spiky = days.map((value, day) => (day % 50 === 13 ? value + 400 : value));
    expect(meanError(plain.predict(training(spiky), [1_500], 90)[0], (step) => shape(1_500 + step))).toBeLessThan(6);
  });

  it('learns nothing from points that were not observed', () => {
    const series = training(days.map((value, day) => (day % 4 === 1 ? 1e4 : value)));
    series.observed.forEach((_, day) => (series.observed[day] = day % 4 === 1 ? 0 : 1));
    expect(meanError(plain.predict(series, [1_500], 90)[0], (step) => shape(1_500 + step))).toBeLessThan(12);
  });

  it('takes the level of the last weeks along, and does not carry a trend on', () => {
    const shifted = days.map((value, day) => value + (day >= 1_450 ? 50 : 0));
    const path = plain.predict(training(shifted), [1_500], 60)[0]!;
    expect(meanError(path.subarray(0, 20), (step) => shape(1_500 + step) + 50)).toBeLessThan(10);
    const rising = days.map((value, day) => value + day / 10);
    const far = plain.predict(training(rising), [1_500], 365)[0]!;
    expect(Math.abs(far.at(-1)! - (shape(1_864) + 150))).toBeLessThan(15);
  });

  it('knows weeks as steps', () => {
    const weeks = Float64Array.from({ length: 260 }, (_, week) => yearly(7 * week) + random());
    const path = plain.predict(training(weeks, 7 * DAY), [260], 26)[0];
    expect(meanError(path, (step) => yearly(7 * (260 + step)))).toBeLessThan(4);
  });

  it('answers only from one and a half years on, and not for steps of hours or months', () => {
    const paths = plain.predict(training(days.subarray(0, 700)), [500, 600, 700], 10);
    expect(paths.map((path) => path?.length)).toEqual([undefined, 10, 10]);
    expect(plain.predict(training(days, 3_600), [1_500], 10)).toEqual([undefined]);
    expect(plain.predict(training(days, 61 * DAY), [1_500], 10)).toEqual([undefined]);
    expect(logarithmic.predict(training(days.map((value) => value - 200)), [1_500], 10)).toEqual([undefined]);
  });

  it('knows nothing of what comes after an origin', () => {
    const changed = days.map((value, day) => (day < 1_000 ? value : 500));
    const [before] = plain.predict(training(days), [1_000, 1_500], 30);
    const [after] = plain.predict(training(changed), [1_000, 1_500], 30);
    expect([...after!]).toEqual([...before!]);
  });

  it('stays finite for a constant', () => {
    const path = plain.predict(training(new Float64Array(800).fill(7)), [800], 30)[0]!;
    path.forEach((value) => expect(value).toBeCloseTo(7, 6));
  });
});
