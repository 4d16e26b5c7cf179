import fc from 'fast-check';
import { BestPlans } from './best-plans.js';
import type { SavingPlan } from './problem.js';

const ITEMS = 5;
const plan = fc.record({
  query: fc.nat(2),
  indexes: fc.subarray([...Array(ITEMS).keys()], { minLength: 1 }),
  saving: fc.integer({ min: 1, max: 4 }),
});
const isSubset = (part: readonly number[], whole: readonly number[]) => part.every((index) => whole.includes(index));
const same = (a: SavingPlan, b: SavingPlan) => a.query === b.query && a.indexes.join() === b.indexes.join();

it('finds the best plan of every query and set, and fewer indexes that do as well', () => {
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 30 }), plan, (plans, asked) => {
      const best = new BestPlans(plans, ITEMS);
      const savings = plans.filter((other) => same(other, asked)).map(({ saving }) => saving);
      expect(best.saving(asked.query, asked.indexes)).toBe(Math.max(0, ...savings));
      const fewer = plans.some(
        ({ query, indexes, saving }) =>
          query === asked.query &&
          indexes.length < asked.indexes.length &&
          isSubset(indexes, asked.indexes) &&
          saving >= asked.saving,
      );
      expect(best.matchesWithFewer(asked)).toBe(fewer);
      expect(best.plans()).toHaveLength(new Set(plans.map(({ query, indexes }) => `${query} ${indexes.join()}`)).size);
    }),
  );
});
