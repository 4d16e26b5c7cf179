import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { changeFrame, DAY, HOUR, NOW } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { ChangesView } from './ChangesView';
import { rangeAround } from './facts';

const frame = changeFrame([
  { series: 'throughput', verdict: 'better', effect: -0.25, time: NOW - HOUR },
  {},
  { series: '<b>bold</b>', verdict: 'unsure', before: null, after: null, effect: null, time: NOW - 9 * DAY },
]);

test('ranks what got worse first, in words and numbers', () => {
  render(<ChangesView {...panelProps([frame])} />);
  const [first, second] = screen.getAllByTestId('presage-change');
  expect(first).toHaveTextContent('Worse');
  expect(first).toHaveTextContent('The mean rose by half.');
  expect(first).toHaveTextContent('+50%');
  expect(first).toHaveTextContent(/0\.20* → 0\.30*/);
  expect(first).toHaveTextContent('90% sure');
  expect(second).toHaveTextContent('Better');
  expect(screen.getByText('1 of 3 for the worse')).toBeInTheDocument();
});

test('text from outside stays text', () => {
  render(<ChangesView {...panelProps([frame])} />);
  expect(screen.getByText('<b>bold</b>')).toBeInTheDocument();
});

test('the strip shows what lies in the range', () => {
  render(<ChangesView {...panelProps([frame])} />);
  expect(screen.getByTestId('presage-strip').querySelectorAll('circle')).toHaveLength(2);
});

test('a low panel keeps the list', () => {
  render(<ChangesView {...panelProps([frame])} height={150} />);
  expect(screen.queryByTestId('presage-strip')).toBeNull();
  expect(screen.getAllByTestId('presage-change')).toHaveLength(3);
});

test('a click on the time looks at it closely', async () => {
  const onChangeTimeRange = jest.fn();
  render(<ChangesView {...panelProps([frame])} onChangeTimeRange={onChangeTimeRange} />);
  await userEvent.click(screen.getAllByRole('button', { name: /Show the time around/ })[0]);
  expect(onChangeTimeRange).toHaveBeenCalledWith({ from: NOW - 3 * HOUR, to: NOW + 3 * HOUR });
});

test('no change is good news', () => {
  render(<ChangesView {...panelProps([changeFrame([])])} />);
  expect(screen.getByRole('status')).toHaveTextContent('Nothing changed');
});

test('the range around a moment is never empty', () => {
  expect(rangeAround(100_000, { from: 5, to: 5 })).toEqual({ from: 40_000, to: 160_000 });
});
