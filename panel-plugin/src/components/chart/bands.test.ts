import type uPlot from 'uplot';
import { chartSeries } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { bandExtent, drawBands } from './bands';
import { type ChartModel } from './model';

const START = NOW - 2 * HOUR;
const model = (series = chartSeries(), hours = 8): ChartModel => ({
  series,
  range: { from: START, to: START + hours * HOUR },
  regions: [],
});

/** A plot of which an hour is as wide as given, that writes down the polygons. */
function recordingPlot(hourWidth: number) {
  const polygons: number[][][] = [];
  const silent = ['save', 'restore', 'rect', 'clip', 'closePath', 'fill'];
  const ctx = {
    ...Object.fromEntries(silent.map((name) => [name, () => undefined])),
    beginPath: () => polygons.push([]),
    lineTo: (x: number, y: number) => polygons[polygons.length - 1].push([x, y]),
  };
  const valToPos = (value: number, scale: string) => (scale === 'x' ? ((value - START) / HOUR) * hourWidth : value);
  const scales = { x: { min: START, max: START + 8 * HOUR }, 'unit:': { min: 0, max: 100 } };
  const plot = { ctx, scales, bbox: { left: 0, top: 0, width: 8 * hourWidth, height: 100 }, valToPos };
  return { plot: plot as unknown as uPlot, drawn: () => polygons.filter((polygon) => polygon.length > 0) };
}

test('a band is one polygon: along the upper edge and back along the lower', () => {
  const { plot, drawn } = recordingPlot(100);
  drawBands(plot, model());
  const upper = [30, 50, 60, 70, 80, 90].map((value, index) => [200 + 100 * index, value]);
  const lower = [30, 30, 40, 50, 60, 70].map((value, index) => [200 + 100 * index, value]);
  expect(drawn()).toEqual([[...upper, ...lower.reverse()]]);
});

test('points in one pixel column are the outermost of them', () => {
  const { plot, drawn } = recordingPlot(0.4);
  drawBands(plot, model());
  expect(drawn()).toEqual([
    [
      [1, 50],
      [2, 80],
      [3, 90],
      [3, 70],
      [2, 40],
      [1, 30],
    ],
  ]);
});

test('a gap parts a band in two', () => {
  const [series] = chartSeries();
  series.drawn.bands[0].lower[4] = null;
  const { plot, drawn } = recordingPlot(100);
  drawBands(plot, model([series]));
  expect(drawn()).toHaveLength(2);
});

test('the extent is that of the range and of the scale', () => {
  expect(bandExtent(model(), 'unit:')).toEqual([30, 90]);
  expect(bandExtent(model(chartSeries(), 3), 'unit:')).toEqual([30, 60]);
  expect(bandExtent(model(), 'unit:s')).toBeUndefined();
  const [bare] = chartSeries(forecastFrame());
  expect(bandExtent(model([{ ...bare, drawn: { ...bare.drawn, bands: [] } }]), 'unit:')).toBeUndefined();
});
