import { findCrossing } from './crossing';

const rising = {
  times: [0, 100, 200, 300, 400],
  expected: [null, 10, 20, 30, 40],
  lower: [null, 5, 10, 15, 20],
  upper: [null, 15, 30, 45, 60],
};

test('interpolates between the points around the value', () => {
  expect(findCrossing(rising, 0, 25, 'above')).toEqual({ expected: 250, earliest: 167, latest: undefined });
});

test('upwards the upper edge is the earliest, the lower edge the latest', () => {
  expect(findCrossing(rising, 0, 18, 'above')).toEqual({ expected: 180, earliest: 120, latest: 360 });
});

test('downwards it is the other way round', () => {
  const negate = (column: Array<number | null>) => column.map((value) => (value === null ? null : -value));
  const falling = {
    times: rising.times,
    expected: negate(rising.expected),
    lower: negate(rising.upper),
    upper: negate(rising.lower),
  };
  expect(findCrossing(falling, 0, -18, 'below')).toEqual({ expected: 180, earliest: 120, latest: 360 });
});

test('what is reached by the first point is reached at its time', () => {
  expect(findCrossing(rising, 0, 10, 'above').expected).toBe(100);
});

test('nothing is crossed before now, and nothing that is not reached', () => {
  expect(findCrossing(rising, 350, 25, 'above').expected).toBe(400);
  expect(findCrossing(rising, 0, 100, 'above')).toEqual({});
  expect(findCrossing({ times: [], expected: [], lower: [], upper: [] }, 0, 1, 'above')).toEqual({});
});
