import fc from 'fast-check';
import { selectIndexes, type SelectionProblem } from './selection.js';

const query = (cost: number, frequency = 1) => ({ cost, frequency });
const index = (size = 1, maintenance = 0) => ({ size, maintenance });

function costOf(problem: SelectionProblem, chosen: readonly number[]): number {
  return problem.queries.reduce((sum, { frequency, cost }, position) => {
    const plans = problem.plans.filter(
      (plan) => plan.query === position && plan.indexes.every((item) => chosen.includes(item)),
    );
    return sum + frequency * Math.min(cost, ...plans.map((plan) => plan.cost));
  }, 0);
}

it('takes what saves, and tells the gain of each', () => {
  const selection = selectIndexes({
    queries: [query(100, 10), query(50)],
    indexes: [index(), index()],
    plans: [
      { query: 0, indexes: [0], cost: 1 },
      { query: 1, indexes: [1], cost: 60 },
    ],
  });
  expect(selection).toMatchObject({ chosen: [0], costBefore: 1_050, costAfter: 60 });
  expect(selection.gains.get(0)).toBe(990);
});

it('counts how often a statement runs', () => {
  const problem = {
    queries: [query(100, 1), query(10, 100)],
    indexes: [index(), index()],
    plans: [
      { query: 0, indexes: [0], cost: 1 },
      { query: 1, indexes: [1], cost: 1 },
    ],
  };
  expect(selectIndexes(problem, { maximumIndexes: 1 }).chosen).toEqual([1]);
});

it('leaves an index whose upkeep costs more than it saves', () => {
  const problem = (maintenance: number) => ({
    queries: [query(100)],
    indexes: [index(1, maintenance)],
    plans: [{ query: 0, indexes: [0], cost: 1 }],
  });
  expect(selectIndexes(problem(98)).chosen).toEqual([0]);
  expect(selectIndexes(problem(100)).chosen).toEqual([]);
});

it('takes two indexes that only help together', () => {
  const problem = {
    queries: [query(100)],
    indexes: [index(), index()],
    plans: [{ query: 0, indexes: [0, 1], cost: 10 }],
  };
  expect(selectIndexes(problem).chosen).toEqual([0, 1]);
});

it('takes one wide index instead of two narrow ones that it makes superfluous', () => {
  const problem = {
    queries: [query(100, 3), query(100)],
    indexes: [index(), index(), index()],
    plans: [
      { query: 0, indexes: [0], cost: 5 },
      { query: 0, indexes: [2], cost: 4 },
      { query: 1, indexes: [1], cost: 5 },
      { query: 1, indexes: [2], cost: 4 },
    ],
  };
  expect(selectIndexes(problem).chosen).toEqual([2]);
});

it('keeps what it chose before unless something is clearly better', () => {
  const problem = (cost: number) => ({
    queries: [query(100)],
    indexes: [index(), index()],
    plans: [
      { query: 0, indexes: [0], cost },
      { query: 0, indexes: [1], cost: 10 },
    ],
  });
  const options = { preferred: new Set([1]), minimumGainRatio: 0.05 };
  expect(selectIndexes(problem(9), options).chosen).toEqual([1]);
  expect(selectIndexes(problem(9), { minimumGainRatio: 0.05 }).chosen).toEqual([0]);
  expect(selectIndexes(problem(1), options).chosen).toEqual([0]);
});

it('ignores gains below the least share', () => {
  const problem = { queries: [query(100)], indexes: [index()], plans: [{ query: 0, indexes: [0], cost: 96 }] };
  expect(selectIndexes(problem, { minimumGainRatio: 0.05 }).chosen).toEqual([]);
  expect(selectIndexes(problem, { minimumGainRatio: 0.03 }).chosen).toEqual([0]);
});

it('says nothing of an empty workload', () => {
  expect(selectIndexes({ queries: [], indexes: [], plans: [] })).toMatchObject({
    chosen: [],
    costBefore: 0,
    costAfter: 0,
  });
});

const problems = fc.integer({ min: 1, max: 5 }).chain((queries) =>
  fc.integer({ min: 1, max: 6 }).chain((indexes) =>
    fc.record({
      queries: fc.array(
        fc.record({ frequency: fc.integer({ min: 1, max: 9 }), cost: fc.integer({ min: 1, max: 99 }) }),
        {
          minLength: queries,
          maxLength: queries,
        },
      ),
      indexes: fc.array(
        fc.record({ size: fc.integer({ min: 0, max: 9 }), maintenance: fc.integer({ min: 0, max: 50 }) }),
        {
          minLength: indexes,
          maxLength: indexes,
        },
      ),
      plans: fc.array(
        fc.record({
          query: fc.integer({ min: 0, max: queries - 1 }),
          indexes: fc.uniqueArray(fc.integer({ min: 0, max: indexes - 1 }), { minLength: 1, maxLength: 3 }),
          cost: fc.integer({ min: 1, max: 99 }),
        }),
        { maxLength: 12 },
      ),
    }),
  ),
);

it('never makes a workload dearer, stays in the budget, and holds no index that could go', () => {
  fc.assert(
    fc.property(problems, fc.integer({ min: 0, max: 20 }), (problem, budgetBytes) => {
      const { chosen, costBefore, costAfter } = selectIndexes(problem, { budgetBytes });
      const upkeep = (items: number[]) => items.reduce((sum, item) => sum + problem.indexes[item]!.maintenance, 0);
      expect(costBefore).toBe(costOf(problem, []));
      expect(costAfter).toBe(costOf(problem, chosen));
      expect(costAfter + upkeep(chosen)).toBeLessThanOrEqual(costBefore);
      expect(chosen.reduce((sum, item) => sum + problem.indexes[item]!.size, 0)).toBeLessThanOrEqual(budgetBytes);
      for (const item of chosen) {
        const rest = chosen.filter((other) => other !== item);
        expect(costOf(problem, rest) + upkeep(rest)).toBeGreaterThan(costAfter + upkeep(chosen) - 1e-9);
      }
    }),
  );
});

it('says what the queries would lose without each index', () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const { chosen, gains, costAfter } = selectIndexes(problem);
      for (const index of chosen) {
        const without = costOf(
          problem,
          chosen.filter((other) => other !== index),
        );
        expect(gains.get(index)).toBeCloseTo(without - costAfter, 6);
      }
    }),
  );
});
