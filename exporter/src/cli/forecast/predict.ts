import type { Components } from '../../analysis/forecasting/explanation.js';
import { forecast, type Forecast } from '../../analysis/forecasting/forecast.js';
import { forecastShort } from '../../analysis/forecasting/short-series.js';
import type { InputSeries } from '../input/read-series.js';

/** One series to predict. */
export interface PredictionTask extends InputSeries {
  /** Seconds. */
  step: number;
  /** Points to predict after the last row. */
  horizon: number;
  level: number;
  /** In points. */
  seasons: 'auto' | readonly number[];
  minimum?: number;
  maximum?: number;
  /** Adds the parts of each point to the explanation. */
  explain?: boolean;
}

export interface Prediction {
  series: string;
  step: number;
  horizon: number;
  models: string[];
  /** In points. */
  seasons: number[];
  points: { timestamp: number; value: number; lower: number; upper: number }[];
  explanation: Explanation;
}

/** Why the prediction is what it is. */
export interface Explanation extends Pick<Forecast, 'candidates' | 'backtest' | 'confidence' | 'reasons' | 'parts'> {
  /** Parts of each point, which sum to its value; only where they were asked for. Seasons are in points, as in `parts`. */
  components?: Components;
  /** Points with a value, and the points of the grid from the first to the last of them. */
  observed: number;
  span: number;
}

/** Predicts one series; undefined when it has no value at all. Rows without a value at the end are not predicted. */
export default function predict(task: PredictionTask): Prediction | undefined {
  const { name, times, values, step, horizon, level } = task;
  const known = Array.from(values.keys()).filter((index) => Number.isFinite(values[index]));
  const lastKnown = known.at(-1);
  if (lastKnown === undefined) return undefined;
  const last = times[lastKnown]!;
  const ahead = Math.max(0, Math.round((times[times.length - 1]! - last) / step));
  const steps = ahead + horizon;
  const bounds = boundsOf(task);
  const made = forecast(task, {
    step,
    horizon: steps * step,
    levels: [level],
    components: task.explain,
    seasons: task.seasons === 'auto' ? 'auto' : task.seasons.map((season) => season * step),
    ...bounds,
  });
  const result =
    made.status === 'ok'
      ? made
      : forecastShort(
          known.map((index) => values[index]!),
          { steps, step, last, levels: [level] },
        );
  const interval = result.intervals[0]!;
  const clip = (value: number) =>
    Math.min(bounds.maximum ?? Number.MAX_VALUE, Math.max(bounds.minimum ?? -Number.MAX_VALUE, value));
  return {
    series: name,
    step,
    horizon,
    models: result.models,
    seasons: result.seasons.map((season) => Math.round(season / step)),
    points: Array.from({ length: horizon }, (_, index) => ({
      timestamp: Math.round((last + (ahead + index + 1) * step) * 1000) / 1000,
      value: clip(result.predicted[ahead + index]!),
      lower: clip(interval.lower[ahead + index]!),
      upper: clip(interval.upper[ahead + index]!),
    })),
    explanation: {
      candidates: result.candidates,
      parts: { ...result.parts, seasons: result.parts.seasons.map((part) => inPoints(part, step)) },
      components: result.components && shown(result.components, ahead, step),
      backtest: result.backtest,
      confidence: result.confidence,
      reasons: result.reasons,
      observed: known.length,
      span: Math.round((last - times[known[0]!]!) / step) + 1,
    },
  };
}

function shown({ trend, seasons }: Components, from: number, step: number): Components {
  return {
    trend: trend.slice(from),
    seasons: seasons.map(({ season, values }) => inPoints({ season, values: values.slice(from) }, step)),
  };
}

function inPoints<Part extends { season: number }>(part: Part, step: number): Part {
  return { ...part, season: Math.round(part.season / step) };
}

/** What was never negative is a latency, a count or a size, and stays so unless bounds say otherwise. */
function boundsOf({ values, minimum, maximum }: PredictionTask): Pick<PredictionTask, 'minimum' | 'maximum'> {
  const isNatural = minimum === undefined && !(maximum! < 0) && values.every((value) => !(value < 0));
  return { minimum: isNatural ? 0 : minimum, maximum };
}
