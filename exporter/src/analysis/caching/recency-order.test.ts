import fc from 'fast-check';
import { RecencyOrder } from './recency-order.js';

const KEYS = 40;
const steps = fc.array(fc.record({ key: fc.nat(KEYS - 1), removes: fc.boolean() }), { maxLength: 1_500 });

describe('RecencyOrder', () => {
  it('gives the distances of a list', () => {
    fc.assert(
      fc.property(steps, (trace) => {
        const order = new RecencyOrder(KEYS);
        let list: number[] = [];
        for (const { key, removes } of trace) {
          const at = list.indexOf(key);
          const expected = at < 0 ? 0 : list.length - at;
          list = list.filter((entry) => entry !== key);
          if (removes) order.remove(key);
          else {
            expect(order.touch(key)).toBe(expected);
            list.push(key);
          }
        }
      }),
    );
  });

  it.each([1, 8, 31, 32, 33, 100])('renumbers the slots of %i keys without losing order', (keys) => {
    const order = new RecencyOrder(keys);
    for (let round = 0; round < 50; round++) {
      for (let key = 0; key < keys; key++) expect(order.touch(key)).toBe(round === 0 ? 0 : keys);
    }
  });

  it('forgets nothing by removing what is not there', () => {
    const order = new RecencyOrder(2);
    order.touch(0);
    order.remove(1);
    expect(order.touch(0)).toBe(1);
  });
});
