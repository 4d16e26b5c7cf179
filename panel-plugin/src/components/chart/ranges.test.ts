import { chartSeries, lastDay } from '../../testing/chart';
import { DAY, forecastFrame, HOUR, NOW } from '../../testing/frames';
import { axisLimits, chartRange, valueRange } from './ranges';

describe('chartRange', () => {
  const from = NOW - DAY;

  test('goes on to the end of the forecast while the range ends now', () => {
    expect(chartRange(lastDay(), NOW + 5 * HOUR, true)).toEqual({ from, to: NOW + 5 * HOUR });
  });

  test('looks at most as far ahead as back', () => {
    expect(chartRange(lastDay(), NOW + 90 * DAY, true)).toEqual({ from, to: NOW + DAY });
  });

  test.each([
    ['the user chose another end', lastDay('now+6h'), NOW + DAY, true],
    ['the option is off', lastDay(), NOW + DAY, false],
    ['there is no forecast', lastDay(), undefined, true],
    ['the forecast is over', lastDay(), NOW - HOUR, true],
    ['no series has a future', lastDay(), -Infinity, true],
  ])('keeps the range when %s', (_, range, dataEnd, extend) => {
    expect(chartRange(range, dataEnd, extend)).toEqual({ from, to: NOW });
  });
});

describe('valueRange', () => {
  test('holds the data with room around it', () => {
    const [low, high] = valueRange(100, 200, { thresholds: [] });
    expect(low).toBeLessThan(100);
    expect(high).toBeGreaterThan(200);
  });

  test('does not go below zero for data that does not', () => {
    expect(valueRange(1, 200, { thresholds: [] })[0]).toBe(0);
  });

  test('near thresholds come into sight, far ones do not press the curve flat', () => {
    expect(valueRange(100, 200, { thresholds: [245] })[1]).toBeGreaterThanOrEqual(245);
    expect(valueRange(100, 200, { thresholds: [10_000] })[1]).toBeLessThan(300);
    expect(valueRange(100, 200, { thresholds: [60] })[0]).toBeLessThanOrEqual(60);
  });

  test('bands come into sight', () => {
    expect(valueRange(100, 200, { bands: [50, 260], thresholds: [] })[0]).toBeLessThanOrEqual(50);
    expect(valueRange(null, null, { bands: [100, 260], thresholds: [] })[1]).toBeGreaterThanOrEqual(260);
  });

  test('standard options rule', () => {
    expect(valueRange(100, 200, { min: 0, max: 150, thresholds: [190] })).toEqual([0, 150]);
  });

  test.each([
    [null, null],
    [0, 0],
    [5, 5],
    [-3, -3],
  ])('data from %p to %p still gives a range that can be drawn', (low, high) => {
    const [from, to] = valueRange(low, high, { thresholds: [] });
    expect(from).toBeLessThan(to);
  });

  test('a minimum above the data does not turn the axis over', () => {
    const [from, to] = valueRange(1, 2, { min: 50, thresholds: [] });
    expect(from).toBeLessThan(to);
  });
});

test('axisLimits are those of the scale', () => {
  const thresholds = [{ name: 'limit', value: 70, direction: 'above' as const }];
  const series = chartSeries(
    forecastFrame({ config: { unit: 'bytes', min: 1, max: 9 }, custom: { thresholds } }),
    forecastFrame({ config: { unit: 's', max: 5 } })
  );
  const model = { series, range: { from: 0, to: 1 }, regions: [] };
  expect(axisLimits(model, 'unit:bytes')).toEqual({ min: 1, max: 9, thresholds: [70] });
  expect(axisLimits(model, 'unit:s')).toEqual({ min: undefined, max: 5, thresholds: [] });
});
