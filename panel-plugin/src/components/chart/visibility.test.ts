import { toggleSeries } from './visibility';

const all = ['a', 'b', 'c'];
const hidden = (...keys: string[]) => new Set(keys);

test('a click shows one series alone', () => {
  expect(toggleSeries(hidden(), 'b', all, false)).toEqual(hidden('a', 'c'));
  expect(toggleSeries(hidden('a', 'c'), 'c', all, false)).toEqual(hidden('a', 'b'));
});

test('a click on the series that is alone shows all again', () => {
  expect(toggleSeries(hidden('a', 'c'), 'b', all, false)).toEqual(hidden());
});

test('with a modifier key one series is switched', () => {
  expect(toggleSeries(hidden('a'), 'b', all, true)).toEqual(hidden('a', 'b'));
  expect(toggleSeries(hidden('a', 'b'), 'b', all, true)).toEqual(hidden('a'));
});
