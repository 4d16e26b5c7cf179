import { type DataFrame } from '@grafana/data';
import { FIELDS, type FrameCustom, INNER_BANDS } from '@presage/contract/frames';
import { type Breakdown, readBreakdown } from './breakdown';
import { type BandedSeries, lastActualIndex, lastIndex, readBandedSeries } from './banded-series';
import { translate } from '../i18n';
import { type Cell, findField, numberColumn } from './columns';
import { insightMeta } from './insight';
import { finiteOf } from './meta-values';
import { forecastThresholds, type ThresholdOutlook } from './thresholds';

interface InnerBand {
  level: number;
  lower: Cell[];
  upper: Cell[];
}

/** A history with its prediction. `expected` holds the prediction; it starts after `now`. */
export interface ForecastSeries extends BandedSeries {
  /** Last moment of the history, milliseconds; undefined when the frame has no history and does not say. */
  now?: number;
  /** Last moment of the prediction, milliseconds. */
  horizonEnd?: number;
  /** Nominal coverage of the interval, 0 to 1. */
  level?: number;
  /** Intervals within that of the level, the widest first; read when they are asked for, the first time. */
  inner(): InnerBand[];
  models: string[];
  /** 0 to 1. */
  confidence?: number;
  /** Mean absolute error of the backtest, in the unit of the series. */
  backtestError?: number;
  thresholds: ThresholdOutlook[];
  /** What the prediction consists of and rests on. */
  breakdown?: Breakdown;
  /** The factor of growth that is assumed; undefined when it is what the history alone makes likely. */
  growth?: number;
}

/** Reads forecast frames; meta data that is missing or of a wrong type is left out, never guessed. */
export function readForecasts(frames: DataFrame[]): ForecastSeries[] {
  return readBandedSeries(frames, FIELDS.predicted).flatMap((series) => {
    const meta: Partial<FrameCustom> = insightMeta(series.frame) ?? {};
    const lastActual = lastActualIndex(series);
    const now = finiteOf(meta.now) ?? (lastActual >= 0 ? series.times[lastActual] : undefined);
    const lastExpected = lastIndex(series.expected);
    const forecast: ForecastSeries = {
      ...series,
      now,
      horizonEnd: lastExpected >= 0 ? series.times[lastExpected] : undefined,
      level: share(meta.level),
      inner: innerBands(series),
      models: Array.isArray(meta.models) ? meta.models.filter((model) => typeof model === 'string') : [],
      confidence: share(meta.confidence),
      backtestError: finiteOf(meta.backtestError),
      thresholds: forecastThresholds(series, now, meta.thresholds),
      breakdown: readBreakdown(meta.breakdown),
    };
    const growth = finiteOf(meta.scenario?.growth);
    return growth === undefined ? [forecast] : [forecast, scenarioOf(forecast, growth, meta.scenario?.thresholds)];
  });
}

function innerBands({ frame, rows }: BandedSeries): ForecastSeries['inner'] {
  const present = INNER_BANDS.filter(({ lower, upper }) => findField(frame, lower) && findField(frame, upper));
  let read: InnerBand[] | undefined;
  return () =>
    (read ??= present.map(({ level, lower, upper }) => ({
      level,
      lower: numberColumn(frame, lower, rows),
      upper: numberColumn(frame, upper, rows),
    })));
}

/** The same history under an assumption, as a series of its own. */
function scenarioOf(forecast: ForecastSeries, growth: number, thresholds: unknown): ForecastSeries {
  const { frame, rows, now } = forecast;
  const scenario = {
    ...forecast,
    key: `${forecast.key} scenario`,
    name: translate('forecast.scenario', '{{name}} at {{growth}}×', { name: forecast.name, growth }),
    expected: numberColumn(frame, FIELDS.scenario, rows),
    lower: numberColumn(frame, FIELDS.scenarioLower, rows),
    upper: numberColumn(frame, FIELDS.scenarioUpper, rows),
    inner: () => [],
    // the backtest knows nothing of what has never been
    backtestError: undefined,
    breakdown: undefined,
    growth,
  };
  return { ...scenario, thresholds: forecastThresholds(scenario, now, thresholds) };
}

/** The latest end of history among the series: where the panel draws its now line. */
export function commonNow(series: ForecastSeries[]): number | undefined {
  const moments = series.flatMap(({ now }) => (now === undefined ? [] : [now]));
  return moments.length > 0 ? Math.max(...moments) : undefined;
}

/**
 * Puts the last measured point in front of columns of the prediction, so that the two lines meet.
 * Only for drawing: the model did not predict that point.
 */
export function seamOf(series: ForecastSeries): (column: Cell[]) => Cell[] {
  const last = lastActualIndex(series);
  // a range that ends before now cuts the history off: there is nothing to join
  if (last < 0 || series.times[last] !== series.now || firstIndex(series.expected) !== last + 1) {
    return (column) => column;
  }
  return (column) => {
    const joined = column.slice();
    joined[last] = series.actual[last];
    return joined;
  };
}

/** Index of the first cell that holds something, or the length. */
function firstIndex(column: Cell[]): number {
  let index = 0;
  while (index < column.length && column[index] === null) {
    index++;
  }
  return index;
}

function share(value: unknown): number | undefined {
  const number = finiteOf(value);
  return number !== undefined && number >= 0 && number <= 1 ? number : undefined;
}
