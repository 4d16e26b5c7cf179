import { type DisplayProcessor } from '@grafana/data';
import { type ChartSeries, formatValue } from '../../components/chart/model';
import { type Statement } from '../../components/chart/Statements';
import { durationWords } from '../../data/duration';
import { type ForecastSeries } from '../../data/forecast';
import { type ThresholdOutlook } from '../../data/thresholds';
import { translate } from '../../i18n';
import { percent } from './percent';

/** A statement with the moment that it is about, milliseconds. */
type TimedStatement = Statement & { at: number };

/** One line for each threshold of each series, the most pressing first. */
export function outlook(series: ForecastSeries[], chart: ChartSeries[]): Statement[] {
  const lines = series.flatMap((one, index): TimedStatement[] =>
    one.thresholds.filter(isWorthSaying).map((threshold) => ({
      series: one.name,
      color: chart[index].color,
      ...outlookOf(one, threshold, chart[index].display),
    }))
  );
  return lines.sort((a, b) => a.at - b.at);
}

/** That a step of the panel's colours is not reached is no news; that a limit of the forecast is not, is. */
function isWorthSaying({ source, crossing }: ThresholdOutlook): boolean {
  return source === 'forecast' || crossing.expected !== undefined || crossing.earliest !== undefined;
}

function outlookOf(
  series: ForecastSeries,
  threshold: ThresholdOutlook,
  display: DisplayProcessor
): Pick<TimedStatement, 'text' | 'state' | 'at'> {
  const value = formatValue(display, threshold.value);
  const limit = threshold.name ? `${value} (${threshold.name})` : value;
  const { expected, earliest } = threshold.crossing;
  if (threshold.beyond) {
    const text =
      threshold.direction === 'above'
        ? translate('outlook.above', 'is above {{limit}} now', { limit })
        : translate('outlook.below', 'is below {{limit}} now', { limit });
    return { text, state: 'error', at: -Infinity };
  }
  if (expected !== undefined) {
    const text = crossingWords(series.now ?? expected, threshold, limit) + riskWords(threshold);
    return { text, state: 'warning', at: expected };
  }
  if (earliest !== undefined) {
    const time = durationWords(earliest - (series.now ?? earliest));
    const text = translate('outlook.may-cross', 'may cross {{limit}} in {{time}} at the earliest', { limit, time });
    return { text: text + riskWords(threshold), state: 'info', at: earliest };
  }
  return { text: clearWords(series, threshold, limit), state: 'success', at: Infinity };
}

/** How likely it is within the horizon, where the exporter says so. */
function riskWords({ risk }: ThresholdOutlook): string {
  return risk === undefined ? '' : translate('outlook.risk', ', probability {{risk}}', { risk: percent(risk) });
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
