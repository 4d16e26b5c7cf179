import fc from 'fast-check';
import { poolSize, waitProbability } from './pool-size.js';

it.each([
  [0, 1, 0],
  [0.5, 1, 0.5],
  [1, 2, 1 / 3],
  // Erlang's C of the textbooks: 2 erlang on 3 servers
  [2, 3, 4 / 9],
  [8, 10, 0.409],
  [5, 5, 1],
])('knows how often %f requests in service find all of %i servers busy', (load, servers, probability) => {
  expect(waitProbability(load, servers)).toBeCloseTo(probability, 3);
});

it('sums the probabilities of the states as the formula says', () => {
  const [load, servers] = [6.3, 9];
  let term = 1;
  let below = 0;
  for (let n = 0; n < servers; n++) {
    below += term;
    term *= load / (n + 1);
  }
  const waiting = term / (1 - load / servers);
  expect(waitProbability(load, servers)).toBeCloseTo(waiting / (below + waiting), 10);
});

it('gives the fewest servers that keep the promise', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 500, noNaN: true }),
      fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      (load, wait) => {
        const size = poolSize(load, wait);
        expect(size).toBeGreaterThan(load);
        expect(waitProbability(load, size)).toBeLessThanOrEqual(wait);
        if (size - 1 > load && size > 1) expect(waitProbability(load, size - 1)).toBeGreaterThan(wait);
      },
    ),
  );
});
