import { decompose } from '../decomposition.js';
import { predictAutoregression } from './autoregression.js';
import type { Model } from './model.js';
import { longLags } from './seasonal-autoregression.js';

export interface ProfileAutoregressionOptions {
  name: string;
  /** `short`: six recent lags and the shortest season; `long`: those of the seasonal autoregression. */
  lags: 'short' | 'long';
  transform: 'none' | 'log';
  penalty: number;
}

/**
 * The seasonal profile of the past plus a ridge autoregression of what it leaves. Where values follow the hour and the
 * weekday more than their own recent past, this is far ahead of lags alone.
 */
export function profileAutoregression({ name, lags, transform, penalty }: ProfileAutoregressionOptions): Model {
  return {
    name,
    predict: (series, origins, horizon) => {
      const { observed } = series;
      return origins.map((origin) => {
        const parts = decompose(series, origin, transform);
        if (!parts) return undefined;
        const { shapes, profile, rest } = parts;
        const fitting = shapes.map(({ length }) => length);
        const chosen = lags === 'long' ? longLags(fitting, origin) : [1, 2, 3, 4, 5, 6, fitting[0]!];
        const options = { lags: [...new Set(chosen)].sort((a, b) => a - b), penalty };
        const [path] = predictAutoregression(rest, observed, [origin], horizon, options);
        const whole = (path ?? new Float64Array(horizon)).map((value, step) => value + profile(origin + step));
        const result = path && (transform === 'log' ? whole.map(Math.exp) : whole);
        return result?.every(Number.isFinite) ? result : undefined;
      });
    },
  };
}
