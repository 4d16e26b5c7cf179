import { predictAutoregression } from './autoregression.js';
import type { Model } from './model.js';

export interface SeasonalAutoregressionOptions {
  name: string;
  /** `long`: many recent lags and many seasons back; `short`: the few that matter most. */
  lags: 'long' | 'short';
  transform: 'none' | 'log';
  penalty: number;
}

/**
 * Ridge autoregression on recent and seasonal lags, on the values or on their logarithms where these are justified. A
 * path that leaves the range of numbers is dropped.
 */
export function seasonalAutoregression({ name, lags, transform, penalty }: SeasonalAutoregressionOptions): Model {
  return {
    name,
    predict: ({ values, logarithms, observed, seasons }, origins, horizon) => {
      const input = transform === 'log' ? logarithms : values;
      if (!input) return origins.map(() => undefined);
      const chosen = lags === 'long' ? longLags(seasons, origins[0]!) : shortLags(seasons, origins[0]!);
      const paths = predictAutoregression(input, observed, origins, horizon, { lags: chosen, penalty });
      return paths.map((path) => {
        const values = transform === 'log' ? path?.map(Math.exp) : path;
        return values?.every(Number.isFinite) ? values : undefined;
      });
    },
  };
}

/** 1 to 24, then each season and twice it with its neighbours, then further multiples of the shortest season. */
export function longLags(seasons: readonly number[], points: number): number[] {
  const recent = Array.from({ length: Math.min(24, Math.max(3, Math.floor(points / 12))) }, (_, index) => index + 1);
  const [shortest, ...longer] = seasons;
  const multiples = shortest === undefined ? [] : [3, 4, 5, 6].map((times) => times * shortest);
  const around =
    shortest === undefined ? [] : [shortest, 2 * shortest, ...longer].flatMap((lag) => [lag - 1, lag, lag + 1]);
  return usable([...recent, ...around, ...multiples], points);
}

/** 1 to 3 and each season, and twice the shortest, with the neighbour above. */
export function shortLags(seasons: readonly number[], points: number): number[] {
  const [shortest, ...longer] = seasons;
  const seasonal = shortest === undefined ? [] : [shortest, 2 * shortest, ...longer].flatMap((lag) => [lag, lag + 1]);
  return usable([1, 2, 3, ...seasonal], points);
}

function usable(lags: number[], points: number): number[] {
  return [...new Set(lags)].filter((lag) => lag > 0 && lag <= points / 2).sort((a, b) => a - b);
}
