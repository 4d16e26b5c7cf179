import { median } from '../../statistics/quantile.js';
import type { Model } from './model.js';

/** The last observed value, repeated. */
export const naive: Model = {
  name: 'naive',
  predict: ({ values }, origins, horizon) =>
    origins.map((origin) => (origin > 0 ? new Float64Array(horizon).fill(values[origin - 1]!) : undefined)),
};

/** This share of the values is one and the same where a series is idle. */
const IDLE = 0.5;

/** The value that a series has most of the time, repeated: what one with rare bursts comes back to. */
export const idle: Model = {
  name: 'idle',
  predict: ({ values }, origins, horizon) =>
    origins.map((origin) => {
      const known = values.subarray(0, origin);
      const usual = median(known);
      const times = known.reduce((count, value) => (value === usual ? count + 1 : count), 0);
      return times > IDLE * origin ? new Float64Array(horizon).fill(usual) : undefined;
    }),
};

/** The line from the first to the last value, carried on (Hyndman and Athanasopoulos, Forecasting, 5.2). */
export const drift: Model = {
  name: 'drift',
  predict: ({ values }, origins, horizon) =>
    origins.map((origin) => {
      if (origin < 2) return undefined;
      const last = values[origin - 1]!;
      const slope = (last - values[0]!) / (origin - 1);
      return Float64Array.from({ length: horizon }, (_, step) => last + slope * (step + 1));
    }),
};

/** What was seen one season before; `which` picks the shortest or the longest accepted season. */
export function seasonalNaive(which: 'shortest' | 'longest'): Model {
  return {
    name: which === 'shortest' ? 'seasonal-naive' : 'seasonal-naive-long',
    predict: ({ values, seasons }, origins, horizon) => {
      const season = which === 'shortest' ? seasons[0] : seasons.length > 1 ? seasons.at(-1) : undefined;
      return origins.map((origin) =>
        season === undefined || origin < season ? undefined : repeatSeason(values, origin, season, horizon),
      );
    },
  };
}

/** Path of `horizon` points that repeats the last `season` values before `origin`. */
export function repeatSeason(values: Float64Array, origin: number, season: number, horizon: number): Float64Array {
  return Float64Array.from({ length: horizon }, (_, step) => values[origin - season + (step % season)]!);
}
