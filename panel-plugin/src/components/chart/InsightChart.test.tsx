import { dateTime } from '@grafana/data';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { LegendDisplayMode, TooltipDisplayMode } from '@grafana/schema';
import React from 'react';
import { DEFAULT_OPTIONS } from '../../options';
import { chartSeries, lastDay } from '../../testing/chart';
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

function chart(timeRange = lastDay(), onChangeTimeRange = jest.fn(), mode = TooltipDisplayMode.Multi, height = 300) {
  return (
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
      timeRange={timeRange}
      onChangeTimeRange={onChangeTimeRange}
    />
  );
}

function show(mode?: TooltipDisplayMode, height?: number) {
  const onChangeTimeRange = jest.fn();
  render(chart(lastDay(), onChangeTimeRange, mode, height));
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
  act(() => plot.navigation.onZoom({ from: 1, to: 2 }));
  expect(onChangeTimeRange).toHaveBeenCalledWith({ from: 1, to: 2 });
  expect(screen.queryByRole('button', { name: 'Reset zoom' })).not.toBeInTheDocument();
});

describe('a zoom that reaches into the future', () => {
  const selection = { from: NOW - HOUR / 2, to: NOW + HOUR / 2 };
  const reset = () => screen.queryByRole('button', { name: 'Reset zoom' });

  test('shows it from what is there, asks for nothing, and can be reset', () => {
    const onChangeTimeRange = show();
    act(() => plot.navigation.onZoom(selection));
    expect(plot.model.range).toEqual(selection);
    expect(screen.getByRole('status')).toHaveTextContent('2025-11-21 07:30:00 to 2025-11-21 08:30:00');
    expect(onChangeTimeRange).not.toHaveBeenCalled();
    fireEvent.click(reset()!);
    expect(plot.model.range).toEqual({ from: NOW - HOUR, to: NOW + HOUR });
    expect(reset()).not.toBeInTheDocument();
  });

  test('can be moved, narrowed and widened to all that there is', () => {
    show();
    act(() => plot.navigation.onZoom(selection));
    act(() => plot.navigation.onPan({ from: NOW, to: NOW + 5 * HOUR }));
    expect(plot.model.range.to).toBe(NOW + HOUR);
    act(() => plot.navigation.onScale(0.5, NOW + HOUR));
    expect(plot.model.range.to - plot.model.range.from).toBeLessThanOrEqual(HOUR);
    act(() => plot.navigation.onScale(8, undefined));
    expect(reset()).not.toBeInTheDocument();
  });

  test('ends when the past is zoomed into', () => {
    const onChangeTimeRange = show();
    act(() => plot.navigation.onZoom(selection));
    act(() => plot.navigation.onZoom({ from: NOW - HOUR, to: NOW }));
    expect(onChangeTimeRange).toHaveBeenCalledWith({ from: NOW - HOUR, to: NOW });
    expect(reset()).not.toBeInTheDocument();
  });

  test('outlives a refresh, but not another range of the dashboard', () => {
    const { rerender } = render(chart());
    act(() => plot.navigation.onZoom(selection));
    const later = { ...lastDay(), to: dateTime(NOW + 60_000) };
    rerender(chart(later));
    expect(plot.model.range).toEqual(selection);
    rerender(chart({ ...later, raw: { from: 'now-2d', to: 'now' } }));
    expect(plot.model.range).toEqual({ from: NOW - HOUR, to: NOW + HOUR });
  });
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
