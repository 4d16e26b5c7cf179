import { noise } from '../../../../testing/noise.js';
import { predictAutoregression } from './autoregression.js';

const observed = (points: number) => new Uint8Array(points).fill(1);
const sample = (points: number, seed = 1) => {
  const random = noise(seed, 1);
  return Float64Array.from({ length: points }, (_, i) => 50 + 10 * Math.sin((2 * Math.PI * i) / 12) + random());
};

describe('predictAutoregression', () => {
  it('continues an exact linear recurrence', () => {
    // x_t = 1.6 x_{t-1} − 0.9 x_{t-2} oscillates and dies out
    const values = new Float64Array(60);
    values.set([10, 5]);
    for (let t = 2; t < 60; t++) values[t] = 1.6 * values[t - 1]! - 0.9 * values[t - 2]!;
    const [path] = predictAutoregression(values.subarray(0, 40), observed(40), [40], 20, {
      lags: [1, 2],
      penalty: 1e-12,
    });
    path!.forEach((value, i) => expect(value).toBeCloseTo(values[40 + i]!, 5));
  });

  it('solves the ridge problem: the gradient is zero', () => {
    const values = sample(80);
    const lags = [1, 2, 12];
    const penalty = 0.01;
    const one = predictAutoregression(values, observed(80), [80], 1, { lags, penalty })[0]![0]!;
    // brute force: gradient descent on the centred problem
    const rows = Array.from({ length: 68 }, (_, i) => ({
      x: lags.map((lag) => values[i + 12 - lag]!),
      y: values[i + 12]!,
    }));
    const means = lags.map((_, k) => rows.reduce((sum, { x }) => sum + x[k]!, 0) / rows.length);
    const meanY = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
    const ridge = penalty * rows.reduce((sum, { y }) => sum + (y - meanY) ** 2, 0);
    const b = lags.map(() => 0);
    for (let iteration = 0; iteration < 20_000; iteration++) {
      const gradient = b.map((value) => ridge * value);
      for (const { x, y } of rows) {
        const error = b.reduce((sum, value, k) => sum + value * (x[k]! - means[k]!), 0) - (y - meanY);
        x.forEach((value, k) => (gradient[k]! += error * (value - means[k]!)));
      }
      gradient.forEach((value, k) => (b[k]! -= value * 5e-5));
    }
    const expected = meanY + b.reduce((sum, value, k) => sum + value * (values[80 - lags[k]!]! - means[k]!), 0);
    expect(one).toBeCloseTo(expected, 6);
  });

  it('gives each origin what a fit on its past alone gives', () => {
    const values = sample(120);
    const options = { lags: [1, 2, 11, 12], penalty: 1e-4 };
    const nested = predictAutoregression(values, observed(120), [60, 90, 120], 10, options);
    [60, 90, 120].forEach((origin, index) => {
      const [alone] = predictAutoregression(values.slice(0, origin), observed(origin), [origin], 10, options);
      nested[index]!.forEach((value, i) => expect(value).toBeCloseTo(alone![i]!, 8));
    });
  });

  it('does not learn from filled points', () => {
    const values = sample(100);
    const spoiled = values.slice();
    const mask = observed(100);
    for (let t = 40; t < 60; t++) mask[t] = 0;
    const before = predictAutoregression(values, mask, [100], 5, { lags: [1], penalty: 1e-4 })[0]!;
    // the targets 41 to 58 and the lags of those targets are all inside the masked stretch
    for (let t = 41; t < 59; t++) spoiled[t] = 50 + (t % 2);
    const after = predictAutoregression(spoiled, mask, [100], 5, { lags: [1], penalty: 1e-4 })[0]!;
    after.forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 2));
  });

  it('stays within one deviation of what was seen', () => {
    const values = Float64Array.from({ length: 40 }, (_, i) => 1.2 ** i);
    const path = predictAutoregression(values, observed(40), [40], 200, { lags: [1], penalty: 0 })[0]!;
    expect(Math.max(...path)).toBeLessThan(3 * values[39]!);
  });

  it('has no answer for a constant or too few rows', () => {
    expect(
      predictAutoregression(new Float64Array(50).fill(3), observed(50), [50], 5, { lags: [1, 2], penalty: 1e-4 }),
    ).toEqual([undefined]);
    expect(predictAutoregression(sample(14), observed(14), [14], 5, { lags: [1, 12], penalty: 1e-4 })).toEqual([
      undefined,
    ]);
  });
});
