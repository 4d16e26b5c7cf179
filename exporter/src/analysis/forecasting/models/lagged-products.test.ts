import fc from 'fast-check';
import { noise } from '../../../../testing/noise.js';
import { LaggedProducts } from './lagged-products.js';

const POINTS = 120;
const random = noise(7, 1);
const values = Float64Array.from({ length: POINTS }, random);

describe('LaggedProducts', () => {
  it('equals the sums of the definition, whatever the lags and blocks of rows', () => {
    const lags = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });
    const cuts = fc.array(fc.integer({ min: 40, max: POINTS }), { maxLength: 6 });
    fc.assert(
      fc.property(lags, cuts, (lags, cuts) => {
        const result = new LaggedProducts(lags);
        const edges = [40, ...cuts.sort((a, b) => a - b), POINTS];
        for (let k = 1; k < edges.length; k++) result.add(values, edges[k - 1]!, edges[k]!);
        const sum = (term: (t: number) => number) => {
          let total = 0;
          for (let t = 40; t < POINTS; t++) total += term(t);
          return total;
        };
        expect(result.count).toBe(POINTS - 40);
        lags.forEach((a, i) => {
          expect(result.sums[i]).toBeCloseTo(
            sum((t) => values[t - a]!),
            9,
          );
          for (let j = 0; j <= i; j++) {
            expect(result.products[i * lags.length + j]).toBeCloseTo(
              sum((t) => values[t - a]! * values[t - lags[j]!]!),
              9,
            );
          }
        });
      }),
    );
  });

  it('counts nothing before rows come', () => {
    const empty = new LaggedProducts([1, 0]);
    empty.add(values, 50, 50);
    expect([empty.count, ...empty.products, ...empty.sums]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
