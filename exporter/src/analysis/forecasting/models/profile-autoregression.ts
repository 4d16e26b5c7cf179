import { seasonalProfile, type Profile } from '../profile.js';
import { predictAutoregression } from './autoregression.js';
import type { Model, TrainingSeries } from './model.js';
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
      const { values, observed, seasons } = series;
      const unfit = seasons.length === 0 || (transform === 'log' && values.some((value) => value <= 0));
      if (unfit) return origins.map(() => undefined);
      return origins.map((origin) => {
        const fitting = seasons.filter((season) => 2 * season <= origin);
        if (fitting.length === 0) return undefined;
        const { profile, rest } = decomposed(series, transform, origin, fitting);
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

interface Decomposition {
  profile: Profile;
  /** What the profile leaves of the values before the origin. */
  rest: Float64Array;
}

/** Models that differ in their lags only share what they are fitted on. */
const known = new WeakMap<TrainingSeries, Map<string, Decomposition>>();

function decomposed(
  series: TrainingSeries,
  transform: 'none' | 'log',
  origin: number,
  seasons: readonly number[],
): Decomposition {
  const own = known.get(series) ?? new Map<string, Decomposition>();
  known.set(series, own);
  const key = `${transform} ${origin}`;
  const before = own.get(key);
  if (before) return before;
  const values = series.values.subarray(0, origin);
  const input = transform === 'log' ? values.map(Math.log) : values;
  const profile = seasonalProfile(input, seasons);
  const rest = input.map((value, index) => value - profile(index));
  const made = { profile, rest };
  own.set(key, made);
  return made;
}
