import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type ChartSeries, formatValue, seriesLook, type ThresholdLine } from '../../components/chart/model';
import { type AnomalySeries, anomalousPoints } from '../../data/anomalies';
import { type BandedSeries, lastActualIndex, lastIndex, nearestIndex } from '../../data/banded-series';
import { type Cell } from '../../data/columns';
import { type ForecastSeries, seamOf } from '../../data/forecast';
import { type ThresholdOutlook } from '../../data/thresholds';
import { insightMeta } from '../../data/insight';
import { translate } from '../../i18n';
import { type ChartOptions } from '../../options';
import { forecastDetails } from './details';

type Switches = Pick<ChartOptions, 'showBand' | 'showThresholds' | 'showAnomalies'>;

/** With more series than this, the bands within bands of one could not be told from the bands of the others. */
const MOST_NESTED = 8;

/** Forecasts as the chart draws them, with the odd points of anomaly series that lie on the same measurements. */
export function forecastChartSeries(
  forecasts: ForecastSeries[],
  anomalies: AnomalySeries[],
  options: Switches,
  theme: GrafanaTheme2,
  timeZone: TimeZone
): ChartSeries[] {
  const titles = {
    last: translate('legend.last', 'Last'),
    forecast: translate('legend.forecast', 'End of forecast'),
  };
  const nested = options.showBand && forecasts.length <= MOST_NESTED;
  return forecasts.map((series, index) => {
    const seam = seamOf(series);
    const bands = [...(options.showBand ? [series] : []), ...(nested ? series.inner() : [])];
    const look = seriesLook(series, index, theme, timeZone);
    return {
      ...look,
      drawn: {
        times: series.times,
        // the scenario shares its history with the forecast, which draws it
        actual: series.growth === undefined ? series.actual : series.times.map((): Cell => null),
        expected: seam(series.expected),
        bands: bands.map(({ lower, upper }) => ({ lower: seam(lower), upper: seam(upper) })),
      },
      thresholds: options.showThresholds
        ? series.thresholds.map((threshold) => thresholdLine(threshold, look, theme))
        : [],
      marks: options.showAnomalies && series.growth === undefined ? anomalyMarks(series, anomalies) : [],
      details: (point) => forecastDetails(series, point, look.display),
      legendValues: [
        { title: titles.last, value: series.actual[lastActualIndex(series)] ?? undefined },
        { title: titles.forecast, value: lastValue(series.expected) },
      ],
    };
  });
}

/** Points of the series that an anomaly series of the same expression and labels found odd. */
export function anomalyMarks(series: ForecastSeries, anomalies: AnomalySeries[]): number[] {
  const marks = anomalies
    .filter((anomaly) => measurement(anomaly) === measurement(series))
    .flatMap((anomaly) => anomalousPoints(anomaly).map((point) => nearestIndex(series.times, anomaly.times[point])))
    .filter((index) => index >= 0 && series.actual[index] !== null);
  return [...new Set(marks)].sort((a, b) => a - b);
}

function measurement({ frame, field }: BandedSeries): string {
  const labels = Object.entries(field.labels ?? {}).sort(([a], [b]) => a.localeCompare(b));
  return JSON.stringify([insightMeta(frame)?.expr, labels]);
}

function thresholdLine(
  { name, value, color, crossing }: ThresholdOutlook,
  { display }: Pick<ChartSeries, 'display'>,
  theme: GrafanaTheme2
): ThresholdLine {
  const formatted = formatValue(display, value);
  return {
    label: name ? `${name}: ${formatted}` : formatted,
    value,
    color: color ? theme.visualization.getColorByName(color) : theme.colors.error.text,
    crossing,
  };
}

function lastValue(column: Cell[]): number | undefined {
  return column[lastIndex(column)] ?? undefined;
}
