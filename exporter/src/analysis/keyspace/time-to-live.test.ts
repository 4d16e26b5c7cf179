import { adviseTtl } from './time-to-live.js';

function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/**
 * Idle times of keys that are asked for at random every `gap` seconds during their life of `life` seconds, and of a share
 * that nobody ever asks for again, as a snapshot at a random moment shows them.
 */
function ages(count: number, gap: number, life: number, forgotten: number, seed = 5): number[] {
  const random = uniform(seed);
  return Array.from({ length: count }, () => {
    const age = random() * life;
    const idle = random() < forgotten ? age : Math.min(age, -gap * Math.log(random()));
    return Math.floor(idle);
  });
}

describe('adviseTtl', () => {
  it('finds the time after which keys are not asked for again, and keeps the hits', () => {
    const advice = adviseTtl(ages(4_000, 60, 86_400, 0.7), 86_400)!;
    // gaps of 60 s on average: 2 % of them are longer than 235 s
    expect(advice.seconds).toBeGreaterThanOrEqual(235);
    expect(advice.seconds).toBeLessThanOrEqual(900);
    expect(advice.lostRatio).toBeLessThanOrEqual(0.02);
    expect(advice.freedRatio).toBeGreaterThan(0.65);
  });

  it('predicts the share of accesses that would miss', () => {
    const gap = 600;
    const advice = adviseTtl(ages(20_000, gap, 86_400, 0.3), 86_400)!;
    const truth = Math.exp(-advice.seconds / gap);
    expect(Math.abs(advice.lostRatio - truth)).toBeLessThan(0.02);
  });

  it('advises nothing where keys are asked for about as seldom as they live', () => {
    expect(adviseTtl(ages(4_000, 40_000, 86_400, 0), 86_400)).toBeUndefined();
  });

  it('advises nothing on few keys', () => {
    expect(adviseTtl(ages(199, 60, 86_400, 0.7), 86_400)).toBeUndefined();
    expect(adviseTtl([], 86_400)).toBeUndefined();
  });

  it('tells keys that nobody asks for from keys that are asked for at regular times, where that is known', () => {
    const flat = ages(2_000, 1, 3_600, 1);
    expect(adviseTtl(flat, 3_600)).toBeUndefined();
    expect(adviseTtl(flat, 3_600, flat)!.seconds).toBeLessThanOrEqual(300);
  });

  it('keeps keys that are asked for once a minute at least so long', () => {
    const regular = Array.from({ length: 1_000 }, (_, i) => i % 60);
    const advice = adviseTtl(regular, 86_400);
    expect(advice!.seconds).toBeGreaterThanOrEqual(60);
    expect(advice).toMatchObject({ freedRatio: 0, lostRatio: 0 });
  });
});
