import { type DisplayProcessor } from '@grafana/data';
import { formatValue } from '../../components/chart/model';
import { durationWords } from '../../data/duration';
import { type ForecastSeries } from '../../data/forecast';
import { type ThresholdOutlook } from '../../data/thresholds';
import { translate } from '../../i18n';

/** How a series stands to one threshold, in words. */
export interface OutlookLine {
  series: string;
  /** A predicate whose subject is the series, e.g. `crosses 80 GB in 3 d 4 h (2 d to 6 d)`. */
  text: string;
  state: 'beyond' | 'crosses' | 'may-cross' | 'clear';
  /** When it matters, milliseconds; lines are sorted by it. */
  at: number;
}

/** One line for each threshold of each series, the most pressing first. */
export function outlook(series: ForecastSeries[], displays: DisplayProcessor[]): OutlookLine[] {
  const lines = series.flatMap((one, index) =>
    one.thresholds.map((threshold) => ({ series: one.name, ...outlookOf(one, threshold, displays[index]) }))
  );
  return lines.sort((a, b) => a.at - b.at);
}

function outlookOf(
  series: ForecastSeries,
  threshold: ThresholdOutlook,
  display: DisplayProcessor
): Omit<OutlookLine, 'series'> {
  const value = formatValue(display, threshold.value);
  const limit = threshold.name ? `${value} (${threshold.name})` : value;
  const { expected, earliest } = threshold.crossing;
  if (threshold.beyond) {
    const text =
      threshold.direction === 'above'
        ? translate('outlook.above', 'is above {{limit}} now', { limit })
        : translate('outlook.below', 'is below {{limit}} now', { limit });
    return { text, state: 'beyond', at: -Infinity };
  }
  if (expected !== undefined) {
    return { text: crossingWords(series.now ?? expected, threshold, limit), state: 'crosses', at: expected };
  }
  if (earliest !== undefined) {
    const time = durationWords(earliest - (series.now ?? earliest));
    const text = translate('outlook.may-cross', 'may cross {{limit}} in {{time}} at the earliest', { limit, time });
    return { text, state: 'may-cross', at: earliest };
  }
  return { text: clearWords(series, threshold, limit), state: 'clear', at: Infinity };
}

function crossingWords(now: number, { crossing }: ThresholdOutlook, limit: string): string {
  const { expected = now, earliest, latest } = crossing;
  const values = { limit, time: durationWords(expected - now) };
  if (earliest !== undefined && latest !== undefined) {
    const interval = { from: durationWords(earliest - now), to: durationWords(latest - now) };
    return translate('outlook.crosses-between', 'crosses {{limit}} in {{time}} ({{from}} to {{to}})', {
      ...values,
      ...interval,
    });
  }
  if (earliest !== undefined) {
    const from = durationWords(earliest - now);
    return translate('outlook.crosses-from', 'crosses {{limit}} in {{time}} ({{from}} at the earliest)', {
      ...values,
      from,
    });
  }
  return translate('outlook.crosses', 'crosses {{limit}} in {{time}}', values);
}

function clearWords({ now, horizonEnd }: ForecastSeries, { direction }: ThresholdOutlook, limit: string): string {
  if (now === undefined || horizonEnd === undefined) {
    return translate('outlook.no-forecast', 'has no forecast to compare with {{limit}}', { limit });
  }
  const values = { limit, time: durationWords(horizonEnd - now) };
  return direction === 'above'
    ? translate('outlook.stays-below', 'stays below {{limit}} for the next {{time}}', values)
    : translate('outlook.stays-above', 'stays above {{limit}} for the next {{time}}', values);
}
