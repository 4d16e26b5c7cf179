import { adaptationText, recordOf, type TimedCheck } from './records.js';

const check = (time: number, actual: number, change: Partial<TimedCheck> = {}): TimedCheck => ({
  time,
  predicted: 10,
  lower: 6,
  upper: 12,
  actual,
  scale: 1,
  ...change,
});
const rule = { level: 0.95 };

describe('recordOf', () => {
  it('says by how much an interval would have had to be wider', () => {
    const record = recordOf('1h', [check(0, 11), check(60, 2), check(120, 10)], rule, {});
    expect(Array.from(record.needed)).toEqual([0.5, 2, 0]);
    expect(Array.from(record.below)).toEqual([4, 4, 4]);
    expect(Array.from(record.above)).toEqual([2, 2, 2]);
    expect(record).toMatchObject({ horizon: 3_600, level: 0.95, start: 1 });
  });

  it('takes back what the published interval had been adapted by', () => {
    const record = recordOf('24h', [check(0, 12, { scale: 2 }), check(60, 12, { scale: 0.5 })], rule, {});
    expect(Array.from(record.needed)).toEqual([2, 0.5]);
    expect(Array.from(record.above)).toEqual([1, 4]);
    expect(record.start).toBe(2);
  });

  it('learns nothing from a side that the bounds cut off', () => {
    const record = recordOf('1h', [check(0, 7), check(60, 13), check(120, 6)], rule, { minimum: 6, maximum: 12 });
    expect(Array.from(record.needed)).toEqual([0, 0, 0]);
    expect([record.below, record.above].every((side) => Array.from(side).every(Number.isNaN))).toBe(true);
  });

  it('calls everything outside of an interval without a width out of reach', () => {
    const { needed } = recordOf('1h', [check(0, 9, { lower: 10, upper: 10 }), check(60, 10)], rule, {});
    expect(Array.from(needed)).toEqual([Infinity, 0]);
  });
});

describe('adaptationText', () => {
  const record = recordOf(
    '6h',
    Array.from({ length: 20 }, (_, index) => check(index, index < 4 ? 14 : 11)),
    rule,
    {},
  );

  it('says how wide, and what speaks for it', () => {
    expect(adaptationText('6h', 1.3, record)).toBe(
      'At 6h ahead intervals are widened to 1.30 times what the backtest says: of the last 20 points 80 % would have lain within its 95 % interval.',
    );
    expect(adaptationText('6h', 0.8, record)).toMatch(/narrowed to 0\.80 times/);
  });

  it('is silent where hardly anything changed', () => {
    expect(adaptationText('6h', 1.02, record)).toBeUndefined();
  });
});
