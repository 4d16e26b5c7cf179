import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { useBackend } from '../testing/backend';
import { giveElementsASize } from '../testing/grafana-ui';
import { CATALOG, dataSource } from '../testing/requests';
import type { PresageVariableQuery } from '../variables/values';
import { VariableQueryEditor } from './VariableQueryEditor';

function show(initial: Partial<PresageVariableQuery> = {}) {
  const datasource = dataSource();
  const state = { query: initial as PresageVariableQuery };
  function Host() {
    const [query, setQuery] = useState(state.query);
    return (
      <VariableQueryEditor
        datasource={datasource}
        query={query}
        onChange={(next) => setQuery((state.query = next))}
        onRunQuery={() => undefined}
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

beforeEach(() => {
  giveElementsASize();
  useBackend(() => CATALOG);
});
afterEach(() => jest.restoreAllMocks());

it('starts from nothing, and gives a new query a refId', async () => {
  const state = show();
  expect(screen.queryByLabelText('Target')).toBeNull();
  await choose('List', 'Targets');
  await choose('Source', 'redis');
  expect(state.query).toEqual({ refId: 'Variable', list: 'targets', source: 'redis' });
});

it('narrows names to a target, which may be a variable', async () => {
  const state = show({ refId: 'V', list: 'forecasts' });
  await choose('Target', 'metrics');
  expect(state.query).toEqual({ refId: 'V', list: 'forecasts', target: 'metrics' });
});

it('takes another variable that is typed in', async () => {
  const state = show({ refId: 'V', list: 'anomalies' });
  await userEvent.type(screen.getByLabelText('Target'), '$t');
  await userEvent.click(await screen.findByRole('option', { name: /\$t/ }));
  expect(state.query.target).toBe('$t');
});
