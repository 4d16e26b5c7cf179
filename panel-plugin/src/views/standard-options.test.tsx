import { type DataFrame, FieldColorModeId, type FieldConfig, MappingType, ThresholdsMode } from '@grafana/data';
import { LegendDisplayMode, TooltipDisplayMode } from '@grafana/schema';
import { act, render, screen } from '@testing-library/react';
import React from 'react';
import { InsightsPanel } from '../components/InsightsPanel';
import { type Plot } from '../components/chart/Plot';
import { axisLimits } from '../components/chart/ranges';
import { type PanelOptions } from '../options';
import { anomalyFrame, forecastFrame, HOUR, NOW } from '../testing/frames';
import { panelProps } from '../testing/panel';

let plot: React.ComponentProps<typeof Plot>;
// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('../components/chart/Plot', () => ({
  Plot: (props: React.ComponentProps<typeof Plot>) => {
    plot = props;
    return null;
  },
}));

const table = { showLegend: true, displayMode: LegendDisplayMode.Table, placement: 'bottom' as const };
const KINDS: Array<[string, () => DataFrame]> = [
  ['forecast', () => forecastFrame()],
  ['anomalies', () => anomalyFrame()],
];

describe.each(KINDS)('in the view %s', (_, makeFrame) => {
  function show(config: FieldConfig, options: Partial<PanelOptions> = {}) {
    const frame = makeFrame();
    frame.fields.slice(1).forEach((field) => (field.config = { ...field.config, ...config }));
    return render(<InsightsPanel {...panelProps([frame], { legend: table, ...options })} />);
  }
  const pointAt = (at: number) => act(() => plot.onCursor({ at, x: 0, y: 0, distance: () => 0 }));
  const limits = () => axisLimits(plot.model, plot.model.series[0].scale);

  test('unit and decimals are in tooltip and legend, and a unit has an axis of its own', () => {
    const { container } = show({ unit: 's', decimals: 2 });
    pointAt(NOW);
    expect(screen.getByTestId('presage-tooltip')).toHaveTextContent(/\d\.\d\d s/);
    expect(container).toHaveTextContent(/Last.*\d\.\d\d s/);
    expect(plot.model.series[0].scale).toBe('unit:s');
  });

  test('minimum and maximum bound the axis', () => {
    show({ min: -5, max: 500 });
    expect(limits()).toMatchObject({ min: -5, max: 500 });
  });

  test('thresholds are lines in their colours, and near ones come into sight', () => {
    const steps = [
      { value: -Infinity, color: 'green' },
      { value: 17, color: '#123456' },
    ];
    show({ thresholds: { mode: ThresholdsMode.Absolute, steps } });
    expect(plot.model.series[0].thresholds).toMatchObject([{ value: 17, label: '17', color: '#123456' }]);
    expect(limits().thresholds).toEqual([17]);
  });

  test('percentages as thresholds count from minimum to maximum', () => {
    const steps = [
      { value: -Infinity, color: 'green' },
      { value: 50, color: 'red' },
    ];
    show({ min: 0, max: 60, thresholds: { mode: ThresholdsMode.Percentage, steps } });
    expect(plot.model.series[0].thresholds.map(({ value }) => value)).toEqual([30]);
  });

  test('a mapping replaces a value', () => {
    show({
      mappings: [{ type: MappingType.RangeToText, options: { from: 0, to: 1_000, result: { text: 'plenty' } } }],
    });
    pointAt(NOW);
    expect(screen.getByTestId('presage-tooltip')).toHaveTextContent('plenty');
  });

  test('the colour is the one that the field says', () => {
    show({ color: { mode: FieldColorModeId.Fixed, fixedColor: '#abcdef' } });
    expect(plot.model.series[0].color).toBe('#abcdef');
  });

  test('the display name names the series', () => {
    show({ displayName: 'orders a second' });
    expect(screen.getByText('orders a second')).toBeInTheDocument();
    expect(plot.model.series[0].name).toBe('orders a second');
  });

  test('links of a point are in the tooltip that a click keeps open', () => {
    const frame = makeFrame();
    frame.fields.slice(1).forEach((field) => {
      field.getLinks = () => [{ href: '/d/runbook', title: 'Runbook', target: '_self', origin: field }];
    });
    render(<InsightsPanel {...panelProps([frame])} />);
    act(() => plot.onClick({ at: NOW, x: 0, y: 0, distance: () => 0 }));
    expect(screen.getByText('Runbook').closest('a')).toHaveAttribute('href', '/d/runbook');
  });

  test('legend and tooltip can be hidden', () => {
    const { container } = show(
      {},
      { legend: { ...table, showLegend: false }, tooltip: { mode: TooltipDisplayMode.None } }
    );
    pointAt(NOW);
    expect(container).not.toHaveTextContent('Last');
    expect(screen.queryByTestId('presage-tooltip')).not.toBeInTheDocument();
  });
});

test('what a field says of no value stands where there is none', () => {
  const history = forecastFrame({ config: { noValue: 'unknown' } });
  const predicted = history.fields.find(({ name }) => name === 'predicted')!;
  predicted.values = predicted.values.map(() => null);
  const { container } = render(<InsightsPanel {...panelProps([history], { legend: table })} />);
  expect(container).toHaveTextContent(/unknown/);
});

test('an override of one series leaves the others as they are', () => {
  const one = forecastFrame({ labels: { db: 'one' }, config: { unit: 'bytes', displayName: 'first' } });
  const two = forecastFrame({ labels: { db: 'two' } });
  render(<InsightsPanel {...panelProps([one, two], { legend: table })} />);
  expect(plot.model.series.map(({ name, scale }) => [name, scale])).toEqual([
    ['first', 'unit:bytes'],
    ['connections {db="two"}', 'unit:'],
  ]);
});

test('the future ends with the time range where the option says so', () => {
  const end = () => plot.model.range.to;
  const { rerender } = render(<InsightsPanel {...panelProps([forecastFrame()])} />);
  expect(end()).toBe(NOW + 5 * HOUR);
  rerender(<InsightsPanel {...panelProps([forecastFrame()], { extendToFuture: false, showNow: false })} />);
  expect([end(), plot.model.now]).toEqual([NOW, undefined]);
});
