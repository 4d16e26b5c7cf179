import { compareAround } from './around.js';
import { COMPARE_DEFAULTS } from './compare.js';
import { explainComparison } from './explain.js';
import { intoBlocks, refined } from './blocks.js';

const STEPS_A_DAY = 48;
/** Five days that rise each morning; a little unrest so that nothing is exact. */
function days(extra: (index: number) => number): Float64Array {
  return Float64Array.from(
    { length: 5 * STEPS_A_DAY },
    (_, i) => 100 + 40 * Math.sin((2 * Math.PI * i) / STEPS_A_DAY) + 2 * Math.sin(i * i) + extra(i),
  );
}
const cut = { at: 4 * STEPS_A_DAY + 6, before: 6, after: 6, seasons: [STEPS_A_DAY] };

describe('compareAround', () => {
  it('does not blame a deployment for the time of day', () => {
    expect(
      compareAround(
        days(() => 0),
        cut,
        COMPARE_DEFAULTS,
      ).verdict,
    ).not.toBe('worse');
    expect(
      compareAround(
        days(() => 0),
        { ...cut, seasons: [] },
        COMPARE_DEFAULTS,
      ).verdict,
    ).toBe('worse');
  });

  it('sees what a deployment did beneath the time of day', () => {
    const answer = compareAround(
      days((index) => (index >= cut.at ? 60 : 0)),
      cut,
      COMPARE_DEFAULTS,
    );
    expect(answer.verdict).toBe('worse');
    expect(answer.after.points).toBe(6);
  });

  it('leaves gaps out', () => {
    const values = days(() => 0).map((value, index) => (index >= cut.at ? NaN : value));
    expect(compareAround(values, cut, COMPARE_DEFAULTS)).toMatchObject({ verdict: 'unsure', after: { points: 0 } });
  });
});

describe('explainComparison', () => {
  const flat = (level: number) => Float64Array.from({ length: 20 }, () => level);
  const explain = (before: number, after: number) =>
    explainComparison(
      compareAround(
        Float64Array.of(...flat(before), ...flat(after)),
        { at: 20, before: 20, after: 20, seasons: [] },
        COMPARE_DEFAULTS,
      ),
    );

  it('says how far and which way', () => {
    expect(explain(100, 125)).toBe('25 % higher (125 instead of 100), 100 % sure');
    expect(explain(8, 6)).toBe('25 % lower (6 instead of 8), 100 % sure');
    expect(explain(0, 3)).toBe('higher (3 instead of 0), 100 % sure');
    expect(explain(7, 7)).toBe('unchanged at 7');
  });
});

describe('blocks', () => {
  it('keep short series as they are and days whole', () => {
    const short = Float64Array.from([1, 2, 3]);
    expect(intoBlocks(short)).toEqual({ values: short, size: 1 });
    const { values, size } = intoBlocks(new Float64Array(36_000).fill(2));
    expect(1_440 % size).toBe(0);
    expect(values.length).toBeLessThanOrEqual(1_500);
    expect(values.every((value) => value === 2)).toBe(true);
  });

  it('hold the mean of what is there', () => {
    const values = new Float64Array(3_000).fill(NaN);
    values.set([1, NaN, NaN, 5], 0);
    expect([...intoBlocks(values).values.subarray(0, 3)]).toEqual([1, 5, NaN]);
  });

  it('let a change go to the point where the levels part', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i < 57 ? 1 : 2));
    expect(refined(values, [{ index: 60 }], 5)).toEqual([{ index: 57 }]);
  });
});
