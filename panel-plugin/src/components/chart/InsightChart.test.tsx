import { act, fireEvent, render, screen } from '@testing-library/react';
import { LegendDisplayMode, TooltipDisplayMode } from '@grafana/schema';
import React from 'react';
import { DEFAULT_OPTIONS } from '../../options';
import { chartSeries } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { type Cursor } from './Canvas';
import { InsightChart, nearestSeries } from './InsightChart';
import { type Plot } from './Plot';

let plot: React.ComponentProps<typeof Plot>;
// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('./Plot', () => ({
  Plot: (props: React.ComponentProps<typeof Plot>) => {
    plot = props;
    return <div data-testid="plot">{props.model.series.map(({ name }) => name).join(', ')}</div>;
  },
}));

const series = chartSeries(forecastFrame({ labels: { db: 'one' } }), forecastFrame({ labels: { db: 'two' } }));
const cursor: Cursor = { at: NOW + HOUR, x: 10, y: 10, distance: (value) => Math.abs(value - 40) };

function show(mode = TooltipDisplayMode.Multi, height = 300) {
  const onChangeTimeRange = jest.fn();
  render(
    <InsightChart
      model={{ series, range: { from: NOW - HOUR, to: NOW + HOUR }, regions: [] }}
      summary="two series"
      options={{
        ...DEFAULT_OPTIONS,
        tooltip: { mode },
        legend: { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' },
      }}
      width={500}
      height={height}
      timeZone="utc"
      onChangeTimeRange={onChangeTimeRange}
    />
  );
  return onChangeTimeRange;
}

test('a click in the legend shows one series alone, a second click all', () => {
  show();
  const one = screen.getByText('connections {db="one"}', { selector: 'button' });
  fireEvent.click(one);
  expect(screen.getByTestId('plot')).toHaveTextContent('connections {db="one"}');
  expect(screen.getByTestId('plot')).not.toHaveTextContent('two');
  fireEvent.click(one);
  expect(screen.getByTestId('plot')).toHaveTextContent('two');
  fireEvent.click(one, { ctrlKey: true });
  expect(screen.getByTestId('plot')).toHaveTextContent('connections {db="two"}');
});

test('a zoom asks the dashboard for the range', () => {
  const onChangeTimeRange = show();
  act(() => plot.onZoom(1, 2));
  expect(onChangeTimeRange).toHaveBeenCalledWith({ from: 1, to: 2 });
});

test('the tooltip follows the cursor, stays on a click and goes on Escape', () => {
  show();
  act(() => plot.onCursor(cursor));
  expect(screen.getAllByText('Predicted')).toHaveLength(2);
  act(() => plot.onClick(cursor));
  act(() => plot.onCursor(undefined));
  expect(screen.getByRole('button', { name: 'Close' })).toBeInTheDocument();
  fireEvent.keyDown(document.body, { key: 'Escape' });
  expect(screen.queryByTestId('presage-tooltip')).not.toBeInTheDocument();
});

test('in mode single one series is shown, in mode hidden none', () => {
  show(TooltipDisplayMode.Single);
  act(() => plot.onCursor(cursor));
  expect(screen.getAllByText('Predicted')).toHaveLength(1);
});

test('in mode hidden there is no tooltip', () => {
  show(TooltipDisplayMode.None);
  act(() => plot.onCursor(cursor));
  expect(screen.queryByTestId('presage-tooltip')).not.toBeInTheDocument();
});

test('a low panel has no legend', () => {
  show(TooltipDisplayMode.Multi, 100);
  expect(screen.queryByText('connections {db="one"}', { selector: 'button' })).not.toBeInTheDocument();
});

test('nearestSeries goes by the distance from the pointer and leaves out what has no value there', () => {
  const [low, high] = chartSeries(forecastFrame(), forecastFrame());
  high.data = { ...high.data, expected: high.data.expected.map((value) => (value === null ? null : value + 5)) };
  const at = (height: number) =>
    nearestSeries([low, high], { ...cursor, distance: (value) => Math.abs(value - height) });
  expect(at(39)).toEqual([low]);
  expect(at(46)).toEqual([high]);
  expect(nearestSeries([low], { ...cursor, at: NOW - 50 * HOUR })).toEqual([]);
});
