import { render } from '@testing-library/react';
import React from 'react';
import { chartSeries } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { type ChartSeries } from './model';
import { Plot } from './Plot';

/** Columns of the data and of the options of each plot that was made. */
const made: Array<{ data: number; options: number }> = [];

// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('uplot', () => ({
  __esModule: true,
  default: class {
    constructor(options: { series: unknown[] }, data: unknown[]) {
      made.push({ data: data.length, options: options.series.length });
    }
    setData() {}
    setSize() {}
    destroy() {}
  },
}));

const ignore = () => undefined;

const plot = (series: ChartSeries[]) => (
  <Plot
    model={{ series, range: { from: NOW - HOUR, to: NOW + HOUR }, regions: [] }}
    summary="series"
    width={500}
    height={300}
    timeZone="utc"
    navigation={{ onZoom: ignore, onPan: ignore, onScale: ignore, onReset: ignore }}
    onCursor={() => undefined}
    onClick={() => undefined}
  />
);

test('makes a new plot with options for the new series when their number changes', () => {
  const one = chartSeries(forecastFrame({ labels: { db: 'one' } }));
  const two = chartSeries(forecastFrame({ labels: { db: 'one' } }), forecastFrame({ labels: { db: 'two' } }));
  const { rerender } = render(plot(two));
  rerender(plot(one));
  rerender(plot(two));
  expect(made).toHaveLength(3);
  for (const { data, options } of made) {
    expect(options).toBe(data);
  }
});
