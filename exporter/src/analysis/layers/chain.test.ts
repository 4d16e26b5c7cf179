import fc from 'fast-check';
import { chainState } from './chain.js';

const load = (layer: string, hits: number, misses: number, bestHitRatio?: number) => ({
  layer,
  hits,
  misses,
  ...(bestHitRatio !== undefined && { bestHitRatio }),
});

it('follows requests down the chain', () => {
  // each of 20 misses of the CDN makes five look-ups in Redis
  const chain = chainState([load('cdn', 80, 20, 0.9), load('redis', 75, 25)]);
  expect(chain.hitRatio).toBeCloseTo(0.95);
  expect(chain.originRequests).toBe(25);
  const [cdn, redis] = chain.layers;
  expect(cdn).toMatchObject({ hitRatio: 0.8, absorbedRatio: 0.8 });
  expect(cdn!.lossFactor).toBeCloseTo(5);
  expect(cdn!.gainRatio).toBeCloseTo(0.5);
  expect(redis!.absorbedRatio).toBeCloseTo(0.15);
  expect(redis).toMatchObject({ hitRatio: 0.75, lossFactor: 4, gainRatio: 0 });
});

it('lets everything pass a layer without look-ups', () => {
  const { hitRatio, layers } = chainState([load('idle', 0, 0, 0.9), load('redis', 1, 1)]);
  expect(hitRatio).toBe(0.5);
  expect(layers[0]).toMatchObject({ hitRatio: 0, lossFactor: 1, absorbedRatio: 0 });
});

it('gains nothing where the past was no better, nor where nothing misses', () => {
  expect(chainState([load('a', 9, 1, 0.5)]).layers[0]!.gainRatio).toBe(0);
  expect(chainState([load('a', 9, 0, 1)]).layers[0]).toMatchObject({ gainRatio: 0, lossFactor: Infinity });
});

it('divides all requests among the layers and the origin', () => {
  const one = fc.tuple(fc.nat(1_000), fc.nat(1_000), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (values) => {
      const { layers, hitRatio } = chainState(
        values.map(([hits, misses, best], i) => load(`l${i}`, hits, misses, best)),
      );
      expect(layers.reduce((sum, { absorbedRatio }) => sum + absorbedRatio, 0)).toBeCloseTo(hitRatio, 9);
      for (const { gainRatio, lossFactor } of layers) {
        expect(gainRatio).toBeGreaterThanOrEqual(0);
        expect(gainRatio).toBeLessThanOrEqual(1);
        expect(lossFactor).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});
