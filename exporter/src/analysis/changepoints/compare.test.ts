import fc from 'fast-check';
import { compare, COMPARE_DEFAULTS, comparePaired } from './compare.js';
import { sampleOf } from './sample.js';

const spread = (length: number, centre: number, width: number) =>
  Array.from({ length }, (_, i) => centre + width * (((i * 37) % length) / length - 0.5));

describe('compare', () => {
  it('calls a clear rise worse where lower is better, and better where higher is', () => {
    const [before, after] = [spread(30, 100, 10), spread(30, 120, 10)];
    const answer = compare(before, after);
    expect(answer.verdict).toBe('worse');
    expect(answer.effect).toBeCloseTo(0.2, 2);
    expect(answer.lower).toBeGreaterThan(0.15);
    expect(answer.upper).toBeLessThan(0.25);
    expect(answer.confidence).toBeGreaterThan(0.999);
    expect(compare(before, after, { ...COMPARE_DEFAULTS, direction: 'higher-is-better' }).verdict).toBe('better');
    expect(compare(after, before).verdict).toBe('better');
  });

  it('calls the same what differs by less than matters', () => {
    expect(compare(spread(50, 100, 4), spread(50, 102, 4)).verdict).toBe('same');
    expect(compare(spread(50, 100, 4), spread(50, 100, 4)).verdict).toBe('same');
    expect(compare([5, 5, 5], [5, 5, 5]).verdict).toBe('same');
    expect(compare([0, 0, 0], [0, 0, 0]).verdict).toBe('same');
  });

  it('gives the same answer at any size of the values', () => {
    const huge = (values: number[]) => values.map((value) => value * 1e304);
    const [before, after] = [spread(30, 100, 10), spread(30, 120, 10)];
    const answer = compare(huge(before), huge(after));
    expect(answer.verdict).toBe('worse');
    expect(answer.effect).toBeCloseTo(compare(before, after).effect!, 9);
    expect(answer.before.centre / 1e304).toBeCloseTo(sampleOf(Float64Array.from(before)).centre, 6);
  });

  it('is unsure with few or noisy points', () => {
    expect(compare([1, 2], [9, 10]).verdict).toBe('unsure');
    expect(compare(spread(8, 100, 150), spread(8, 110, 150)).verdict).toBe('unsure');
    expect(compare([], [1, 2, 3])).toMatchObject({ verdict: 'unsure', confidence: 0 });
    expect(compare([NaN, Infinity], [1, 2, 3]).verdict).toBe('unsure');
  });

  it('sees constants change, and a level leave zero without a relative effect', () => {
    expect(compare([5, 5, 5, 5], [6, 6, 6, 6])).toMatchObject({ verdict: 'worse', effect: 0.2, confidence: 1 });
    const raised = compare([0, 0, 0, 0], [3, 3, 3, 3]);
    expect(raised.verdict).toBe('worse');
    expect(raised).not.toHaveProperty('effect');
  });

  it('is not moved by single outliers', () => {
    const after = spread(40, 100, 6);
    after[7] = 10_000;
    after[20] = 9_000;
    expect(compare(spread(40, 100, 6), after).verdict).toBe('same');
  });

  it('asks for more where neighbours resemble each other', () => {
    const slow = (offset: number) => Array.from({ length: 60 }, (_, i) => 100 + 10 * Math.sin(i / 12 + offset));
    const shuffled = (values: number[]) => values.map((_, i) => values[(i * 37) % 60]!);
    const calm = compare(slow(0), slow(0.9));
    const mixed = compare(shuffled(slow(0)), shuffled(slow(0.9)));
    expect(calm.confidence).toBeLessThan(mixed.confidence);
    expect(calm.verdict).not.toBe('worse');
  });

  it('is the mirror of the comparison the other way round', () => {
    const values = fc.array(fc.double({ min: 1, max: 100, noNaN: true }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [there, back] = [compare(a, b), compare(b, a)];
        expect(there.confidence).toBeCloseTo(back.confidence, 9);
        if (there.verdict === 'worse') expect(back.verdict).not.toBe('worse');
      }),
    );
  });
});

describe('sampleOf', () => {
  it('trims a fifth at either end', () => {
    expect(sampleOf(Float64Array.from([-1e9, 1, 2, 3, 1e9])).centre).toBe(2);
  });

  it('counts neighbours that resemble each other for less', () => {
    const steps = Float64Array.from({ length: 64 }, (_, i) => Math.floor(i / 16));
    const mixed = Float64Array.from({ length: 64 }, (_, i) => (i * 7) % 4);
    expect(sampleOf(steps).effectivePoints).toBeLessThan(8);
    expect(sampleOf(mixed).effectivePoints).toBeGreaterThan(50);
  });
});

describe('comparePaired', () => {
  const swing = Float64Array.from({ length: 30 }, (_, i) => 100 + 3 * i + Math.sin(i * i));
  const moved = (by: number) => swing.map((value, i) => value + by + Math.cos(i * i));

  it('sees through what both series do', () => {
    expect(compare(swing, moved(15)).verdict).toBe('unsure');
    const answer = comparePaired(swing, moved(15));
    expect(answer.verdict).toBe('worse');
    expect(answer.before.centre).toBeCloseTo(sampleOf(swing).centre, 9);
    expect(answer.effect).toBeCloseTo(15 / answer.before.centre, 2);
    expect(comparePaired(swing, moved(0)).verdict).toBe('same');
    expect(comparePaired(swing, moved(-15)).verdict).toBe('better');
  });

  it('leaves out moments that only one side has', () => {
    const gaps = moved(15).map((value, i) => (i % 3 === 0 ? NaN : value));
    expect(comparePaired(swing, gaps)).toMatchObject({
      verdict: 'worse',
      before: { points: 20 },
      after: { points: 20 },
    });
    expect(
      comparePaired(
        swing,
        swing.map(() => NaN),
      ).verdict,
    ).toBe('unsure');
  });
});
