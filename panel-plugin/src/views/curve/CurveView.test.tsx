import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { type Canvas } from '../../components/chart/Canvas';
import { curveFrame } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { CurveView } from './CurveView';

let canvas: React.ComponentProps<typeof Canvas>;
// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('../../components/chart/Canvas', () => ({
  Canvas: (props: React.ComponentProps<typeof Canvas>) => {
    canvas = props;
    return null;
  },
}));

const advised = curveFrame({ advisedSize: 10_000, advisedPolicy: 's3fifo', targetMissRatio: 0.2, targetSize: 5_000 });

test('says what is advised, what is the case and where the target lies', () => {
  render(<CurveView {...panelProps([advised])} />);
  const words = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(words).toEqual([
    'Advised: 10 K objects (10×) with S3-FIFO, which misses 10%',
    'Misses 52% of requests at 1 K objects with LRU',
    'Reaches the target of 20% at 5 K objects',
  ]);
  expect(canvas.summary).toContain('sessions: Advised: 10 K objects');
});

test('draws one line a policy over the sizes', () => {
  render(<CurveView {...panelProps([advised])} />);
  expect(canvas.data).toEqual([
    [100, 1_000, 10_000],
    [0.9, 0.5, 0.1],
    [0.8, 0.3, 0.1],
  ]);
});

test('a click in the legend shows one policy alone', async () => {
  const legend = { ...panelProps([]).options.legend, showLegend: true };
  render(<CurveView {...panelProps([advised], { legend })} />);
  await userEvent.click(screen.getByText('S3-FIFO', { selector: 'button' }));
  expect(canvas.data).toHaveLength(2);
});

test('the tooltip ranks the policies at a size', () => {
  render(<CurveView {...panelProps([advised])} />);
  act(() => canvas.onCursor({ at: 1_000, x: 1, y: 1, distance: () => 0 }));
  expect(screen.getByTestId('presage-tooltip')).toHaveTextContent('1 KS3-FIFO30%LRU50%');
});

test('several caches are chosen by name', () => {
  render(<CurveView {...panelProps([advised, curveFrame({ name: 'carts' })])} />);
  expect(screen.getByRole('combobox', { name: 'Cache' })).toHaveValue('sessions');
});

test('what cannot be drawn is explained', () => {
  render(<CurveView {...panelProps([curveFrame({}, { size: [0, 0, 0] })])} />);
  expect(screen.getByRole('status')).toHaveTextContent('no curve that can be drawn');
});
