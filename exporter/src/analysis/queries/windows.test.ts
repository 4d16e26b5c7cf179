import fc from 'fast-check';
import { windowsBetween, type StatementCounters } from './windows.js';

const counters = (id: string, calls: number, milliseconds = calls): StatementCounters => ({
  id,
  calls,
  milliseconds,
  rows: calls,
  blocksRead: 0,
  temporaryBlocks: 0,
});
const before = (...all: StatementCounters[]) => new Map(all.map((one) => [one.id, one]));

it('takes the differences, and leaves out what did not run', () => {
  expect(
    windowsBetween(before(counters('a', 10, 100), counters('b', 5)), [counters('a', 14, 120), counters('b', 5)], false),
  ).toEqual([{ ...counters('a', 4, 20) }]);
});

it('counts from zero what is new, and what began anew', () => {
  expect(windowsBetween(before(counters('a', 10)), [counters('a', 3), counters('b', 2)], false)).toEqual([
    counters('a', 3),
    counters('b', 2),
  ]);
  expect(windowsBetween(before(counters('a', 10)), [counters('a', 30)], true)).toEqual([counters('a', 30)]);
});

it('never gives a window that is negative', () => {
  const any = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), calls: fc.nat(9), milliseconds: fc.nat(99) }), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(any, any, fc.boolean(), (first, second, reset) => {
      const full = (list: { id: string; calls: number; milliseconds: number }[]) =>
        list.map(({ id, calls, milliseconds }) => counters(id, calls, milliseconds));
      for (const window of windowsBetween(before(...full(first)), full(second), reset)) {
        expect(window.calls).toBeGreaterThan(0);
        expect(window.milliseconds).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
