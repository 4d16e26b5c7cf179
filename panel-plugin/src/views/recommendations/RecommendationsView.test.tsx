import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { recommendationFrame } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { RecommendationsView } from './RecommendationsView';

const frame = recommendationFrame([
  {
    id: 'a',
    title: 'Drop the unused index',
    gainRatio: null,
    sizeBytes: -2_097_152,
    confidence: 0.7,
    action: 'drop_index',
  },
  { id: 'b', title: 'Create an index on orders', gainRatio: 0.4 },
  { id: 'c', title: 'Raise maxmemory', gainRatio: 0.1, action: 'change_setting', object: 'maxmemory' },
]);

const titles = () => screen.getAllByRole('listitem').map((item) => within(item).getByRole('button').textContent);

test('ranks by what can be gained', () => {
  render(<RecommendationsView {...panelProps([frame])} />);
  expect(titles().map((text) => text?.split(/(?=Create index|Change setting|Drop index)/)[0])).toEqual([
    'Create an index on orders',
    'Raise maxmemory',
    'Drop the unused index',
  ]);
});

test('shows gain, cost and confidence with their units, and none that is unknown', () => {
  render(<RecommendationsView {...panelProps([frame])} />);
  const [create, , drop] = titles();
  expect(create).toContain('Gain 40%');
  expect(create).toContain('Needs 1 MiB');
  expect(create).toContain('Confidence 90%');
  expect(drop).toContain('Frees 2 MiB');
  expect(drop).not.toContain('Gain');
});

test('the option gives the first order', () => {
  render(<RecommendationsView {...panelProps([frame], { sortRecommendations: 'size' })} />);
  expect(titles()[0]).toContain('Drop the unused index');
});

test('the reader can choose another order', async () => {
  render(<RecommendationsView {...panelProps([frame])} />);
  await userEvent.type(screen.getByRole('combobox', { name: 'Sort recommendations by' }), 'Object');
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(titles()[0]).toContain('maxmemory');
});

test('groups by what the option says or the reader chooses, the best first', async () => {
  render(<RecommendationsView {...panelProps([frame], { groupRecommendations: 'object' })} />);
  const lists = () => screen.getAllByRole('list').map((list) => list.getAttribute('aria-label'));
  expect(lists()).toEqual(['shop.public.orders', 'maxmemory']);
  expect(within(screen.getByRole('list', { name: 'shop.public.orders' })).getAllByRole('listitem')).toHaveLength(2);
  await userEvent.type(screen.getByRole('combobox', { name: 'Group recommendations' }), 'By action');
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(lists()).toEqual(['Create index', 'Change setting', 'Drop index']);
});

test('filters by words, says how many are left, and says when none is', async () => {
  render(<RecommendationsView {...panelProps([frame])} />);
  const filter = screen.getByRole('textbox', { name: 'Filter recommendations' });
  await userEvent.type(filter, 'unused drop');
  expect(titles()).toHaveLength(1);
  expect(screen.getByText('1 of 3')).toBeInTheDocument();
  await userEvent.type(filter, ' nowhere');
  expect(screen.getByText('No recommendation matches the filter')).toBeInTheDocument();
});

test('opens by keyboard to reason, change, way back and evidence, and closes again', async () => {
  render(<RecommendationsView {...panelProps([recommendationFrame([{}])])} />);
  const button = screen.getByRole('button', { expanded: false });
  await userEvent.tab();
  expect(button).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(button).toHaveAttribute('aria-expanded', 'true');
  expect(screen.getByText('Two statements scan orders.')).toBeInTheDocument();
  expect(screen.getByText('CREATE INDEX CONCURRENTLY ON orders (customer_id);')).toBeInTheDocument();
  expect(screen.getByText('DROP INDEX orders_customer_id_idx;')).toBeInTheDocument();
  expect(screen.getByText('12 410')).toBeInTheDocument();
  expect(screen.getByText('datname')).toBeInTheDocument();
  await userEvent.keyboard(' ');
  expect(screen.queryByText('Two statements scan orders.')).not.toBeInTheDocument();
});

test('copies change and way back', async () => {
  const user = userEvent.setup();
  Object.defineProperty(window, 'isSecureContext', { value: true, configurable: true });
  render(<RecommendationsView {...panelProps([recommendationFrame([{}])])} />);
  await user.click(screen.getByRole('button', { expanded: false }));
  await user.click(screen.getByRole('button', { name: 'Copy: Change' }));
  expect(await navigator.clipboard.readText()).toBe('CREATE INDEX CONCURRENTLY ON orders (customer_id);');
  await user.click(screen.getByRole('button', { name: 'Copy: Way back' }));
  expect(await navigator.clipboard.readText()).toBe('DROP INDEX orders_customer_id_idx;');
});

test('what comes from outside is text, however it looks', async () => {
  const hostile = '<img src=x onerror="alert(1)"><b>bold</b>';
  const row = { title: hostile, object: hostile, target: hostile, reason: hostile, change: hostile, action: hostile };
  const evidence = JSON.stringify([{ label: hostile, value: hostile }]);
  const { container } = render(
    <RecommendationsView
      {...panelProps([recommendationFrame([{ ...row, evidence, labels: JSON.stringify({ [hostile]: hostile }) }])])}
    />
  );
  await userEvent.click(screen.getByRole('button', { expanded: false }));
  expect(container.querySelector('img, b')).toBeNull();
  expect(screen.getAllByText(hostile).length).toBeGreaterThanOrEqual(9);
});

test('links of the row are offered in the detail', async () => {
  const linked = recommendationFrame([{}]);
  const link = { title: 'Dashboard of the table', href: '/d/x', target: undefined, origin: linked.fields[4] };
  linked.fields[4].getLinks = () => [link];
  linked.fields[5].getLinks = () => [link];
  render(<RecommendationsView {...panelProps([linked])} />);
  await userEvent.click(screen.getByRole('button', { expanded: false }));
  expect(screen.getAllByRole('link', { name: /Dashboard of the table/ })).toHaveLength(1);
});

test('two panels side by side share no id', async () => {
  const props = panelProps([recommendationFrame([{}])]);
  const { container } = render(
    <>
      <RecommendationsView {...props} />
      <RecommendationsView {...props} />
    </>
  );
  const ids = [...container.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const controlled = screen.getAllByRole('button').map((button) => button.getAttribute('aria-controls'));
  expect(controlled.every((id) => id !== null && document.getElementById(id) !== null)).toBe(true);
});

test('none is good news, not an error', () => {
  render(<RecommendationsView {...panelProps([recommendationFrame([])])} />);
  expect(screen.getByRole('status')).toHaveTextContent('Nothing to recommend');
});

test('a narrow panel leaves its room to the filter', () => {
  render(<RecommendationsView {...panelProps([frame])} width={260} />);
  expect(screen.getByPlaceholderText('Filter recommendations')).toBeInTheDocument();
  expect(screen.queryByRole('combobox')).not.toBeInTheDocument();
});

test('says since when a recommendation stands, and in the list what is news of its state', async () => {
  const stated = recommendationFrame([
    { id: 'a', title: 'one' },
    { id: 'b', title: 'two', state: 'unconfirmed' },
    { id: 'c', title: 'three', state: 'contradicted' },
    { id: 'd', title: 'four', state: 'of a later exporter', firstSeen: null },
  ]);
  render(<RecommendationsView {...panelProps([stated])} />);
  const [one, two, three, four] = screen.getAllByTestId('presage-recommendation');
  expect(one.textContent).toMatch(/Found .* ago$/);
  expect(two).toHaveTextContent('Not confirmed');
  expect(three).toHaveTextContent('About to be withdrawn');
  expect(four).not.toHaveTextContent(/Found|onfirmed|withdrawn/);
  for (const title of ['one', 'three', 'four']) {
    await userEvent.click(screen.getByText(title));
  }
  expect(one).toHaveTextContent(/found2025-11-19 08:00:00 \(.* ago\)stateThe last run found it again/);
  expect(three).toHaveTextContent('The facts of the last run speak against it');
  expect(four).not.toHaveTextContent(/stateThe|found2/);
});
