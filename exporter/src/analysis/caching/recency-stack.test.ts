import fc from 'fast-check';
import { RecencyStack } from './recency-stack.js';

const KEYS = 20;
const steps = fc.array(
  fc.record({ key: fc.nat(KEYS - 1), weight: fc.integer({ min: 1, max: 5 }), removes: fc.boolean() }),
  { maxLength: 600 },
);

describe('RecencyStack', () => {
  it('gives the distances of a list', () => {
    fc.assert(
      fc.property(steps, (trace) => {
        const stack = new RecencyStack(KEYS);
        let list: { key: number; weight: number }[] = [];
        for (const { key, weight, removes } of trace) {
          const at = list.findIndex((entry) => entry.key === key);
          const expected = at < 0 ? 0 : list.slice(at).reduce((sum, entry) => sum + entry.weight, 0);
          list = list.filter((entry) => entry.key !== key);
          if (removes) stack.remove(key);
          else {
            expect(stack.touch(key, weight)).toBe(expected);
            list.push({ key, weight });
          }
        }
      }),
    );
  });

  it('renumbers its slots without losing order', () => {
    const stack = new RecencyStack(4);
    for (let round = 0; round < 1000; round++) {
      for (let key = 0; key < 4; key++) expect(stack.touch(key)).toBe(round === 0 ? 0 : 4);
    }
  });

  it('forgets nothing by removing what is not there', () => {
    const stack = new RecencyStack(2);
    stack.touch(0);
    stack.remove(1);
    expect(stack.touch(0)).toBe(1);
  });
});
