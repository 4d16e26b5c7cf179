import { predictAutoregression } from './autoregression.js';
import type { Model } from './model.js';

export interface DifferenceAutoregressionOptions {
  name: string;
  transform: 'none' | 'log';
  penalty: number;
}

const RECENT = [1, 2, 3, 4, 5, 6, 7, 8];

/**
 * Ridge autoregression of the changes from point to point on eight recent and the seasonal lags, summed up again: for
 * series that wander or trend, whose level says nothing.
 */
export function differenceAutoregression({ name, transform, penalty }: DifferenceAutoregressionOptions): Model {
  return {
    name,
    predict: ({ values, logarithms, observed, calendar }, origins, horizon) => {
      const input = transform === 'log' ? logarithms : values;
      if (!input) return origins.map(() => undefined);
      const changes = input.subarray(1).map((value, index) => value - input[index]!);
      const seasonal = calendar.flatMap((season) => [season - 1, season, season + 1]);
      const lags = [...new Set([...RECENT, ...seasonal])].filter((lag) => lag <= origins[0]! / 2).sort((a, b) => a - b);
      const before = origins.map((origin) => origin - 1);
      const paths = predictAutoregression(changes, observed.subarray(1), before, horizon, { lags, penalty });
      return paths.map((path, index) => path && summed(path, input[origins[index]! - 1]!, transform));
    },
  };
}

function summed(changes: Float64Array, last: number, transform: 'none' | 'log'): Float64Array | undefined {
  let level = last;
  const path = changes.map((change) => {
    level += change;
    return transform === 'log' ? Math.exp(level) : level;
  });
  return path.every(Number.isFinite) ? path : undefined;
}
