import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { chartSeries } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { Tooltip } from './Tooltip';

const show = (props: Partial<React.ComponentProps<typeof Tooltip>> = {}) =>
  render(
    <Tooltip
      time={NOW + HOUR}
      position={{ x: 0, y: 0 }}
      series={chartSeries()}
      regions={[]}
      timeZone="utc"
      pinned={false}
      onClose={() => undefined}
      {...props}
    />
  );

test('tells prediction, interval, model, confidence and error of a point in the future', () => {
  show();
  const text = screen.getByTestId('presage-tooltip').textContent;
  expect(text).toContain('2025-11-21 09:00:00');
  expect(text).toContain('Predicted40');
  expect(text).toContain('90% interval30 to 50');
  expect(text).toContain('Modelmstl');
  expect(text).toContain('Confidence80%');
  expect(text).toContain('Mean error± 2');
});

test('kept open, it tells what the prediction consists of', () => {
  const breakdown = {
    candidates: [
      { model: 'mstl', weight: 1 },
      { model: 'theta', weight: 1 },
    ],
    scaledError: 0.5,
    trend: { first: 30, last: 60 },
    seasonParts: [{ season: 86_400, amplitude: 8, strength: 0.75 }],
    reasons: ['The history is short.'],
  };
  const series = chartSeries(forecastFrame({ custom: { breakdown } }));
  const { unmount } = show({ series });
  expect(screen.queryByText('Trend')).not.toBeInTheDocument();
  unmount();
  show({ series, pinned: true });
  const text = screen.getByTestId('presage-tooltip').textContent;
  expect(text).toContain('Trend30 to 60');
  expect(text).toContain('Season of 1 d8 high, 75% of the variance');
  expect(text).toContain('Weightsmstl 50%, theta 50%');
  expect(text).toContain('0.50×');
  expect(text).toContain('The history is short.');
});

test('leaves out what is about the models when several series share it', () => {
  show({ series: chartSeries(forecastFrame(), forecastFrame()) });
  expect(screen.getAllByText('Predicted')).toHaveLength(2);
  expect(screen.queryByText('Model')).not.toBeInTheDocument();
});

test('annotations are text, whatever they hold', () => {
  show({ regions: [{ from: 0, to: 1, title: '<img src=x>', text: '<b>x</b>', tags: ['disk', 'a'], anomaly: true }] });
  expect(screen.getByText('<img src=x>')).toBeInTheDocument();
  expect(screen.getByText('<b>x</b>')).toBeInTheDocument();
  expect(screen.getByText('disk, a')).toBeInTheDocument();
});

test('pinned, it has the links of the row and can be closed', async () => {
  const onClose = jest.fn();
  const frame = forecastFrame();
  const getLinks = jest.fn(() => [
    { title: 'Runbook', href: 'https://example.com', target: '_blank' as const, origin: frame.fields[1] },
  ]);
  frame.fields[1].getLinks = getLinks;
  show({ pinned: true, onClose, series: chartSeries(frame) });
  expect(screen.getByRole('link', { name: /Runbook/ })).toHaveAttribute('href', 'https://example.com');
  expect(getLinks).toHaveBeenCalledWith({ valueRowIndex: 3 });
  await userEvent.click(screen.getByRole('button', { name: 'Close' }));
  expect(onClose).toHaveBeenCalled();
});
