import fc from 'fast-check';
import { selectIndexes, type SelectionProblem } from '../selection.js';
import { ChosenSet } from './chosen.js';
import { fillGreedily } from './greedy.js';
import { reduceProblem } from './reduce.js';

const problems = fc
  .record({ queries: fc.integer({ min: 1, max: 6 }), indexes: fc.integer({ min: 1, max: 8 }) })
  .chain(({ queries, indexes }) =>
    fc.record({
      queries: fc.array(
        fc.record({ frequency: fc.integer({ min: 0, max: 9 }), cost: fc.integer({ min: 0, max: 99 }) }),
        { minLength: queries, maxLength: queries },
      ),
      indexes: fc.array(
        fc.record({ size: fc.integer({ min: 0, max: 9 }), maintenance: fc.integer({ min: 0, max: 60 }) }),
        { minLength: indexes, maxLength: indexes },
      ),
      plans: fc.array(
        fc.record({
          query: fc.integer({ min: 0, max: queries - 1 }),
          indexes: fc.array(fc.integer({ min: 0, max: indexes - 1 }), { minLength: 1, maxLength: 4 }),
          cost: fc.integer({ min: 0, max: 99 }),
        }),
        { maxLength: 30 },
      ),
    }),
  );
const limits = fc.record({
  budgetBytes: fc.integer({ min: 0, max: 30 }),
  maximumIndexes: fc.integer({ min: 0, max: 8 }),
});

/** Reading and maintenance with the indexes whose bits are set. */
function costOf({ queries, indexes, plans }: SelectionProblem, mask: number): number {
  const costs = queries.map(({ cost }) => cost);
  for (const plan of plans) {
    if (!plan.indexes.every((index) => mask & (1 << index))) continue;
    costs[plan.query] = Math.min(costs[plan.query]!, plan.cost);
  }
  const reading = queries.reduce((sum, { frequency }, query) => sum + frequency * costs[query]!, 0);
  return indexes.reduce((sum, { maintenance }, index) => sum + (mask & (1 << index) ? maintenance : 0), reading);
}

function leastCost(problem: SelectionProblem, budgetBytes: number, maximumIndexes: number): number {
  let least = Infinity;
  for (let mask = 0; mask < 1 << problem.indexes.length; mask++) {
    const members = problem.indexes.filter((_, index) => mask & (1 << index));
    if (members.length > maximumIndexes || members.reduce((sum, { size }) => sum + size, 0) > budgetBytes) continue;
    least = Math.min(least, costOf(problem, mask));
  }
  return least;
}

it('finds the best of all selections, and proves it', () => {
  fc.assert(
    fc.property(problems, limits, (problem, { budgetBytes, maximumIndexes }) => {
      const found = selectIndexes(problem, { budgetBytes, maximumIndexes });
      const least = leastCost(problem, budgetBytes, maximumIndexes);
      const mask = found.chosen.reduce((bits, index) => bits | (1 << index), 0);
      expect(found.costAfter + found.maintenance).toBeCloseTo(costOf(problem, mask), 6);
      expect(found.costAfter + found.maintenance).toBeCloseTo(least, 4);
      expect(found.bound).toBeCloseTo(least, 4);
      expect(found.chosen.length).toBeLessThanOrEqual(maximumIndexes);
      expect(found.chosen.reduce((sum, index) => sum + problem.indexes[index]!.size, 0)).toBeLessThanOrEqual(
        budgetBytes,
      );
    }),
    { numRuns: 1_000 },
  );
});

it('gives a true bound and is no worse than a greedy when the search is cut short', () => {
  fc.assert(
    fc.property(
      problems,
      limits,
      fc.integer({ min: 0, max: 400 }),
      (problem, { budgetBytes, maximumIndexes }, workLimit) => {
        const found = selectIndexes(problem, { budgetBytes, maximumIndexes, workLimit });
        expect(found.bound).toBeLessThanOrEqual(leastCost(problem, budgetBytes, maximumIndexes) + 1e-6);
        const upkeep = problem.indexes.map(({ maintenance }) => maintenance);
        for (const measure of ['ratio', 'benefit'] as const) {
          const greedy = new ChosenSet(reduceProblem(problem, upkeep, { budgetBytes, maximumIndexes }));
          fillGreedily(greedy, measure, false);
          const cost = found.costBefore - greedy.value;
          expect(found.costAfter + found.maintenance).toBeLessThanOrEqual(cost + 1e-6);
        }
      },
    ),
  );
});

it('gives the same answer each time', () => {
  fc.assert(
    fc.property(problems, limits, (problem, given) => {
      expect(selectIndexes(problem, given)).toEqual(selectIndexes(structuredClone(problem), given));
    }),
    { numRuns: 50 },
  );
});

it('keeps the value of a set exact while it grows and shrinks', () => {
  fc.assert(
    fc.property(problems, fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 30 }), (problem, toggles) => {
      const upkeep = problem.indexes.map(({ maintenance }) => maintenance);
      const instance = reduceProblem(problem, upkeep, { budgetBytes: Infinity, maximumIndexes: Infinity });
      const chosen = new ChosenSet(instance);
      const none = costOf(problem, 0);
      for (const toggle of toggles.filter((index) => index < instance.items.length)) {
        const expected = chosen.has[toggle] ? undefined : chosen.value + chosen.gain(toggle);
        if (chosen.has[toggle]) chosen.remove(toggle);
        else chosen.add(toggle);
        if (expected !== undefined) expect(chosen.value).toBeCloseTo(expected, 6);
        const mask = chosen.members().reduce((bits, index) => bits | (1 << instance.items[index]!.position), 0);
        expect(none - chosen.value).toBeCloseTo(costOf(problem, mask), 6);
      }
    }),
  );
});
