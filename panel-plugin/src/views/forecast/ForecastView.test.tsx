import { toDataFrame } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import React from 'react';
import { type Plot } from '../../components/chart/Plot';
import { annotationFrame, changeFrame, forecastFrame, HOUR, NOW, scenarioFrame } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { ForecastView } from './ForecastView';

let plot: React.ComponentProps<typeof Plot>;
// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('../../components/chart/Plot', () => ({
  Plot: (props: React.ComponentProps<typeof Plot>) => {
    plot = props;
    return null;
  },
}));

const crossing = { expected: NOW + 3 * HOUR, earliest: NOW + 2 * HOUR, latest: NOW + 4 * HOUR };
const frame = forecastFrame({ custom: { thresholds: [{ name: 'limit', value: 65, direction: 'above', crossing }] } });

test('says what is ahead, for eyes and for screen readers', () => {
  render(<ForecastView {...panelProps([frame])} />);
  expect(screen.getByRole('list', { name: 'Outlook' })).toHaveTextContent('crosses 65 (limit) in 3 h (2 h to 4 h)');
  expect(plot.summary).toBe(
    'connections: 30 now, 80 predicted in 5 h (interval 70 to 90). connections crosses 65 (limit) in 3 h (2 h to 4 h).'
  );
});

test('the future beyond the range is drawn, with now line, shade and regions', () => {
  render(<ForecastView {...panelProps([frame], {}, { annotations: [annotationFrame([{ time: NOW }])] })} />);
  expect(plot.model).toMatchObject({ now: NOW, shadedFrom: NOW, range: { to: NOW + 5 * HOUR } });
  expect(plot.model.regions).toHaveLength(1);
});

test('changes of the same panel mark their moments', () => {
  render(<ForecastView {...panelProps([frame, changeFrame([{}])])} />);
  expect(plot.model.regions).toEqual([expect.objectContaining({ from: NOW, to: NOW, text: 'The mean rose by half.' })]);
});

test('a scenario is a series of its own that shares the history', () => {
  const thresholds = [{ name: 'limit', value: 130, direction: 'above' as const, risk: 0.7, crossing }];
  const scenario = { growth: 2, start: NOW, end: NOW, growthOf: 'level' as const, thresholds };
  render(<ForecastView {...panelProps([scenarioFrame({ scenario })])} />);
  const [base, what] = plot.model.series;
  expect(what.name).toBe('connections at 2×');
  expect(what.drawn.actual.every((value) => value === null)).toBe(true);
  expect([what.drawn.expected[3], what.drawn.bands[0].lower[3], what.drawn.bands[0].upper[3]]).toEqual([80, 60, 100]);
  // both start from the last measured point
  expect([base.drawn.expected[2], what.drawn.expected[2]]).toEqual([30, 30]);
  expect(what.details(3)).toContainEqual({ label: 'Predicted', value: '80' });
  expect(screen.getByText('crosses 130 (limit) in 3 h (2 h to 4 h), probability 70%')).toBeInTheDocument();
});

test('every option of the chart does what it says', () => {
  const options = {
    showNow: false,
    shadeFuture: false,
    extendToFuture: false,
    showAnomalies: false,
    showOutlook: false,
  };
  render(<ForecastView {...panelProps([frame], options, { annotations: [annotationFrame([{ time: NOW }])] })} />);
  expect(plot.model).toMatchObject({ now: undefined, shadedFrom: undefined, regions: [], range: { to: NOW } });
  expect(screen.queryByRole('list', { name: 'Outlook' })).not.toBeInTheDocument();
});

test('series are named in the outlook when there are several', () => {
  const two = ['a', 'b'].map((db) =>
    forecastFrame({ labels: { db }, custom: { thresholds: [{ name: '', value: 500, direction: 'above' }] } })
  );
  render(<ForecastView {...panelProps(two)} />);
  expect(screen.getByText('connections {db="a"}')).toBeInTheDocument();
});

test('a low panel keeps its room for the curve, but not the summary from the screen reader', () => {
  render(<ForecastView {...panelProps([frame])} height={120} />);
  expect(screen.queryByRole('list', { name: 'Outlook' })).not.toBeInTheDocument();
  expect(plot.height).toBe(120);
  expect(plot.summary).toContain('crosses 65');
});

test('only a history is still drawn', () => {
  const history = forecastFrame();
  history.fields.slice(2).forEach((field) => field.values.fill(null));
  render(<ForecastView {...panelProps([history])} />);
  expect(plot.model.range.to).toBe(NOW);
  expect(plot.summary).toBe('connections: 30 at the end of the history, no forecast.');
});

test('a forecast without its columns is explained', () => {
  const broken = toDataFrame({ fields: [], meta: { custom: { presage: 1, kind: 'forecast' } } });
  render(<ForecastView {...panelProps([broken])} />);
  expect(screen.getByRole('status')).toHaveTextContent('no forecast that can be drawn');
});
