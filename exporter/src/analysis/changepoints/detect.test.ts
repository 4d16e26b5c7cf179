import fc from 'fast-check';
import { detectChanges } from './detect.js';

/** Deterministic standard normal noise (Lehmer's generator, Box and Muller). */
function noise(seed: number): () => number {
  let state = seed * 7_919 + 1;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

function series(length: number, seed: number, value: (index: number, random: () => number) => number): number[] {
  const random = noise(seed);
  for (let i = 0; i < 20; i++) random();
  return Array.from({ length }, (_, index) => value(index, random));
}
const SEEDS = [1, 2, 3, 4, 5, 6];
const indexes = (values: ArrayLike<number>) => detectChanges(values).map(({ index }) => index);

describe('detectChanges', () => {
  it('finds a change of level with its size', () => {
    for (const seed of SEEDS) {
      const [change, ...more] = detectChanges(series(200, seed, (i, random) => (i < 120 ? 100 : 150) + 5 * random()));
      expect(more).toEqual([]);
      expect(Math.abs(change!.index - 120)).toBeLessThanOrEqual(1);
      expect(change!.before).toBeCloseTo(100, -1);
      expect(change!.effect).toBeCloseTo(0.5, 1);
      expect(change!.confidence).toBeGreaterThan(0.99);
      expect(change!.kind).toBe('level');
    }
  });

  it.each<[string, (index: number, random: () => number) => number]>([
    ['noise', (_, random) => random()],
    ['a trend', (index, random) => 0.05 * index + random()],
    ['a season', (index, random) => 5 * Math.sin((2 * Math.PI * index) / 24) + random()],
    ['heavy tails', (_, random) => random() / Math.max(0.05, Math.abs(random()))],
    ['single spikes', (index, random) => random() + (index % 61 === 60 ? 30 : 0)],
    ['skewed values', (_, random) => Math.exp(random())],
  ])('finds nothing in %s', (_, value) => {
    for (const seed of SEEDS) expect(indexes(series(300, seed, value))).toEqual([]);
  });

  it('finds nothing in a random walk or in values that remember', () => {
    for (const seed of SEEDS) {
      for (const memory of [0.5, 0.9, 1]) {
        let level = 0;
        expect(indexes(series(300, seed, (_, random) => (level = memory * level + random())))).toEqual([]);
      }
    }
  });

  it('finds a change beneath a season, a trend, spikes and gaps', () => {
    const shapes: ((index: number) => number)[] = [
      (index) => 5 * Math.sin((2 * Math.PI * index) / 24),
      (index) => 0.05 * index,
      (index) => (index % 61 === 60 ? 40 : 0),
      (index) => (index % 7 === 3 ? NaN : 0),
    ];
    for (const shape of shapes) {
      const found = indexes(series(300, 3, (index, random) => shape(index) + random() + (index < 150 ? 0 : 6)));
      expect(found).toHaveLength(1);
      expect(Math.abs(found[0]! - 150)).toBeLessThanOrEqual(3);
    }
  });

  it('tells a change of slope and of spread from one of level', () => {
    const bent = detectChanges(series(300, 2, (i, random) => Math.max(0, i - 150) * 0.3 + random()));
    expect(bent).toHaveLength(1);
    expect(Math.abs(bent[0]!.index - 150)).toBeLessThanOrEqual(8);
    const louder = detectChanges(series(300, 2, (i, random) => random() * (i < 150 ? 1 : 6)));
    expect(louder.map(({ kind }) => kind)).toEqual(['spread']);
  });

  it('finds steps of a series without noise, and no change in one blip', () => {
    expect(indexes(series(100, 1, (i) => (i < 40 ? 3 : 5)))).toEqual([40]);
    expect(indexes(series(100, 1, (i) => (i === 40 ? 5 : 3)))).toEqual([]);
    expect(indexes(series(100, 1, () => 7))).toEqual([]);
    expect(indexes([])).toEqual([]);
  });

  it('finds a change in a long series to the point', () => {
    const found = indexes(series(9_001, 5, (i, random) => 20 + random() + (i < 5_003 ? 0 : 8)));
    expect(found).toHaveLength(1);
    expect(Math.abs(found[0]! - 5_003)).toBeLessThanOrEqual(1);
  });

  it('does not depend on unit or origin', () => {
    const values = series(150, 4, (i, random) => (i < 70 ? 10 : 14) + random());
    expect(indexes(values.map((value) => 1e6 * value - 5e7))).toEqual(indexes(values));
    expect(indexes(values.map((value) => -value))).toEqual(indexes(values));
  });

  it('takes anything without throwing, in order and within the series', () => {
    const wild = fc.oneof(
      fc.double(),
      fc.constantFrom(0, 1, NaN, Infinity, -Infinity, 5e-324, 1e308, -1e308),
      fc.double({ min: -10, max: 10 }),
    );
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 120 }), (values) => {
        const found = detectChanges(values);
        found.forEach(({ index, before, after, confidence }, position) => {
          expect(index).toBeGreaterThan(position === 0 ? 0 : found[position - 1]!.index);
          expect(index).toBeLessThan(values.length);
          expect(Number.isFinite(before) && Number.isFinite(after)).toBe(true);
          expect(confidence >= 0 && confidence <= 1).toBe(true);
        });
      }),
      { numRuns: 200 },
    );
  });
});
