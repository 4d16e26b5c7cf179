import { readForecasts } from '../../data/forecast';
import { chartSeries } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { alignedData } from './align';

test('one series: times, upper, lower, actual, expected', () => {
  const [times, upper, lower, actual, expected] = alignedData(chartSeries());
  expect(times).toHaveLength(8);
  expect([upper[3], lower[3], actual[0], expected[3]]).toEqual([50, 30, 10, 40]);
});

test('series of the same times share them', () => {
  const data = alignedData(chartSeries(forecastFrame(), forecastFrame()));
  expect(data).toHaveLength(9);
  expect(data[0]).toHaveLength(8);
});

test('series of other times are joined: a missing cell goes on, a gap stays', () => {
  const shifted = forecastFrame();
  shifted.fields[0].values = shifted.fields[0].values.map((time: number) => time + HOUR / 2);
  expect(readForecasts([shifted])[0].times[0]).toBe(NOW - 1.5 * HOUR);
  const data = alignedData(chartSeries(forecastFrame(), shifted));
  expect(data[0]).toHaveLength(16);
  expect(data[3].slice(0, 3)).toEqual([10, undefined, 20]);
  expect(data[4][0]).toBeNull();
});

test('no series is an empty table', () => {
  expect(alignedData([])).toEqual([[]]);
});
