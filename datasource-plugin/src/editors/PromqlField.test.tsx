import type { NamesAnswer } from '@presage/contract/names';
import { configure, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import { fetchFailure, useBackend } from '../testing/backend';
import { dataSource } from '../testing/requests';
import { PromqlField } from './PromqlField';

// the roles of long lists take a while on a busy machine
configure({ asyncUtilTimeout: 20_000 });

const ANSWERS: Record<string, NamesAnswer> = {
  metrics: { names: [{ name: 'http_requests_total', type: 'counter', help: 'Requests so far.' }], more: false },
  labels: { names: [{ name: 'code' }, { name: 'job' }], more: false },
  values: { names: [{ name: 'shop' }], more: false },
};

/** The list that the address asks for. */
function answer({ url }: { url: string }): NamesAnswer {
  return ANSWERS[new URL(url, 'http://grafana').searchParams.get('of')!];
}

/** The field as the query editor holds it, and what it committed. */
function show(initial = '') {
  const committed: Array<string | undefined> = [];
  const datasource = dataSource({}, { host: 'a', metrics: 'main' });
  function Host() {
    const [value, setValue] = useState<string | undefined>(initial);
    const onCommit = (next: string | undefined) => {
      committed.push(next);
      setValue(next);
    };
    const own = { id: 'field', label: 'PromQL', tooltip: 'About it.', placeholder: 'none', target: '$metrics' };
    return <PromqlField {...own} datasource={datasource} value={value} onCommit={onCommit} />;
  }
  render(<Host />);
  return { committed, field: screen.getByLabelText<HTMLTextAreaElement>('PromQL') };
}

const options = () => screen.queryAllByRole('option').map((option) => option.firstChild?.textContent);
const chosen = () => screen.queryByRole('option', { selected: true })?.firstChild?.textContent;

it('offers functions at once and metrics as soon as the exporter answers', async () => {
  const asked = useBackend(answer);
  const { field } = show();
  await userEvent.type(field, 'htt');
  expect((await screen.findByText('http_requests_total')).closest('li')).toHaveTextContent('counter');
  await waitFor(() =>
    expect(asked.at(-1)?.request.url).toBe('/proxy/api/v1/names?of=metrics&search=htt&limit=50&target=main'),
  );
  await userEvent.clear(field);
  await userEvent.type(field, 'rat');
  expect(options().slice(0, 1)).toEqual(['rate']);
});

it('is used by the keyboard and tells what is chosen', async () => {
  useBackend(answer);
  const { field, committed } = show();
  await userEvent.type(field, 'rat');
  expect(field).toHaveAttribute('aria-activedescendant', screen.getByRole('option', { selected: true }).id);
  expect(screen.getByRole('status')).toHaveTextContent(/suggestions?\. The rate per second of a counter/);
  const first = chosen();
  await userEvent.keyboard('{ArrowDown}');
  expect(chosen()).not.toBe(first);
  await userEvent.keyboard('{ArrowUp}{Enter}');
  expect([field.value, field.selectionStart]).toEqual(['rate()', 5]);
  await screen.findByText('http_requests_total');
  await userEvent.keyboard('{Tab}[[');
  expect(field.value).toBe('rate(http_requests_total[)');
  await userEvent.keyboard('5m]{Control>}{Enter}{/Control}');
  expect(field).toHaveFocus();
  expect(committed).toEqual(['rate(http_requests_total[5m])']);
  expect(options()).toEqual([]);
});

it('completes a matcher in one go: the label, then its value', async () => {
  useBackend(answer);
  const { field } = show();
  await userEvent.type(field, 'up{{j');
  await userEvent.click(await screen.findByText('job'));
  expect([field.value, field.selectionStart]).toEqual(['up{job=""', 8]);
  await userEvent.click(await screen.findByText('shop'));
  expect([field.value, field.selectionStart]).toEqual(['up{job="shop"', 12]);
});

it('offers nothing of one place in another, and nothing more after a whole name', async () => {
  useBackend(({ url }) =>
    url.includes('of=labels') ? new Promise(() => undefined) : { names: [{ name: 'job_duration' }], more: false },
  );
  const { field } = show();
  await userEvent.type(field, 'job_d');
  await userEvent.click(await screen.findByText('job_duration'));
  expect(options()).toEqual([]);
  await userEvent.type(field, '{Backspace}');
  await screen.findByText('job_duration');
  await userEvent.keyboard('n{{job');
  expect(options()).toEqual([]);
});

it('opens by Ctrl+Space, closes by Escape, and leaves Tab alone when it is closed', async () => {
  useBackend(answer);
  const { field } = show('sum()');
  field.focus();
  field.setSelectionRange(4, 4);
  expect(options()).toEqual([]);
  await userEvent.keyboard('{Control>} {/Control}');
  expect(await screen.findByText('http_requests_total')).toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
  expect(options()).toEqual([]);
  expect(field).not.toHaveAttribute('aria-activedescendant');
  expect(field.value).toBe('sum()');
  await userEvent.tab();
  expect(field).not.toHaveFocus();
});

it('leaves Enter and Tab alone where nothing goes on from what is typed', async () => {
  useBackend(() => ({ names: [{ name: 'http_up' }], more: false }));
  const { field, committed } = show();
  await userEvent.type(field, 'up');
  await screen.findByText('http_up');
  expect(chosen()).toBeUndefined();
  await userEvent.keyboard('{Enter}');
  expect(field.value).toBe('up\n');
  await userEvent.tab();
  expect(committed).toEqual(['up']);
});

it('closes when the cursor goes elsewhere', async () => {
  useBackend(answer);
  const { field } = show();
  await userEvent.type(field, 'rat');
  expect(options().length).toBeGreaterThan(0);
  await userEvent.keyboard('{ArrowLeft}');
  expect(options()).toEqual([]);
});

it('offers variables, and functions even when the exporter does not answer', async () => {
  useBackend(() => new Promise(() => undefined));
  const { field } = show();
  await userEvent.type(field, 'rate(up[[$__ra');
  expect(options()).toEqual(['$__rate_interval', '$__range', '$__range_s', '$__range_ms']);
  await userEvent.keyboard('{Enter}');
  expect(field.value).toBe('rate(up[$__rate_interval');
});

it('says quietly why there are no names, and takes what is typed', async () => {
  useBackend(() => {
    throw fetchFailure(502);
  });
  const { field, committed } = show();
  await userEvent.type(field, 'my_metric');
  await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/Grafana cannot reach Presage/));
  await userEvent.keyboard('{Enter}/ 2');
  await userEvent.tab();
  expect(committed).toEqual(['my_metric\n/ 2']);
});

it('shows where the text stops being PromQL, but not while its end is being typed', async () => {
  useBackend(answer);
  const { field } = show();
  await userEvent.type(field, 'sum(up');
  expect(screen.queryByRole('alert')).toBeNull();
  await userEvent.tab();
  await userEvent.tab();
  expect(screen.getByRole('alert')).toHaveTextContent('line 1, column 7: something is missing at the end');
  await userEvent.clear(field);
  await userEvent.type(field, 'sum(up))  + 1');
  expect(screen.getByRole('alert')).toHaveTextContent('line 1, column 8: “) + 1”');
  expect(field).toBeInvalid();
});

it('drops answers that come after the text has changed', async () => {
  let release: (names: NamesAnswer) => void = () => undefined;
  const asked = useBackend(({ url }) =>
    url.includes('search=old') ? new Promise<NamesAnswer>((resolve) => (release = resolve)) : answer({ url }),
  );
  const { field } = show();
  await userEvent.type(field, 'old');
  await waitFor(() => expect(asked.at(-1)?.request.url).toContain('search=old'));
  await userEvent.clear(field);
  await userEvent.type(field, 'http');
  await screen.findByText('http_requests_total');
  release({ names: [{ name: 'old_metric' }], more: false });
  await Promise.resolve();
  expect(options()).not.toContain('old_metric');
});
