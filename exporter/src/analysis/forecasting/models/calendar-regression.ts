import { choleskySolve } from '../../statistics/cholesky.js';
import { median } from '../../statistics/quantile.js';
import { CalendarDesign } from './calendar-design.js';
import type { Model, TrainingSeries } from './model.js';

export interface CalendarRegressionOptions {
  name: string;
  transform: 'none' | 'log';
}

const YEAR_SECONDS = 31_557_600;
const WEEK_SECONDS = 604_800;
/** Points a year: with fewer it has no shape, with more it costs more than all other models. */
const SHORTEST_YEAR = 12;
const LONGEST_YEAR = 400;
/** Years that an origin must know, and that it looks back at most. */
const LEAST_YEARS = 1.5;
const MOST_YEARS = 10;
/** Residuals beyond this many times the median absolute one (1.35 deviations of a normal) are held there. */
const HUBER = 2;
const ROUNDS = 2;
/** The level of the last four weeks wears off over most of a year. */
const LEVEL_YEARS = 4 / 52;
const WEAR_YEARS = 0.55;

/**
 * Robust ridge regression on a trend that bends, harmonics of the year and of the week, and a week whose shape turns
 * with the year (the regression of Taylor and Letham, 2018, by least squares with the residuals of Huber, 1964). The
 * slope of the trend is not carried on; what the last weeks lie above the fit is, and wears off. For daily and weekly
 * series of one and a half years and more.
 */
export function calendarRegression({ name, transform }: CalendarRegressionOptions): Model {
  return {
    name,
    predict: (series, origins, horizon) => {
      const values = transform === 'log' ? series.logarithms : series.values;
      const year = YEAR_SECONDS / series.step;
      const unfit = year > LONGEST_YEAR || year < SHORTEST_YEAR || origins.at(-1)! < LEAST_YEARS * year;
      if (!values || unfit) return origins.map(() => undefined);
      const start = Math.max(0, Math.round(origins[0]! - MOST_YEARS * year));
      const design = designOf(series, start, horizon);
      return origins.map((origin) => {
        if (origin - start < LEAST_YEARS * year) return undefined;
        const path = predictFrom(values.subarray(start, origin), design, horizon);
        const result = transform === 'log' ? path.map(Math.exp) : path;
        return result.every(Number.isFinite) ? result : undefined;
      });
    },
  };
}

/** Models that differ in their transform only share the design, and most of the cost. */
const designs = new WeakMap<TrainingSeries, Map<string, CalendarDesign>>();

function designOf(series: TrainingSeries, start: number, horizon: number): CalendarDesign {
  const own = designs.get(series) ?? new Map<string, CalendarDesign>();
  designs.set(series, own);
  const key = `${start} ${horizon}`;
  const known = series.observed.subarray(start);
  const { step } = series;
  const made =
    own.get(key) ?? new CalendarDesign(known, YEAR_SECONDS / step, WEEK_SECONDS / step, known.length + horizon);
  own.set(key, made);
  return made;
}

function predictFrom(values: Float64Array, design: CalendarDesign, horizon: number): Float64Array {
  const origin = values.length;
  const factor = design.factor(origin);
  const { centre, scale } = location(values);
  const target = values.map((value) => (value - centre) / scale);
  const right = design.right(target);
  let coefficients = choleskySolve(factor, right.slice());
  let fitted = design.at(coefficients, 0, origin);
  for (let round = 0; round < ROUNDS; round++) {
    const beyond = design.right(excess(target, fitted, design.observed));
    coefficients = choleskySolve(
      factor,
      right.map((value, k) => value - beyond[k]!),
    );
    fitted = design.at(coefficients, 0, origin);
  }
  const recent = Math.max(4, Math.round(LEVEL_YEARS * design.year));
  const level = median(target.subarray(-recent).map((value, index) => value - fitted[origin - recent + index]!));
  const slope = design.slope(coefficients, origin);
  return design.at(coefficients, origin, origin + horizon).map((value, step) => {
    const carried = level * Math.exp(-step / (WEAR_YEARS * design.year));
    return centre + scale * (value - slope * (step + 1) + carried);
  });
}

function location(values: Float64Array): { centre: number; scale: number } {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
  return { centre, scale: Math.sqrt(variance) || 1 };
}

/** What the residuals have beyond the limit; 0 for most. */
function excess(target: Float64Array, fitted: Float64Array, observed: Uint8Array): Float64Array {
  const errors = target.map((value, index) => value - fitted[index]!);
  const limit = HUBER * median(errors.filter((_, index) => observed[index]).map(Math.abs));
  return errors.map((error) => error - Math.min(limit, Math.max(-limit, error)));
}
