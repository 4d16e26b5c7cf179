import { type DisplayProcessor } from '@grafana/data';
import { type Detail, formatValue } from '../../components/chart/model';
import { type ForecastSeries } from '../../data/forecast';
import { translate } from '../../i18n';
import { breakdownDetails } from './breakdown';
import { percent } from './percent';

type Add = (label: string, value: string, kind?: Pick<Detail, 'background' | 'closer'>) => void;

/** What the tooltip says about a point: the measured value, or the prediction with its interval, model, confidence and error. */
export function forecastDetails(series: ForecastSeries, index: number, display: DisplayProcessor): Detail[] {
  const details: Detail[] = [];
  const add: Add = (label, value, kind = {}) => details.push({ label, value, ...kind });
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
  for (const band of series.inner()) {
    addInterval(band, index, display, (label, value) => add(label, value, { closer: true }));
  }
  if (series.models.length > 0) {
    add(translate('details.model', 'Model'), series.models.join(', '), { background: true });
  }
  if (series.confidence !== undefined) {
    add(translate('details.confidence', 'Confidence'), percent(series.confidence), { background: true });
  }
  if (series.backtestError !== undefined) {
    add(translate('details.error', 'Mean error'), `± ${formatValue(display, series.backtestError)}`, {
      background: true,
    });
  }
  return [...details, ...breakdownDetails(series, display)];
}

function addInterval(
  series: Pick<ForecastSeries, 'level' | 'lower' | 'upper'>,
  index: number,
  display: DisplayProcessor,
  add: Add
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
