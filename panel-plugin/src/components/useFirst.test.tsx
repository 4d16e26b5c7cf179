import { fireEvent, render, screen } from '@testing-library/react';
import React from 'react';
import { useFirst } from './useFirst';

function List({ total }: { total: number }) {
  const { limit, more } = useFirst(total);
  return (
    <>
      <output>{Math.min(limit, total)}</output>
      {more}
    </>
  );
}

test('a long list is drawn in parts, until all of it is there', () => {
  render(<List total={450} />);
  const drawn = () => screen.getByRole('status').textContent;
  expect(drawn()).toBe('200');
  fireEvent.click(screen.getByRole('button', { name: 'Show 200 more of 450' }));
  expect(drawn()).toBe('400');
  fireEvent.click(screen.getByRole('button', { name: 'Show 50 more of 450' }));
  expect(drawn()).toBe('450');
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

test('a short list has no button', () => {
  render(<List total={200} />);
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});
