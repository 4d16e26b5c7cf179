import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { comparePeers, createPeer, withPeers, type PeerOpinion } from './peers.js';
import { createSeries, scorePoint } from './stream.js';

/** Opinions on replicas that share a season, each with an offset of its own; `odd` moves the last of them. */
function compare(points: number, odd: (time: number) => number, replicas = 5): (PeerOpinion | undefined)[][] {
  const random = noise(1, 1);
  const states = Array.from({ length: replicas }, createPeer);
  return Array.from({ length: points }, (_, time) => {
    const shared = 100 + 50 * Math.sin(time / 20);
    const values = states.map((_state, i) => shared + 10 * i + random() + (i === replicas - 1 ? odd(time) : 0));
    return comparePeers(states, values);
  });
}
const highest = (opinions: (PeerOpinion | undefined)[][], replica: number) =>
  Math.max(...opinions.map((all) => all[replica]?.score ?? 0));

describe('comparePeers', () => {
  it('sees one replica that leaves the others, and only that one', () => {
    const opinions = compare(600, (time) => (time >= 400 ? 20 : 0));
    expect(highest(opinions.slice(0, 400), 4)).toBeLessThan(1);
    expect(highest(opinions.slice(400, 420), 4)).toBeGreaterThan(1);
    for (const replica of [0, 1, 2, 3]) expect(highest(opinions, replica)).toBeLessThan(1);
  });

  it('is calm when all move together, or when all are restless', () => {
    const random = noise(2, 1);
    const states = Array.from({ length: 6 }, createPeer);
    const scores = Array.from({ length: 500 }, (_, time) => {
      const wild = time > 300 ? 20 : 1;
      const opinions = comparePeers(
        states,
        states.map(() => (time > 200 ? 1_000 : 10) + wild * random()),
      );
      return Math.max(...opinions.map((one) => one?.score ?? 0));
    });
    expect(Math.max(...scores)).toBeLessThan(1);
  });

  it('says nothing of fewer than three, nor before it knows them', () => {
    expect(
      compare(200, () => 1e6, 2)
        .flat()
        .every((one) => one === undefined),
    ).toBe(true);
    expect(
      compare(64, () => 0)
        .flat()
        .every((one) => one === undefined),
    ).toBe(true);
  });

  it('has finite answers whatever comes', () => {
    const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, 5e-324, 1e308));
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value, value), { minLength: 70, maxLength: 100 }), (rows) => {
        const states = Array.from({ length: 4 }, createPeer);
        for (const row of rows) {
          for (const opinion of comparePeers(states, row)) {
            if (opinion) expect(Number.isFinite(opinion.score) && Number.isFinite(opinion.expected)).toBe(true);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('withPeers', () => {
  const state = createSeries();
  const calm = Array.from({ length: 100 }, (_, i) => scorePoint(state, i * 60, 10 + Math.sin(i))!).at(-1)!;

  it('lets the peers speak when they are the more alarmed', () => {
    const told = withPeers(calm, 30, { score: 5, expected: 12, half: 2 });
    expect(told).toMatchObject({ score: 5, detector: 'peer', expected: 12, lower: 10, upper: 14, deviation: 18 });
    expect(withPeers(calm, 30, { score: 0, expected: 12, half: 2 }).detector).toBe(calm.detector);
    expect(withPeers(calm, 30, undefined)).toBe(calm);
  });
});
