import { intervalDistances } from './conformal.js';
import type { Forecast } from './forecast.js';

/** Part of the level that an interval spans at least: a few equal points are no proof of a constant. */
const LEAST_SCALE = 0.1;

/**
 * What can be said of a series too short for models: it stays where it is, in an interval that widens with the square
 * root of the horizon, as that of a random walk does, and is wider the fewer points there are.
 *
 * @param values finite, in order of time, at least one
 * @param steps points to predict
 * @param last Unix seconds of the last value
 */
export function forecastShort(
  values: readonly number[],
  { steps, step, last, levels }: { steps: number; step: number; last: number; levels: readonly number[] },
): Forecast {
  const level = values[values.length - 1]!;
  const changes = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  const change = changes.reduce((sum, value) => sum + value / changes.length, 0);
  const distances = intervalDistances(
    [],
    steps,
    Math.max(change, LEAST_SCALE * Math.abs(level)) * (1 + 3 / values.length),
  );
  const predicted = new Array<number>(steps).fill(level);
  return {
    status: 'ok',
    models: ['naive'],
    candidates: [],
    seasons: [],
    times: predicted.map((_, index) => last + (index + 1) * step),
    predicted,
    intervals: levels.map((level) => {
      const { below, above } = distances(level);
      return {
        level,
        lower: predicted.map((value, index) => value - below[index]!),
        upper: predicted.map((value, index) => value + above[index]!),
      };
    }),
    parts: { trend: { first: level, last: level }, seasons: [] },
    backtest: { origins: 0 },
    confidence: 0,
    reasons: [`Only ${values.length} points are known, so the last value is repeated.`],
  };
}
