import { type TimeRange } from '@grafana/data';
import uPlot from 'uplot';
import { bandExtent } from './bands';
import { type ChartModel } from './model';

/**
 * The span of time to draw: the dashboard's, and while it ends now also the future that was predicted, at most as far ahead
 * as the range looks back. A range that the user set by hand, for example by zooming, is kept exactly.
 */
export function chartRange(timeRange: TimeRange, dataEnd: number | undefined, extend: boolean): ChartModel['range'] {
  const from = timeRange.from.valueOf();
  const to = timeRange.to.valueOf();
  const endsNow = timeRange.raw.to === 'now';
  if (!extend || !endsNow || dataEnd === undefined || dataEnd <= to) {
    return { from, to };
  }
  return { from, to: Math.min(dataEnd, to + (to - from)) };
}

/** What bounds a value axis besides the data. */
export interface AxisLimits {
  min?: number;
  max?: number;
  /** Least and greatest value of the bands, which are to be in sight, too. */
  bands?: [number, number];
  /** Thresholds that should be in sight when they are near. */
  thresholds: number[];
}

/** The limits of the scale: standard options first, thresholds of its series beside. */
export function axisLimits(model: ChartModel, scale: string): AxisLimits {
  const series = model.series.filter((one) => one.scale === scale);
  const pick = (name: 'min' | 'max') =>
    series.map(({ data }) => data.field.config[name]).find((value) => typeof value === 'number');
  return {
    min: pick('min') ?? undefined,
    max: pick('max') ?? undefined,
    bands: bandExtent(model, scale),
    thresholds: series.flatMap(({ thresholds }) => thresholds.map(({ value }) => value)),
  };
}

/**
 * Value range with room around the data. A threshold widens it only when it is at most half the data's span away:
 * one far off would press the curve flat.
 */
export function valueRange(dataMin: number | null, dataMax: number | null, limits: AxisLimits): [number, number] {
  const [bandMin, bandMax] = limits.bands ?? [Infinity, -Infinity];
  let low = limits.bands ? Math.min(dataMin ?? bandMin, bandMin) : (dataMin ?? limits.min ?? 0);
  let high = limits.bands ? Math.max(dataMax ?? bandMax, bandMax) : (dataMax ?? limits.max ?? Math.max(low + 1, 100));
  const reach = (high - low || Math.abs(high)) / 2;
  for (const value of limits.thresholds) {
    if (value > high && value <= high + reach) {
      high = value;
    } else if (value < low && value >= low - reach) {
      low = value;
    }
  }
  const padded = uPlot.rangeNum(low, high, {
    min: { pad: 0.1, soft: 0, mode: 3 },
    max: { pad: 0.1, soft: 0, mode: 3 },
  });
  const from = limits.min ?? padded[0] ?? low;
  const to = limits.max ?? padded[1] ?? high;
  return from < to ? [from, to] : [from, from + 1];
}
