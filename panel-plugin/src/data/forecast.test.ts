import { forecastFrame, HOUR, nestedFrame, NOW, scenarioFrame } from '../testing/frames';
import { commonNow, readForecasts, seamOf } from './forecast';

const read = (options: Parameters<typeof forecastFrame>[0] = {}) => readForecasts([forecastFrame(options)])[0];

test('reads what the model says about itself', () => {
  expect(read()).toMatchObject({
    name: 'connections',
    now: NOW,
    horizonEnd: NOW + 5 * HOUR,
    level: 0.9,
    models: ['mstl'],
    confidence: 0.8,
    backtestError: 2,
  });
});

test('reads the intervals within that of the level, the widest first; a scenario has none', () => {
  const [series] = readForecasts([nestedFrame()]);
  const inner = series.inner();
  expect(inner.map(({ level, lower, upper }) => [level, lower[3], upper[3]])).toEqual([
    [0.8, 34, 46],
    [0.5, 37, 43],
  ]);
  expect(readForecasts([scenarioFrame()]).map((series) => series.inner())).toEqual([[], []]);
  const half = nestedFrame();
  half.fields = half.fields.filter(({ name }) => name !== 'upper80');
  expect(
    readForecasts([half])[0]
      .inner()
      .map(({ level }) => level)
  ).toEqual([0.5]);
});

test('wrong meta data is left out, never guessed', () => {
  const custom = { level: 7, models: 'mstl', confidence: 'high', backtestError: null, thresholds: 3 } as object;
  expect(read({ custom })).toMatchObject({
    level: undefined,
    models: [],
    confidence: undefined,
    backtestError: undefined,
    thresholds: [],
  });
});

test('without meta data now is the last measured point', () => {
  expect(readForecasts([{ ...forecastFrame(), meta: undefined }])[0].now).toBe(NOW);
});

test('commonNow is the latest of all', () => {
  const series = [NOW - HOUR, NOW].map((now) => read({ custom: { now } }));
  expect(commonNow(series)).toBe(NOW);
  expect(commonNow([])).toBeUndefined();
});

describe('seamOf', () => {
  test('puts the last measured point before prediction and band', () => {
    const series = read();
    expect(seamOf(series)(series.expected).slice(1, 4)).toEqual([null, 30, 40]);
    expect(seamOf(series)(series.upper).slice(1, 4)).toEqual([null, 30, 50]);
    expect(series.expected[2]).toBeNull();
  });

  test('joins nothing when points lie between history and prediction', () => {
    const frame = forecastFrame();
    frame.fields[2].values[3] = null;
    const [series] = readForecasts([frame]);
    expect(seamOf(series)(series.expected)).toEqual(series.expected);
  });

  test('joins nothing when the range cuts the history off before now', () => {
    const series = read({ custom: { now: NOW + HOUR / 2 } });
    expect(seamOf(series)(series.expected)).toEqual(series.expected);
  });

  test('joins nothing without a history', () => {
    const frame = forecastFrame();
    frame.fields[1].values.fill(null);
    const [series] = readForecasts([frame]);
    expect(seamOf(series)(series.expected)).toEqual(series.expected);
  });
});
