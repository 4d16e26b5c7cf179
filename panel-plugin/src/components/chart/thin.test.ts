import { thinned } from './thin';

const seconds = (count: number) => Array.from({ length: count }, (_, index) => index * 1_000);
const range = (count: number) => ({ from: 0, to: count * 1_000 });

test('a table that fits stays as it is', () => {
  const table: [number[], number[]] = [seconds(10), seconds(10)];
  expect(thinned(table, range(10), 5)).toBe(table);
});

test('of each pixel the least and the greatest value stay, in their order', () => {
  const values = [5, 1, 9, 4, 7, 2, 8, 3];
  expect(thinned([seconds(8), values], range(8), 2)).toEqual([
    [0, 3_000, 4_000, 7_000],
    [1, 9, 2, 8],
  ]);
  expect(thinned([seconds(8), [9, 4, 1, 5, 8, 3, 2, 7]], range(8), 2)[1]).toEqual([9, 1, 8, 2]);
});

test('a peak of one point is never lost, and the values stay within those that came', () => {
  const values = seconds(10_000).map((_, index) => (index === 4_321 ? 1_000 : Math.sin(index)));
  const [times, kept] = thinned([seconds(10_000), values], range(10_000), 500);
  expect(times.length).toBe(1_000);
  expect(Math.max(...(kept as number[]))).toBe(1_000);
  expect((kept as number[]).every((value) => values.includes(value))).toBe(true);
  expect(times.every((time, index) => index === 0 || time > times[index - 1])).toBe(true);
});

test('a pixel without values stays a gap, one that only this series lacks stays open', () => {
  const gap = [1, 2, 3, 4, null, null, null, null];
  const lacking = [1, 2, 3, 4, undefined, undefined, undefined, undefined];
  expect(thinned([seconds(8), gap, lacking], range(8), 2).slice(1)).toEqual([
    [1, 4, null, null],
    [1, 4, undefined, undefined],
  ]);
});

test('points before and after the range keep their place', () => {
  const [times] = thinned([seconds(100), seconds(100)], { from: 40_000, to: 60_000 }, 4);
  expect([times[0], times[times.length - 1]]).toEqual([0, 99_000]);
});
