import { adaptDistances, type IntervalRecord } from '../../exporter/dist/analysis/forecasting/adaptation.js';
import { forecast } from '../../exporter/dist/analysis/forecasting/forecast.js';
import type { RollingSeries } from './tasks.js';

/** Intervals of one horizon, averaged over series: as the backtest says, or adapted to what came before. */
export interface OnlineRow {
  set: string;
  horizon: string;
  adapted: boolean;
  series: number;
  coverage50: number;
  coverage80: number;
  coverage95: number;
  /** Interval score at 95 % by the in-sample error of the seasonal naive. */
  msis95: number;
  /** Mean pinball loss of the bounds at all levels, scaled likewise. */
  pinball: number;
}

const HOUR = 3_600;
const DAY = 86_400;
const LEVELS = [0.5, 0.8, 0.95];
const RECORDED = 0.95;
/** As the advisor checks them: the stretch of the past that an adaptation looks at. */
const SPANS = [
  { name: '1h', horizon: HOUR, span: DAY },
  { name: '6h', horizon: 6 * HOUR, span: 3 * DAY },
  { name: '24h', horizon: DAY, span: 7 * DAY },
];

interface Band {
  below: number;
  above: number;
}

/** A forecast of one point that was published, and what came. */
interface Published {
  /** Numbers of the last known point and of the one predicted. */
  origin: number;
  target: number;
  predicted: number;
  actual: number;
  /** By level, as the backtest says and as published. */
  plain: Band[];
  adapted: Band[];
  scale: number;
}

/**
 * Plays the advisor over a stretch of the past of each series: a forecast every few points, each adapted to the record
 * of those before it that have come true by then; scored on the last part only.
 */
export function online(name: string, all: readonly RollingSeries[]): OnlineRow[] {
  const played = all.map((series) => ({ series, published: play(series) }));
  return SPANS.flatMap((span, index) =>
    [false, true].map((adapted) => {
      const scores = played.flatMap(({ series, published }) => {
        const scored = published[index]!.filter(({ target }) => target >= series.scoredFrom);
        return scored.length > 0 ? [scoreOf(scored, adapted, series)] : [];
      });
      const average = (key: keyof (typeof scores)[number]) =>
        scores.reduce((sum, score) => sum + score[key] / scores.length, 0);
      return {
        set: name,
        horizon: span.name,
        adapted,
        series: scores.length,
        coverage50: average('coverage50'),
        coverage80: average('coverage80'),
        coverage95: average('coverage95'),
        msis95: average('msis95'),
        pinball: average('pinball'),
      };
    }),
  );
}

function play({ values, step, from, stride }: RollingSeries): Published[][] {
  const published = SPANS.map((): Published[] => []);
  for (let origin = from; origin < values.length; origin += stride) {
    const known = values.slice(0, origin);
    const result = forecast(
      { times: known.map((_, index) => index * step), values: known },
      { step, horizon: DAY, levels: LEVELS },
    );
    if (result.status !== 'ok') continue;
    const last = Math.round(result.times[0]! / step) - 1;
    const distances = (level: number) => {
      const { lower, upper } = result.intervals.find((interval) => interval.level === level)!;
      return {
        below: Float64Array.from(lower, (bound, index) => result.predicted[index]! - bound),
        above: Float64Array.from(upper, (bound, index) => bound - result.predicted[index]!),
      };
    };
    const records = SPANS.flatMap(({ horizon, span }, index) => recordOf(published[index]!, horizon, span, last, step));
    const adapted =
      records.length > 0 ? adaptDistances(records, distances, { levels: LEVELS, step, now: last * step }) : undefined;
    for (const [index, { horizon }] of SPANS.entries()) {
      const ahead = Math.round(horizon / step);
      const actual = values[last + ahead];
      if (actual === undefined || !Number.isFinite(actual)) continue;
      const at = (of: typeof distances) =>
        LEVELS.map((level) => ({ below: of(level).below[ahead - 1]!, above: of(level).above[ahead - 1]! }));
      published[index]!.push({
        origin: last,
        target: last + ahead,
        predicted: result.predicted[ahead - 1]!,
        actual,
        plain: at(distances),
        adapted: at(adapted ?? distances),
        scale: adapted?.(RECORDED).scale[ahead - 1] ?? 1,
      });
    }
  }
  return published;
}

/** What had come by `now` of the forecasts for one horizon; nothing of few. */
function recordOf(
  published: readonly Published[],
  horizon: number,
  span: number,
  now: number,
  step: number,
): IntervalRecord[] {
  const judged = published.filter(({ target }) => target <= now && target >= now - span / step);
  if (judged.length < 12) return [];
  const place = LEVELS.indexOf(RECORDED);
  return [
    {
      horizon,
      level: RECORDED,
      times: judged.map(({ target }) => target * step),
      needed: judged.map(({ actual, predicted, plain }) => {
        const error = actual - predicted;
        return error === 0 ? 0 : Math.abs(error) / (error > 0 ? plain[place]!.above : plain[place]!.below);
      }),
      below: judged.map(({ plain }) => plain[place]!.below),
      above: judged.map(({ plain }) => plain[place]!.above),
      start: judged[0]!.scale,
    },
  ];
}

function scoreOf(scored: readonly Published[], isAdapted: boolean, { values, season }: RollingSeries) {
  const scale = naiveError(values, season);
  const mean = (value: (one: Published) => number) => scored.reduce((sum, one) => sum + value(one), 0) / scored.length;
  const bounds = ({ plain, adapted, predicted }: Published, place: number) => {
    const { below, above } = (isAdapted ? adapted : plain)[place]!;
    return { lower: predicted - below, upper: predicted + above };
  };
  const coverage = (place: number) =>
    mean((one) => {
      const { lower, upper } = bounds(one, place);
      return one.actual >= lower && one.actual <= upper ? 1 : 0;
    });
  /** Interval score of Gneiting and Raftery (2007). */
  const intervalScore = (place: number) =>
    mean((one) => {
      const { lower, upper } = bounds(one, place);
      const factor = 2 / (1 - LEVELS[place]!);
      return upper - lower + factor * (Math.max(0, lower - one.actual) + Math.max(0, one.actual - upper));
    });
  return {
    coverage50: coverage(0),
    coverage80: coverage(1),
    coverage95: coverage(2),
    msis95: intervalScore(2) / scale,
    // the interval score is the pinball loss of both bounds, times 2 / (1 − level)
    pinball:
      LEVELS.reduce((sum, level, place) => sum + (intervalScore(place) * (1 - level)) / 4 / LEVELS.length, 0) / scale,
  };
}

function naiveError(values: readonly number[], season: number): number {
  const errors = values
    .slice(season)
    .map((value, index) => Math.abs(value - values[index]!))
    .filter(Number.isFinite);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
