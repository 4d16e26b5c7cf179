import { type DataFrame, LoadingState, toDataFrame } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import React from 'react';
import {
  anomalyFrame,
  causeFrame,
  changeFrame,
  curveFrame,
  forecastFrame,
  recommendationFrame,
  scoreFrame,
} from '../testing/frames';
import { panelProps } from '../testing/panel';
import { InsightsPanel } from './InsightsPanel';

// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('./chart/Canvas', () => ({ Canvas: () => null }));

const score = scoreFrame([{ name: 'hit ratio', value: 1 }]);
const foreign = toDataFrame({ fields: [{ name: 'cpu', values: [1] }] });

test.each<[string, DataFrame]>([
  ['forecast', forecastFrame()],
  ['anomalies', anomalyFrame()],
  ['recommendations', recommendationFrame([{}])],
  ['scores', score],
  ['curve', curveFrame()],
  ['changes', changeFrame([{}])],
  ['causes', causeFrame([{}])],
])('chooses the view %s by the kind of the frame', (view, frame) => {
  render(<InsightsPanel {...panelProps([foreign, frame])} />);
  expect(screen.getByTestId(`presage-view-${view}`)).toBeInTheDocument();
});

test('the user can override the choice', () => {
  render(<InsightsPanel {...panelProps([forecastFrame(), score], { view: 'scores' })} />);
  expect(screen.getByTestId('presage-view-scores')).toBeInTheDocument();
});

test('options that make no sense count as the defaults', () => {
  render(<InsightsPanel {...panelProps([score], { view: 'oracle' as never, legend: null as never })} />);
  expect(screen.getByTestId('presage-view-scores')).toBeInTheDocument();
});

const said = (...given: Parameters<typeof panelProps>) => {
  render(<InsightsPanel {...panelProps(...given)} />);
  return screen.getByRole('status').textContent;
};

test('a chosen view without its kind of insight says what to do', () => {
  expect(said([forecastFrame()], { view: 'recommendations' })).toContain('Nothing for the view “Recommendations”');
});

test('foreign data is told to be foreign', () => {
  expect(said([foreign])).toContain('This data holds no insights');
});

test('no frames, or only empty ones, are told apart from foreign data', () => {
  expect(said([])).toContain('No insights yet');
});

test('an empty answer repeats its own notice', () => {
  const frame = toDataFrame({
    fields: [],
    meta: { notices: [{ severity: 'info', text: 'Warming up: 3 of 14 days.' }] },
  });
  expect(said([frame])).toContain('Warming up: 3 of 14 days.');
});

test('a failure names its reason, also when nobody gave one', () => {
  const errors = [{ message: 'PRS_SOURCE_UNREACHABLE: connection refused' }];
  expect(said([], {}, { state: LoadingState.Error, errors })).toContain('PRS_SOURCE_UNREACHABLE');
});

test('a failure without a reason points to the inspector', () => {
  expect(said([], {}, { state: LoadingState.Error })).toContain('query inspector');
});

test('insights are shown beside a failure of another query', () => {
  render(
    <InsightsPanel {...panelProps([score], {}, { state: LoadingState.Error, errors: [{ message: 'B failed' }] })} />
  );
  expect(screen.getByTestId('presage-view-scores')).toBeInTheDocument();
});

test('the icon of a failure takes the place of the one of waiting', () => {
  const { container, rerender } = render(<InsightsPanel {...panelProps([], {}, { state: LoadingState.Loading })} />);
  const waiting = container.querySelector('svg');
  rerender(<InsightsPanel {...panelProps([], {}, { state: LoadingState.Error })} />);
  expect(container.querySelector('svg')).not.toBe(waiting);
});

test('two panels share no id', () => {
  const frames = [recommendationFrame([{}, { id: 'b' }]), causeFrame([{}])];
  const { container } = render(
    <>
      <InsightsPanel {...panelProps(frames, { view: 'recommendations' })} />
      <InsightsPanel {...panelProps(frames, { view: 'recommendations' })} />
      <InsightsPanel {...panelProps(frames, { view: 'causes' })} />
      <InsightsPanel {...panelProps(frames, { view: 'causes' })} />
    </>
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(ids.length).toBeGreaterThan(3);
  expect(new Set(ids).size).toBe(ids.length);
});

test('the first loading is told', () => {
  expect(said([], {}, { state: LoadingState.Loading })).toContain('Waiting for the first answer');
});
