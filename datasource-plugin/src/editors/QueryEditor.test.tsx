import { CoreApp, dateTime } from '@grafana/data';
import type { Catalog } from '@presage/contract/api';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import type { PresageQuery } from '../queries/query';
import { fetchFailure, useBackend } from '../testing/backend';
import { giveElementsASize } from '../testing/grafana-ui';
import { CATALOG, dataSource } from '../testing/requests';
import { AnnotationQueryEditor } from './AnnotationQueryEditor';
import { QueryEditor } from './QueryEditor';

/** The editor as Grafana holds it: what it changes comes back to it. */
function show(initial: Partial<PresageQuery> = {}, Editor: typeof QueryEditor = QueryEditor) {
  const datasource = dataSource();
  const state = { query: { refId: 'A', kind: 'forecast', ...initial } as PresageQuery, runs: 0 };
  function Host() {
    const [query, setQuery] = useState(state.query);
    return (
      <Editor
        datasource={datasource}
        query={query}
        onChange={(next) => setQuery((state.query = next))}
        onRunQuery={() => (state.runs += 1)}
      />
    );
  }
  render(<Host />);
  return state;
}

async function choose(label: string, option: string) {
  await userEvent.click(screen.getByLabelText(label));
  await userEvent.click(await screen.findByRole('option', { name: new RegExp(option) }));
}

/** Labels of all fields, in the order of the page. */
const labels = () =>
  [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map((field) => field.labels?.[0]?.textContent);

beforeEach(() => {
  giveElementsASize();
  useBackend(() => CATALOG);
});
afterEach(() => jest.restoreAllMocks());

const common = ['Kind', 'Target', 'Name', 'PromQL'];
it.each<[PresageQuery['kind'], string[]]>([
  ['forecast', [...common, 'Horizon', 'Step', 'Level', 'Minimum', 'Maximum', 'Threshold', 'What if ×']],
  ['anomaly', [...common, 'Sensitivity', 'Format', 'Step']],
  ['recommendation', ['Kind', 'Target', 'Advisor', 'Minimum confidence']],
  ['score', ['Kind', 'Target', 'Name', 'Advisor']],
  ['curve', ['Kind', 'Target', 'Name', 'Size in']],
  ['change', [...common, 'Minimum confidence', 'Format', 'Step']],
  ['cause', [...common, 'Among', 'Step']],
])('offers the options of the kind %s, all with a label', async (kind, expected) => {
  show({ kind });
  expect(labels()).toEqual(expected);
  await waitFor(() => expect(screen.queryByTestId('Spinner')).toBeNull());
});

it('runs the query when another kind is chosen', async () => {
  const state = show();
  await choose('Kind', 'Score');
  expect(state).toMatchObject({ query: { kind: 'score' }, runs: 1 });
});

it('offers the names that the exporter knows and runs the query with the chosen one', async () => {
  const state = show();
  await choose('Name', 'disk');
  expect(state).toEqual({ query: { refId: 'A', kind: 'forecast', name: 'disk' }, runs: 1 });
});

it('forgets the name when the kind changes, since names belong to a kind', async () => {
  const state = show({ name: 'disk', target: 'metrics', horizon: '1d' });
  await choose('Kind', 'Recommendation');
  expect(state.query).toEqual({ refId: 'A', kind: 'recommendation', target: 'metrics', horizon: '1d' });
});

it('asks for the rest of a scenario once there is a factor', async () => {
  const state = show();
  await userEvent.type(screen.getByLabelText('What if ×'), '2{Enter}');
  await userEvent.type(screen.getByLabelText('From'), 'soon');
  expect(screen.getByRole('alert')).toHaveTextContent('A date such as 2026-11-27');
  await userEvent.clear(screen.getByLabelText('From'));
  await userEvent.type(screen.getByLabelText('From'), '2026-11-27{Enter}');
  await userEvent.type(screen.getByLabelText('Over'), '7d{Enter}');
  await choose('Of', 'Change');
  expect(state.query).toMatchObject({ growth: '2', launch: '2026-11-27', ramp: '7d', growthOf: 'change' });
});

it('forgets the format when the kind changes, since a table is no series', async () => {
  const state = show({ kind: 'anomaly', format: 'series' });
  await choose('Kind', 'When the level');
  expect(state.query.format).toBeUndefined();
});

it('shows on demand what the exporter is asked, and what is wrong with it', async () => {
  show({ name: 'disk', horizon: '7d', sensitivity: 'high' });
  const button = screen.getByRole('button', { name: 'What is asked' });
  expect(button).toHaveAttribute('aria-expanded', 'false');
  await userEvent.click(button);
  expect(screen.getByText('{"kind":"forecast","name":"disk","horizon":"7d"}')).toBeVisible();
  await userEvent.type(screen.getByLabelText('Level'), '2{Enter}');
  expect(screen.getByText('level must be a number between 0 and 1, not “2”.')).toBeVisible();
});

it('offers only targets that can answer', async () => {
  const names = async (query: Partial<PresageQuery>) => {
    show(query);
    await waitFor(() => expect(screen.queryByTestId('Spinner')).toBeNull());
    await userEvent.click(screen.getAllByLabelText('Target').at(-1)!);
    const options = await screen.findAllByRole('option');
    await userEvent.keyboard('{Escape}');
    return options.map((option) => option.textContent);
  };
  expect(await names({ expr: 'up' })).toEqual(['metricsprometheus']);
  expect(await names({ kind: 'change' })).toEqual(['metricsprometheus']);
  expect(await names({ kind: 'recommendation' })).toEqual(['shoppostgres', 'sessionsredis', 'metricsprometheus']);
});

it('offers a name once when servers of different kinds share it', async () => {
  const targets: Catalog['targets'] = [
    { name: 'shop', source: 'postgres', up: true },
    { name: 'shop', source: 'redis', up: false },
  ];
  useBackend(() => ({ ...CATALOG, targets }));
  show({ kind: 'recommendation' });
  await waitFor(() => expect(screen.queryByTestId('Spinner')).toBeNull());
  await userEvent.click(screen.getByLabelText('Target'));
  const options = await screen.findAllByRole('option');
  expect(options.map((option) => option.textContent)).toEqual(['shoppostgres and redis, down']);
});

it('takes a variable that is typed in', async () => {
  const state = show();
  await userEvent.type(screen.getByLabelText('Target'), '$target');
  await userEvent.click(await screen.findByRole('option', { name: /\$target/ }));
  expect(state.query.target).toBe('$target');
});

it('takes over PromQL when the field is left or by Ctrl+Enter, once, and then hides the name', async () => {
  const state = show({ name: 'disk' });
  const field = screen.getByLabelText('PromQL');
  await userEvent.type(field, 'up');
  expect(state.runs).toBe(0);
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(state).toMatchObject({ query: { expr: 'up' }, runs: 1 });
  expect(screen.queryByLabelText('Name')).toBeNull();
  await userEvent.tab();
  expect(state.runs).toBe(1);
  await userEvent.clear(field);
  await userEvent.tab();
  expect(state.query.expr).toBeUndefined();
  expect(screen.getByLabelText('Name')).toBeInTheDocument();
});

it('takes over an option on Enter and says when it cannot be right', async () => {
  const state = show({ threshold: 5 });
  const horizon = screen.getByLabelText('Horizon');
  await userEvent.type(horizon, 'soon');
  expect(screen.getByRole('alert')).toHaveTextContent('A duration such as 30m or 7d');
  await userEvent.clear(horizon);
  await userEvent.type(horizon, '7d{Enter}');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(state).toMatchObject({ query: { horizon: '7d', threshold: 5 }, runs: 1 });

  await userEvent.clear(screen.getByLabelText('Threshold'));
  await userEvent.type(screen.getByLabelText('Level'), '$level');
  expect(screen.queryByRole('alert')).toBeNull();
  await userEvent.tab();
  expect(state.query).toEqual({ refId: 'A', kind: 'forecast', horizon: '7d', level: '$level' });
});

it('shows the stored options again when the query changes from outside', async () => {
  const props = { datasource: dataSource(), onChange: jest.fn(), onRunQuery: jest.fn() };
  const query: PresageQuery = { refId: 'A', kind: 'forecast', horizon: '1d' };
  const { rerender } = render(<QueryEditor {...props} query={query} />);
  rerender(<QueryEditor {...props} query={{ ...query, horizon: '2d' }} />);
  expect(screen.getByLabelText('Horizon')).toHaveValue('2d');
  await waitFor(() => expect(screen.queryByTestId('Spinner')).toBeNull());
  expect(props.onChange).not.toHaveBeenCalled();
});

it('says why there is nothing to choose when the exporter cannot be reached, and can still be used', async () => {
  useBackend(() => {
    throw fetchFailure(502);
  });
  const state = show();
  expect(await screen.findByText(/Grafana cannot reach Presage\./)).toBeInTheDocument();
  await userEvent.type(screen.getByLabelText('Name'), 'disk');
  await userEvent.click(await screen.findByRole('option', { name: /disk/ }));
  expect(state.query.name).toBe('disk');
});

it('says what is missing when nothing of the kind is configured', async () => {
  const empty: Catalog = { ...CATALOG, insights: [] };
  useBackend(() => empty);
  show();
  await waitFor(() => expect(screen.queryByTestId('Spinner')).toBeNull());
  await userEvent.click(screen.getByLabelText('Name'));
  expect(await screen.findByText('The exporter has nothing of this kind configured.')).toBeInTheDocument();
});

it('offers annotations only what happens at a moment', async () => {
  show({ kind: 'anomaly' }, AnnotationQueryEditor as typeof QueryEditor);
  expect(labels()).toEqual(['Kind', 'Target', 'Name', 'PromQL', 'Sensitivity', 'Step']);
  await userEvent.click(screen.getByLabelText('Kind'));
  const options = await screen.findAllByRole('option');
  expect(options.map((option) => option.textContent)).toEqual([
    expect.stringContaining('Anomaly'),
    expect.stringContaining('Change'),
    expect.stringContaining('Recommendation'),
  ]);
});

it('says in Explore how to see a forecast, unless the range ends in the future', async () => {
  const hint = /let the range end in the future/;
  const query: PresageQuery = { refId: 'A', kind: 'forecast' };
  const props = { datasource: dataSource(), onChange: jest.fn(), onRunQuery: jest.fn(), query };
  const rangeTo = (to: string) => ({ from: dateTime(0), to: dateTime(1), raw: { from: 'now-1h', to } });
  const { rerender } = render(<QueryEditor {...props} app={CoreApp.Explore} range={rangeTo('now')} />);
  expect(screen.getByText(hint)).toBeInTheDocument();
  rerender(<QueryEditor {...props} app={CoreApp.Explore} range={rangeTo('now+6h')} />);
  expect(screen.queryByText(hint)).toBeNull();
  rerender(<QueryEditor {...props} app={CoreApp.PanelEditor} range={rangeTo('now')} />);
  expect(screen.queryByText(hint)).toBeNull();
  await waitFor(() => expect(screen.queryByTestId('Spinner')).toBeNull());
});
