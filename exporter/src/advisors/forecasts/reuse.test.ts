import { configSchema } from '../../config/config.js';
import type { LiveSeries, SeriesFindings } from './analyse.js';
import { isStillGood, longestReuse } from './reuse.js';

const MINUTE = 60;
const rule = configSchema.parse({
  advisors: { forecasts: { rules: [{ name: 'load', expr: 'load', step: '1m', history: '1h', horizon: '1h' }] } },
}).advisors.forecasts.rules[0]!;
const times = Array.from({ length: 60 }, (_, i) => i * MINUTE);
const last = times[59]!;
const predictedTimes = Array.from({ length: 70 }, (_, i) => last + (i + 1) * MINUTE);
const constant = (value: number) => Float64Array.from(predictedTimes, () => value);
const columns = (at: number[], values: number[]) => ({
  times: Float64Array.from(at),
  values: Float64Array.from(values),
});
const known: SeriesFindings = {
  key: 'a',
  labels: {},
  ...columns(
    times,
    times.map(() => 10),
  ),
  fittedTo: last,
  outcome: {
    status: 'ok',
    models: [],
    candidates: [],
    parts: { trend: { first: 10, last: 10 }, seasons: [] },
    seasons: [],
    times: Float64Array.from(predictedTimes),
    predicted: constant(10),
    lower: constant(8),
    upper: constant(12),
    inner: [],
    backtest: { origins: 1 },
    confidence: 1,
    reasons: [],
    scales: {},
  },
  thresholds: [],
  accuracy: {},
  records: {},
};
/** The history of a later run: `values` came since, as many old ones left the window. */
const later = (...values: number[]): LiveSeries => ({
  key: 'a',
  labels: {},
  ...columns(
    [...times, ...predictedTimes.slice(0, values.length)].slice(values.length),
    [...known.values, ...values].slice(values.length),
  ),
});
const isGood = (series: LiveSeries, changed: object = {}) =>
  isStillGood({ rule, series: known }, { ...rule, ...changed }, series, []);

it('keeps forecasts for ten minutes at most, and not at all at steps of an hour', () => {
  expect(longestReuse(rule)).toBe(600);
  expect(longestReuse({ ...rule, step: 420 })).toBe(420);
  expect(longestReuse({ ...rule, step: 3_600 })).toBe(0);
});

describe('isStillGood', () => {
  it('keeps a forecast that nothing or only what was expected followed', () => {
    expect(isGood(later())).toBe(true);
    expect(isGood(later(10, 11, 9))).toBe(true);
    expect(isGood(later(10, 30, 10))).toBe(true);
  });

  it('lets go of one that the series drifted away from', () => {
    expect(isGood(later(10, 30, 31))).toBe(false);
    expect(isGood(later(1, 10, 1))).toBe(false);
  });

  it('lets go of one that is old, or whose past, rule or thresholds changed', () => {
    expect(isGood(later(...new Array<number>(11).fill(10)))).toBe(false);
    expect(isGood(later(), { level: 0.8 })).toBe(false);
    expect(isGood({ ...later(), values: known.values.map((value, i) => (i === 30 ? 11 : value)) })).toBe(false);
    expect(isGood({ ...later(), times: known.times.slice(30), values: known.values.slice(30) })).toBe(false);
    const limits = [{ name: 'full', value: 20, direction: 'above' as const }];
    expect(isStillGood({ rule, series: known }, rule, later(), limits)).toBe(false);
  });
});
