import { readForecasts } from '../../data/forecast';
import { chartSeries } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { alignedData } from './align';
import { type ChartSeries } from './model';

const range = { from: NOW - 2 * HOUR, to: NOW + 5 * HOUR };
const align = (series: ChartSeries[], pixels = 800) => alignedData({ series, range }, pixels);

test('one series: times, actual, expected', () => {
  const [times, actual, expected] = align(chartSeries());
  expect(times).toHaveLength(8);
  expect([actual[0], expected[3]]).toEqual([10, 40]);
});

test('series of the same times share them', () => {
  const data = align(chartSeries(forecastFrame(), forecastFrame()));
  expect(data).toHaveLength(5);
  expect(data[0]).toHaveLength(8);
});

test('series of other times are joined: a missing cell goes on, a gap stays', () => {
  const shifted = forecastFrame();
  shifted.fields[0].values = shifted.fields[0].values.map((time: number) => time + HOUR / 2);
  expect(readForecasts([shifted])[0].times[0]).toBe(NOW - 1.5 * HOUR);
  const data = align(chartSeries(forecastFrame(), shifted));
  expect(data[0]).toHaveLength(16);
  expect(data[1].slice(0, 3)).toEqual([10, undefined, 20]);
  expect(data[2][0]).toBeNull();
});

test('no series is an empty table', () => {
  expect(align([])).toEqual([[]]);
});

test('more points than two a pixel become the outermost of each pixel', () => {
  const [times, actual] = align(chartSeries(), 2);
  expect(times.length).toBeLessThanOrEqual(6);
  expect(Math.max(...(actual as number[]))).toBe(30);
});
