import fc from 'fast-check';
import { isAskable, movedWindow, scaledWindow, windowWithin } from './window';

const whole = { from: 0, to: 100_000 };

test('a window is cut to the whole, and is none where it shows all or nothing', () => {
  expect(windowWithin({ from: 20_000, to: 200_000 }, whole)).toEqual({ from: 20_000, to: 100_000 });
  expect(windowWithin({ from: -5, to: 200_000 }, whole)).toBeUndefined();
  expect(windowWithin({ from: 200_000, to: 300_000 }, whole)).toBeUndefined();
  expect(windowWithin({ from: 99_500, to: 300_000 }, whole)).toBeUndefined();
  expect(windowWithin(undefined, whole)).toBeUndefined();
});

test('a window moves until it meets an end, and keeps its length', () => {
  expect(movedWindow({ from: 20_000, to: 30_000 }, 5_000, whole)).toEqual({ from: 25_000, to: 35_000 });
  expect(movedWindow({ from: 20_000, to: 30_000 }, -50_000, whole)).toEqual({ from: 0, to: 10_000 });
  expect(movedWindow({ from: 20_000, to: 30_000 }, 90_000, whole)).toEqual({ from: 90_000, to: 100_000 });
});

test('scaling keeps a moment in its place', () => {
  expect(scaledWindow(whole, 0.5, 80_000)).toEqual({ from: 40_000, to: 90_000 });
  expect(scaledWindow({ from: 40_000, to: 90_000 }, 2, 80_000)).toEqual(whole);
  expect(scaledWindow(whole, 0.5, 200_000)).toEqual({ from: 50_000, to: 100_000 });
  expect(scaledWindow({ from: 0, to: 1_500 }, 0.5, 0)).toEqual({ from: 0, to: 1_500 });
});

test('whatever is done to a window, it stays within the whole and is never empty', () => {
  const moment = fc.integer({ min: -200_000, max: 200_000 });
  const step = fc.record({ factor: fc.constantFrom(0.5, 2), middle: moment, by: moment });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let window = whole;
      for (const { factor, middle, by } of steps) {
        window = windowWithin(scaledWindow(window, factor, middle), whole) ?? whole;
        window = movedWindow(window, by, whole);
        expect(window.from).toBeGreaterThanOrEqual(whole.from);
        expect(window.to).toBeLessThanOrEqual(whole.to);
        expect(window.to - window.from).toBeGreaterThanOrEqual(999);
      }
    })
  );
});

test('what ends within the range of the dashboard is asked for, what reaches beyond it is not', () => {
  expect(isAskable({ from: 0, to: 50 }, 50)).toBe(true);
  expect(isAskable({ from: 0, to: 51 }, 50)).toBe(false);
});
