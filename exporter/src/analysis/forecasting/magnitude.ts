import type { Forecast, ForecastInput, ForecastOptions, TooShort } from './forecast.js';

/** Powers of two beyond which squares and their sums leave the range of numbers. */
const LARGEST = 400;
const SMALLEST = -400;

/**
 * Forecasts values so large or so small that their squares are no numbers as the same values near 1. Powers of two
 * change no digit.
 *
 * @returns undefined for all other values, which need no such care
 */
export function forecastExtreme(
  input: ForecastInput,
  options: ForecastOptions,
  forecast: (input: ForecastInput, options: ForecastOptions) => Forecast | TooShort,
): Forecast | TooShort | undefined {
  let size = 0;
  for (let index = 0; index < input.values.length; index++) {
    const value = Math.abs(input.values[index]!);
    if (value > size && value < Infinity) size = value;
  }
  if (size === 0) return undefined;
  const power = Math.floor(Math.log2(size));
  if (power >= SMALLEST && power <= LARGEST) return undefined;
  // in two steps, since 2 ** 1074 is no number
  const [half, rest] = [power >> 1, power - (power >> 1)];
  const down = (value: number) => value * 2 ** -half * 2 ** -rest;
  const up = (value: number) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value * 2 ** half * 2 ** rest));
  const { minimum, maximum, step, horizon, levels, seasons, components } = options;
  const result = forecast(
    { times: input.times, values: Float64Array.from(input.values, down) },
    {
      ...{ step, horizon, levels, seasons, components },
      minimum: minimum === undefined ? undefined : down(minimum),
      maximum: maximum === undefined ? undefined : down(maximum),
    },
  );
  return result.status === 'ok' ? scaled(result, up) : result;
}

function scaled(forecast: Forecast, up: (value: number) => number): Forecast {
  const { predicted, intervals, candidates, parts, components, backtest } = forecast;
  const optional = (value: number | undefined) => (value === undefined ? undefined : up(value));
  return {
    ...forecast,
    predicted: predicted.map(up),
    intervals: intervals.map((one) => ({ ...one, lower: one.lower.map(up), upper: one.upper.map(up) })),
    candidates: candidates.map((one) => ({ ...one, meanAbsoluteError: optional(one.meanAbsoluteError) })),
    backtest: { ...backtest, meanAbsoluteError: optional(backtest.meanAbsoluteError) },
    parts: {
      trend: { first: up(parts.trend.first), last: up(parts.trend.last) },
      seasons: parts.seasons.map((one) => ({ ...one, amplitude: up(one.amplitude) })),
    },
    ...(components && {
      components: {
        trend: components.trend.map(up),
        seasons: components.seasons.map(({ season, values }) => ({ season, values: values.map(up) })),
      },
    }),
  };
}
