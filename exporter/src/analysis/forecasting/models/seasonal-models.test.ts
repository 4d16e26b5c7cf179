import fc from 'fast-check';
import { noise } from '../../../../testing/noise.js';
import { CANDIDATES, FALLBACKS } from './candidates.js';
import { differenceAutoregression } from './difference-autoregression.js';
import type { TrainingSeries } from './model.js';
import { profileAutoregression } from './profile-autoregression.js';
import { longLags, seasonalAutoregression, shortLags } from './seasonal-autoregression.js';

function training(values: Float64Array, seasons: number[]): TrainingSeries {
  const logarithms = values.every((value) => value > 0) ? values.map(Math.log) : undefined;
  return {
    values,
    logarithms,
    observed: new Uint8Array(values.length).fill(1),
    step: 3_600,
    seasons,
    calendar: seasons,
  };
}
function worst(path: Float64Array | undefined, truth: (step: number) => number): number {
  return Math.max(...path!.map((value, step) => Math.abs(value - truth(step))));
}

const random = noise(1, 0.5);
const wave = (i: number) => 100 + 20 * Math.sin((2 * Math.PI * i) / 24);
const waves = training(
  Float64Array.from({ length: 480 }, (_, i) => wave(i) + random()),
  [24],
);
const line = training(
  Float64Array.from({ length: 480 }, (_, i) => 50 + 3 * i + random()),
  [],
);

describe('seasonal autoregression', () => {
  it.each(['none', 'log'] as const)('continues a wave (transform %s)', (transform) => {
    for (const lags of ['long', 'short'] as const) {
      const model = seasonalAutoregression({ name: 'test', lags, transform, penalty: 1e-4 });
      expect(worst(model.predict(waves, [480], 48)[0], (step) => wave(480 + step))).toBeLessThan(2.5);
    }
  });

  it('has lags around each season that the history holds twice', () => {
    expect(longLags([24, 168], 400)).toEqual(expect.arrayContaining([1, 24, 25, 47, 48, 49, 72, 144, 167, 168, 169]));
    expect(Math.max(...longLags([24, 168], 300))).toBeLessThanOrEqual(150);
    expect(shortLags([24, 168], 400)).toEqual([1, 2, 3, 24, 25, 48, 49, 168, 169]);
  });
});

describe('profile autoregression', () => {
  it.each(['none', 'log'] as const)('continues a wave (transform %s)', (transform) => {
    const model = profileAutoregression({ name: 'test', lags: 'short', transform, penalty: 1e-3 });
    expect(worst(model.predict(waves, [480], 48)[0], (step) => wave(480 + step))).toBeLessThan(1.5);
  });

  it('has no answer without a season', () => {
    const model = profileAutoregression({ name: 'test', lags: 'short', transform: 'none', penalty: 1e-3 });
    expect(model.predict(line, [480], 5)).toEqual([undefined]);
  });
});

describe('difference autoregression', () => {
  it.each(['none', 'log'] as const)('carries on a line (transform %s)', (transform) => {
    const model = differenceAutoregression({ name: 'test', transform, penalty: 0.1 });
    expect(worst(model.predict(line, [480], 10)[0], (step) => 50 + 3 * (480 + step))).toBeLessThan(10);
  });
});

describe('every model', () => {
  const models = [...CANDIDATES, ...FALLBACKS].map((model) => [model.name, model] as const);

  it('has a name of its own', () => {
    expect(new Set(models.map(([name]) => name)).size).toBe(models.length);
  });

  it.each(models)('%s knows nothing of what comes after an origin', (_name, model) => {
    const other = noise(9, 50);
    const changed = training(
      waves.values.map((value, i) => (i < 300 ? value : 100 + Math.abs(other()))),
      [24],
    );
    const [before] = model.predict(waves, [300, 480], 24);
    const [after] = model.predict(changed, [300, 480], 24);
    expect(after && [...after]).toEqual(before && [...before]);
  });

  it.each(models)('%s gives finite paths of the asked length, or none', (_name, model) => {
    const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 1, 1e-300, 1e15));
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 8, maxLength: 60 }),
        fc.integer({ min: 1, max: 90 }),
        (values, horizon) => {
          const series = training(Float64Array.from(values), [4]);
          for (const path of model.predict(series, [Math.ceil(values.length / 2), values.length], horizon)) {
            if (!path) continue;
            expect(path).toHaveLength(horizon);
            expect(path.every(Number.isFinite)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does nothing on logarithms where there are none', () => {
    const negative = training(
      waves.values.map((value) => value - 100),
      [24],
    );
    for (const model of CANDIDATES.filter(({ name }) => name.endsWith('-log'))) {
      expect(model.predict(negative, [480], 5)).toEqual([undefined]);
    }
  });
});
