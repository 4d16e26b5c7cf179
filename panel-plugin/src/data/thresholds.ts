import { type Field, ThresholdsMode } from '@grafana/data';
import { type BandedSeries, lastActualIndex } from './banded-series';
import { type Crossing, findCrossing } from './crossing';

export type Direction = 'above' | 'below';

/** A threshold as one series meets it. */
export interface ThresholdOutlook {
  name: string;
  value: number;
  direction: Direction;
  /** Where it comes from: the forecast's own configuration or the standard option of the panel. */
  source: 'forecast' | 'options';
  /** Colour name or code from the field's options. */
  color?: string;
  /** The series is beyond the threshold at the end of its history. */
  beyond: boolean;
  /** When the prediction and its bounds cross, milliseconds. */
  crossing: Crossing;
  /** Probability that it is crossed within the horizon, 0 to 1. */
  risk?: number;
}

/** The exporter's thresholds, then those of the field's options that have another value. */
export function forecastThresholds(series: BandedSeries, now: number | undefined, said: unknown): ThresholdOutlook[] {
  const last = lastActualIndex(series);
  const lastValue = last >= 0 ? series.actual[last] : null;
  const isBeyond = (value: number, direction: Direction) =>
    lastValue !== null && (direction === 'above' ? lastValue >= value : lastValue <= value);
  const configured = (Array.isArray(said) ? said : []).flatMap((entry: unknown) => {
    const threshold = readThreshold(entry);
    return threshold ? [{ ...threshold, beyond: isBeyond(threshold.value, threshold.direction) }] : [];
  });
  const start = lastValue ?? series.expected.find((value) => value !== null) ?? 0;
  const fromOptions = optionThresholds(series.field)
    .filter(({ value }) => !configured.some((other) => other.value === value))
    .map(({ value, color }): ThresholdOutlook => {
      const direction = start <= value ? 'above' : 'below';
      return {
        name: '',
        value,
        color,
        direction,
        source: 'options',
        beyond: false,
        crossing: findCrossing(series, now, value, direction),
      };
    });
  return [...configured, ...fromOptions];
}

/** Steps of the standard option above the base. Percentages need a minimum and a maximum, else they mean nothing on an axis. */
export function optionThresholds(field: Field): Array<{ value: number; color: string }> {
  const { thresholds, min, max } = field.config;
  const steps = (thresholds?.steps ?? []).filter(({ value }) => typeof value === 'number' && Number.isFinite(value));
  if (thresholds?.mode !== ThresholdsMode.Percentage) {
    return steps.map(({ value, color }) => ({ value, color }));
  }
  if (typeof min !== 'number' || typeof max !== 'number') {
    return [];
  }
  return steps.map(({ value, color }) => ({ value: min + ((max - min) * value) / 100, color }));
}

function readThreshold(entry: unknown): Omit<ThresholdOutlook, 'beyond'> | undefined {
  if (typeof entry !== 'object' || entry === null) {
    return undefined;
  }
  const { name, value, direction, crossing, risk } = entry as Record<string, unknown>;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return undefined;
  }
  return {
    name: typeof name === 'string' ? name : '',
    value,
    direction: direction === 'below' ? 'below' : 'above',
    source: 'forecast',
    crossing: readCrossing(crossing),
    risk: typeof risk === 'number' && risk >= 0 && risk <= 1 ? risk : undefined,
  };
}

function readCrossing(value: unknown): Crossing {
  const said = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const moment = (key: string) =>
    typeof said[key] === 'number' && Number.isFinite(said[key]) ? (said[key] as number) : undefined;
  return { expected: moment('expected'), earliest: moment('earliest'), latest: moment('latest') };
}
