import { toDataFrame } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { type Plot } from '../../components/chart/Plot';
import { anomalyFrame, annotationFrame, causeFrame, changeFrame, NOW } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { AnomaliesView } from './AnomaliesView';

let plot: React.ComponentProps<typeof Plot>;
// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('../../components/chart/Plot', () => ({
  Plot: (props: React.ComponentProps<typeof Plot>) => {
    plot = props;
    return null;
  },
}));

test('marks the odd points and counts the runs', () => {
  render(<AnomaliesView {...panelProps([anomalyFrame()], {}, { annotations: [annotationFrame([{ time: NOW }])] })} />);
  expect(plot.model.series[0].marks).toEqual([2, 3, 5]);
  expect(plot.model.regions).toHaveLength(1);
  expect(plot.summary).toBe('latency: 2 anomalies, the worst with score 3.0 at 2025-11-21 06:00:00.');
});

test('draws band and expected line as they are, nothing joined', () => {
  render(<AnomaliesView {...panelProps([anomalyFrame()])} />);
  const [{ drawn, details }] = plot.model.series;
  expect([drawn.bands[0].lower[0], drawn.expected[0], drawn.bands[0].upper[0]]).toEqual([8, 10, 12]);
  expect(details(3)).toEqual([
    { label: 'Value', value: '16' },
    { label: 'Expected', value: '10' },
    { label: 'Normal', value: '8 to 12' },
    { label: 'Score', value: '3.00' },
  ]);
});

test.each([
  [anomalyFrame([0, 0.5]), 'no anomalies'],
  [anomalyFrame([0, 1.5]), '1 anomaly, score 1.5 at 2025-11-21 08:00:00'],
  [anomalyFrame([9, 9], { custom: { warmup: true } }), 'still learning what is normal'],
])('%#: says so in words', (frame, text) => {
  render(<AnomaliesView {...panelProps([frame])} />);
  expect(screen.getByText(text)).toBeInTheDocument();
});

test('a warming model shows no score as if it meant something', () => {
  render(<AnomaliesView {...panelProps([anomalyFrame([9], { custom: { warmup: true } })])} />);
  expect(plot.model.series[0].marks).toEqual([]);
  expect(plot.model.series[0].details(0)).toContainEqual({ label: 'Score', value: 'still learning' });
});

const two = [anomalyFrame([0], { labels: { db: 'calm' } }), anomalyFrame([5], { labels: { db: 'odd' } })];

test('several series have lanes, the odd one first', () => {
  render(<AnomaliesView {...panelProps(two)} />);
  const [first, second] = screen.getAllByRole('listitem');
  expect(first).toHaveTextContent('odd"}1, worst 5.0');
  expect(second).toHaveTextContent('calm"}normal');
});

test('a click on a lane shows its series alone, a second click all', async () => {
  render(<AnomaliesView {...panelProps(two)} />);
  const lane = screen.getByRole('button', { name: /odd/ });
  await userEvent.click(lane);
  expect(plot.model.series.map(({ name }) => name)).toEqual(['latency {db="odd"}']);
  expect(lane).toHaveAttribute('aria-pressed', 'true');
  await userEvent.click(lane);
  expect(plot.model.series).toHaveLength(2);
});

test('a low panel says the same in words', () => {
  render(<AnomaliesView {...panelProps(two)} height={200} />);
  expect(screen.queryByTestId('presage-lanes')).toBeNull();
  expect(screen.getAllByRole('listitem')[0]).toHaveTextContent('odd"}1 anomaly');
});

test('causes and changes of the same panel explain and mark', () => {
  render(<AnomaliesView {...panelProps([...two, causeFrame([{}]), changeFrame([{}])])} />);
  expect(screen.getByText('Lock waits rose first.')).toBeInTheDocument();
  expect(plot.model.regions).toEqual([expect.objectContaining({ from: NOW, title: 'latency', tags: ['worse'] })]);
});

test('options switch band, marks and regions', () => {
  const options = { showBand: false, showAnomalies: false };
  render(
    <AnomaliesView {...panelProps([anomalyFrame()], options, { annotations: [annotationFrame([{ time: NOW }])] })} />
  );
  const [{ drawn, marks }] = plot.model.series;
  expect([drawn.bands, marks, plot.model.regions]).toEqual([[], [], []]);
});

test('an anomaly series without its columns is explained', () => {
  const broken = toDataFrame({ fields: [], meta: { custom: { presage: 1, kind: 'anomaly' } } });
  render(<AnomaliesView {...panelProps([broken])} />);
  expect(screen.getByRole('status')).toHaveTextContent('no anomaly series that can be drawn');
});
