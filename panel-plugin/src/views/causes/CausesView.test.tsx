import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { readIncidents } from '../../data/causes';
import { causeFrame, HOUR, NOW } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { CausesView } from './CausesView';
import { causeGraph, edgesOf, ROW_HEIGHT } from './graph';

const rows = [
  { series: 'lock waits', score: 0.9 },
  { series: 'latency', score: 0.3, onset: NOW - HOUR / 2, text: 'Rose later.' },
];
const edges = [{ from: 0, to: 1, strength: 0.8, lagSeconds: 1_800 }];
const frame = causeFrame(rows, { edges });

test('says the explanation and ranks the causes with their sentences', () => {
  render(<CausesView {...panelProps([frame])} />);
  expect(screen.getByText('Lock waits rose first.')).toBeInTheDocument();
  const [first, second] = screen.getAllByTestId('presage-cause');
  expect(first).toHaveTextContent('90%lock waitsRose to 7 times its usual spread.');
  expect(second).toHaveTextContent('30%latencyRose later.');
});

test('a click brings out a cause with its neighbours in words, a second click puts it back', async () => {
  render(<CausesView {...panelProps([frame])} />);
  const row = screen.getByRole('button', { name: /latency/ });
  await userEvent.click(row);
  expect(row).toHaveAttribute('aria-pressed', 'true');
  expect(screen.getByRole('status')).toHaveTextContent('Moved 30 min after lock waits (correlation 0.80)');
  await userEvent.click(row);
  expect(screen.queryByRole('status')).toBeNull();
});

test('the graph gives way in a narrow panel', () => {
  const { rerender } = render(<CausesView {...panelProps([frame])} />);
  expect(screen.getByTestId('presage-graph').querySelectorAll('circle')).toHaveLength(2);
  rerender(<CausesView {...panelProps([frame])} width={300} />);
  expect(screen.queryByTestId('presage-graph')).toBeNull();
});

test('several incidents are chosen by name', () => {
  render(<CausesView {...panelProps([frame, causeFrame(rows, { name: 'search' })])} />);
  expect(screen.getByRole('combobox', { name: 'Incident' })).toHaveValue('checkout');
});

test('no cause says so with the words of the exporter', () => {
  render(<CausesView {...panelProps([causeFrame([], { explanation: 'Nothing moved.' })])} />);
  expect(screen.getByRole('status')).toHaveTextContent('Nothing moved.');
});

test('dots lie at their onsets from left to right, arrows between them', () => {
  const [incident] = readIncidents([frame]);
  const { dots, arrows, incident: span } = causeGraph(incident, 128);
  expect(dots.map(({ x, y }) => [x, y])).toEqual([
    [14, ROW_HEIGHT / 2],
    [64, ROW_HEIGHT * 1.5],
  ]);
  expect(span).toEqual([14, 114]);
  expect(arrows[0].path).toMatch(/^M14,24 Q\S+,48 64,72$/);
});

test('a cause without an onset has no dot and no arrows', () => {
  const [incident] = readIncidents([causeFrame([rows[0], { ...rows[1], onset: null }], { edges })]);
  expect(causeGraph(incident, 100)).toMatchObject({ arrows: [], dots: [{ place: 0 }] });
  expect(edgesOf(incident, 1)).toHaveLength(1);
});
