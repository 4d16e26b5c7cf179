import { FieldType, toDataFrame } from '@grafana/data';
import { jsonCell, labelsCell, numberCell, numberColumn, rowsByTime, textCell } from './columns';

const frame = toDataFrame({
  fields: [
    { name: 'value', type: FieldType.number, values: [1, NaN, Infinity, null, '5', undefined, 0] },
    { name: 'mixed', type: FieldType.other, values: ['text', 7, null, { a: 1 }, '{"b":2}', '[1', true] },
  ],
});

test('numberColumn keeps finite numbers and makes everything else a gap', () => {
  expect(numberColumn(frame, 'value', [0, 1, 2, 3, 4, 5, 6])).toEqual([1, null, null, null, null, null, 0]);
});

test('numberColumn follows the order of the rows and survives a missing field', () => {
  expect(numberColumn(frame, 'value', [6, 0])).toEqual([0, 1]);
  expect(numberColumn(frame, 'missing', [0, 1])).toEqual([null, null]);
});

test('textCell gives text for any cell', () => {
  expect([0, 1, 2, 3, 6].map((row) => textCell(frame, 'mixed', row))).toEqual(['text', '7', '', '{"a":1}', 'true']);
  expect(textCell(frame, 'missing', 0)).toBe('');
});

test('numberCell is undefined unless the cell is a finite number', () => {
  expect([0, 1, 3, 4, 6].map((row) => numberCell(frame, 'value', row))).toEqual([
    1,
    undefined,
    undefined,
    undefined,
    0,
  ]);
});

test('jsonCell parses JSON text and hands over what is none', () => {
  expect(jsonCell(frame, 'mixed', 4)).toEqual({ b: 2 });
  expect(jsonCell(frame, 'mixed', 5)).toBe('[1');
  expect(jsonCell(frame, 'mixed', 1)).toBe(7);
});

test('labelsCell takes objects only and makes every value text', () => {
  expect(labelsCell(frame, 'mixed', 4)).toEqual({ b: '2' });
  expect(labelsCell(frame, 'mixed', 0)).toEqual({});
  expect(labelsCell(frame, 'missing', 0)).toEqual({});
});

test('a column that is clean and in order is not copied', () => {
  const times = [10, 20, 30];
  const clean = toDataFrame({ fields: [{ name: 'value', values: [1, null, 3] }] });
  expect(numberColumn(clean, 'value', rowsByTime(times))).toBe(clean.fields[0].values);
  const gaps = toDataFrame({ fields: [{ name: 'value', values: [1, undefined, Infinity] }] });
  expect(numberColumn(gaps, 'value', rowsByTime(times))).toEqual([1, null, null]);
  expect(numberColumn(clean, 'value', rowsByTime([30, 20, 10]))).toEqual([3, null, 1]);
});

describe('rowsByTime', () => {
  test('keeps rows that are in order', () => {
    expect(rowsByTime([10, 20, 20, 30])).toEqual([0, 1, 2, 3]);
  });

  test('sorts rows that are not, and drops those without a time', () => {
    expect(rowsByTime([30, null, 10, NaN, 'x', 20])).toEqual([2, 5, 0]);
  });
});
