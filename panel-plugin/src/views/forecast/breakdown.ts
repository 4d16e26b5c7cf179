import { type DisplayProcessor } from '@grafana/data';
import { type Detail, formatValue } from '../../components/chart/model';
import { durationWords } from '../../data/duration';
import { type ForecastSeries } from '../../data/forecast';
import { translate } from '../../i18n';
import { percent } from './percent';

/** Why the prediction is what it is, for the tooltip that is kept open: trend, seasons, models, and what limits confidence. */
export function breakdownDetails({ breakdown }: ForecastSeries, display: DisplayProcessor): Detail[] {
  if (!breakdown) {
    return [];
  }
  const { trend, seasons, shares, scaledError, reasons } = breakdown;
  const details: Detail[] = [];
  const add = (label: string, value: string) => details.push({ label, value, closer: true });
  if (trend) {
    const values = { from: formatValue(display, trend.first), to: formatValue(display, trend.last) };
    add(translate('breakdown.trend', 'Trend'), translate('details.range', '{{from}} to {{to}}', values));
  }
  for (const { season, amplitude, strength } of seasons) {
    add(
      translate('breakdown.season', 'Season of {{length}}', { length: durationWords(season * 1_000) }),
      translate('breakdown.season-part', '{{height}} high, {{share}} of the variance', {
        height: formatValue(display, amplitude),
        share: percent(strength),
      })
    );
  }
  if (shares.length > 1) {
    const weighed = shares.map(({ model, share }) => `${model} ${percent(share)}`);
    add(translate('breakdown.weights', 'Weights'), weighed.join(', '));
  }
  if (scaledError !== undefined) {
    add(
      translate('breakdown.naive', 'Error beside repeating the last season'),
      translate('breakdown.factor', '{{factor}}×', { factor: scaledError.toFixed(2) })
    );
  }
  if (reasons.length > 0) {
    add(translate('breakdown.reasons', 'Confidence is limited'), reasons.join(' '));
  }
  return details;
}
