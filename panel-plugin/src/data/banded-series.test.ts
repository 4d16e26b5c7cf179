import { FieldType, toDataFrame } from '@grafana/data';
import { forecastFrame, NOW } from '../testing/frames';
import { isBanded, lastActualIndex, nearestIndex, readBandedSeries } from './banded-series';

test('reads columns by the names of the contract', () => {
  const [series] = readBandedSeries([forecastFrame()], 'predicted');
  expect(series.times[2]).toBe(NOW);
  expect(series.actual).toEqual([10, 20, 30, null, null, null, null, null]);
  expect(series.expected).toEqual([null, null, null, 40, 50, 60, 70, 80]);
  expect(series.lower[3]).toBe(30);
  expect(series.upper[3]).toBe(50);
});

test('leaves out frames without a time or a value, keeps the others', () => {
  const timeless = toDataFrame({ fields: [{ name: 'actual', type: FieldType.number, values: [1] }] });
  const valueless = toDataFrame({ fields: [{ name: 'time', type: FieldType.time, values: [1] }] });
  const series = readBandedSeries([timeless, forecastFrame(), valueless, toDataFrame({ fields: [] })], 'predicted');
  expect(series).toHaveLength(1);
});

test('leaves out frames whose fields hold no number, which count for no name either', () => {
  const empty = forecastFrame();
  empty.fields = empty.fields.map((field) => ({ ...field, values: field.type === FieldType.time ? field.values : [] }));
  expect(readBandedSeries([empty, forecastFrame()], 'predicted').map(({ name }) => name)).toEqual(['connections']);
  expect([isBanded(empty, 'predicted'), isBanded(toDataFrame({ fields: [] }), 'predicted')]).toEqual([true, false]);
});

test('a frame without band and prediction is still a history', () => {
  const frame = toDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: [1, 2] },
      { name: 'actual', type: FieldType.number, values: [5, 6] },
    ],
  });
  expect(readBandedSeries([frame], 'predicted')[0]).toMatchObject({
    times: [1, 2],
    actual: [5, 6],
    expected: [null, null],
    upper: [null, null],
  });
});

test('sorts by time and remembers the row of each point', () => {
  const frame = toDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: [30, null, 10] },
      { name: 'actual', type: FieldType.number, values: [3, 2, 1] },
    ],
  });
  expect(readBandedSeries([frame], 'predicted')[0]).toMatchObject({ times: [10, 30], actual: [1, 3], rows: [2, 0] });
});

test('lastActualIndex is -1 without any measured point', () => {
  expect(lastActualIndex({ actual: [1, null, 2, null] })).toBe(2);
  expect(lastActualIndex({ actual: [null, null] })).toBe(-1);
  expect(lastActualIndex({ actual: [] })).toBe(-1);
});

describe('nearestIndex', () => {
  const times = [0, 10, 20, 100];

  test.each([
    [0, 0],
    [4, 0],
    [6, 1],
    [14.9, 1],
    [21, 2],
    [59, 2],
    [61, 3],
    [140, 3],
  ])('at %d finds the point %d', (time, index) => expect(nearestIndex(times, time)).toBe(index));

  test('finds nothing farther away than half a step', () => {
    expect(nearestIndex(times, -6)).toBe(-1);
    expect(nearestIndex(times, 141)).toBe(-1);
    expect(nearestIndex([], 5)).toBe(-1);
    expect(nearestIndex([7], 7)).toBe(0);
    expect(nearestIndex([7], 8)).toBe(-1);
  });

  test('agrees with a search through all points', () => {
    const irregular = [0, 3, 4, 9, 20, 21, 40];
    for (let time = 0; time <= 40; time += 0.25) {
      const distances = irregular.map((other) => Math.abs(other - time));
      const found = nearestIndex(irregular, time);
      expect(found === -1 || distances[found] === Math.min(...distances)).toBe(true);
    }
  });
});
