import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type ChartSeries, type Detail, formatValue, seriesLook } from '../../components/chart/model';
import { type AnomalySeries, anomalousPoints } from '../../data/anomalies';
import { lastActualIndex } from '../../data/banded-series';
import { optionThresholds } from '../../data/thresholds';
import { translate } from '../../i18n';
import { type ChartOptions } from '../../options';

type Switches = Pick<ChartOptions, 'showBand' | 'showThresholds' | 'showAnomalies'>;

/** Anomaly series as the chart draws them: measured line, expected line, band of normal, odd points marked. */
export function anomalyChartSeries(
  anomalies: AnomalySeries[],
  options: Switches,
  theme: GrafanaTheme2,
  timeZone: TimeZone
): ChartSeries[] {
  return anomalies.map((series, index) => {
    const look = seriesLook(series, index, theme, timeZone);
    return {
      ...look,
      drawn: {
        times: series.times,
        actual: series.actual,
        expected: series.expected,
        bands: options.showBand ? [{ lower: series.lower, upper: series.upper }] : [],
      },
      thresholds: options.showThresholds
        ? optionThresholds(series.field).map(({ value, color }) => ({
            label: formatValue(look.display, value),
            value,
            color: theme.visualization.getColorByName(color),
          }))
        : [],
      marks: options.showAnomalies ? anomalousPoints(series) : [],
      details: (point) => anomalyDetails(series, point, look),
      legendValues: [
        { title: translate('legend.last', 'Last'), value: series.actual[lastActualIndex(series)] ?? undefined },
      ],
    };
  });
}

/** What the tooltip says about a point: measured, expected, the band of normal, the score. */
export function anomalyDetails(
  series: AnomalySeries,
  index: number,
  { display }: Pick<ChartSeries, 'display'>
): Detail[] {
  const details: Detail[] = [];
  const add = (label: string, value: string) => details.push({ label, value });
  if (series.actual[index] !== null) {
    add(translate('details.value', 'Value'), formatValue(display, series.actual[index]));
  }
  if (series.expected[index] !== null) {
    add(translate('details.expected', 'Expected'), formatValue(display, series.expected[index]));
  }
  const [lower, upper] = [series.lower[index], series.upper[index]];
  if (lower !== null && upper !== null) {
    const values = { from: formatValue(display, lower), to: formatValue(display, upper) };
    add(translate('details.normal', 'Normal'), translate('details.range', '{{from}} to {{to}}', values));
  }
  const score = series.score[index];
  if (series.warmup) {
    add(translate('details.score', 'Score'), translate('details.warmup', 'still learning'));
  } else if (score !== null) {
    add(translate('details.score', 'Score'), score.toFixed(2));
  }
  return details;
}
