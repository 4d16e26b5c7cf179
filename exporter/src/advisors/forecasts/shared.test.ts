import { shared, sharedSeries } from './shared.js';

it('lays columns side by side into memory that a clone shares', () => {
  const [a, b] = shared([1, 2, 3], Float64Array.of(4, 5));
  expect([...a]).toEqual([1, 2, 3]);
  expect([...b]).toEqual([4, 5]);
  expect(a.buffer).toBe(b.buffer);
  expect(a.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it('takes a series over as it is', () => {
  const { labels, times, values } = sharedSeries({ labels: { a: 'b' }, times: [1, 2], values: [3, 4] });
  expect(labels).toEqual({ a: 'b' });
  expect([...times, ...values]).toEqual([1, 2, 3, 4]);
  expect(() => sharedSeries({ labels: {}, times: [], values: [] })).not.toThrow();
});
