import { type DisplayProcessor } from '@grafana/data';
import { type Detail, formatValue } from '../../components/chart/model';
import { type ForecastSeries } from '../../data/forecast';
import { translate } from '../../i18n';
import { breakdownDetails } from './breakdown';
import { percent } from './percent';

/** What the tooltip says about a point: the measured value, or the prediction with its interval, model, confidence and error. */
export function forecastDetails(series: ForecastSeries, index: number, display: DisplayProcessor): Detail[] {
  const details: Detail[] = [];
  const add = (label: string, value: string, background?: boolean) => details.push({ label, value, background });
  const actual = series.actual[index];
  const predicted = series.expected[index];
  if (actual !== null && series.growth === undefined) {
    add(translate('details.value', 'Value'), formatValue(display, actual));
  }
  if (predicted === null) {
    return details;
  }
  add(translate('details.predicted', 'Predicted'), formatValue(display, predicted));
  addInterval(series, index, display, add);
  if (series.models.length > 0) {
    add(translate('details.model', 'Model'), series.models.join(', '), true);
  }
  if (series.confidence !== undefined) {
    add(translate('details.confidence', 'Confidence'), percent(series.confidence), true);
  }
  if (series.backtestError !== undefined) {
    add(translate('details.error', 'Mean error'), `± ${formatValue(display, series.backtestError)}`, true);
  }
  return [...details, ...breakdownDetails(series, display)];
}

function addInterval(
  series: ForecastSeries,
  index: number,
  display: DisplayProcessor,
  add: (label: string, value: string) => void
) {
  const lower = series.lower[index];
  const upper = series.upper[index];
  if (lower === null || upper === null) {
    return;
  }
  const label =
    series.level === undefined
      ? translate('details.interval', 'Interval')
      : translate('details.interval-level', '{{level}} interval', { level: percent(series.level) });
  add(
    label,
    translate('details.range', '{{from}} to {{to}}', {
      from: formatValue(display, lower),
      to: formatValue(display, upper),
    })
  );
}
