import fc from 'fast-check';
import { alignRange } from './align.js';

const HOUR = 3_600_000;

describe('alignRange', () => {
  it('puts both ends on the step that was given', () => {
    expect(alignRange({ from: 61_000, to: 179_000 }, 60)).toEqual({ from: 60_000, to: 120_000 });
  });

  it('is the same for a dashboard that refreshes within a step', () => {
    const now = 1_700_000_000_000;
    expect(alignRange({ from: now - 6 * HOUR, to: now })).toEqual(
      alignRange({ from: now - 6 * HOUR + 900, to: now + 900 }),
    );
  });

  it('keeps the last minutes of a day in the range', () => {
    const now = 1_700_000_070_000;
    expect(now - alignRange({ from: now - 24 * HOUR, to: now }).to).toBeLessThan(60_000);
  });

  it('never turns a range into nothing and moves no end by more than a step', () => {
    const range = fc.record({ from: fc.integer({ min: 0, max: 2e12 }), length: fc.integer({ min: 1, max: 3e11 }) });
    fc.assert(
      fc.property(
        range,
        fc.option(fc.integer({ min: 1, max: 86_400 }), { nil: undefined }),
        ({ from, length }, step) => {
          const aligned = alignRange({ from, to: from + length }, step);
          expect(aligned.to).toBeGreaterThan(aligned.from);
          expect(aligned.from).toBeLessThanOrEqual(from);
          expect(from - aligned.from).toBeLessThan((step ?? 60) * 1000);
        },
      ),
    );
  });
});
