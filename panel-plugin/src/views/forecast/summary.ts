import { type ChartSeries, formatValue } from '../../components/chart/model';
import { lastActualIndex } from '../../data/banded-series';
import { durationWords } from '../../data/duration';
import { type ForecastSeries } from '../../data/forecast';
import { translate } from '../../i18n';
import { type Statement } from '../../components/chart/Statements';

/** Of a chart with many series only the first are read out; the legend names all. */
const MOST_SENTENCES = 6;

/** What the chart shows, as sentences for a screen reader: each series with where it stands and goes, then the outlook. */
export function forecastSummary(forecasts: ForecastSeries[], chart: ChartSeries[], lines: Statement[]): string {
  const told = forecasts.slice(0, MOST_SENTENCES);
  const sentences = told.map((series, index) => seriesSentence(series, chart[index]));
  if (forecasts.length > told.length) {
    const number = forecasts.length - told.length;
    sentences.push(translate('summary.more', 'And {{number}} more series.', { number }));
  }
  return [...sentences, ...lines.map(({ series, text }) => `${series} ${text}.`)].join(' ');
}

function seriesSentence(series: ForecastSeries, { display }: ChartSeries): string {
  const name = series.name;
  const last = formatValue(display, series.actual[lastActualIndex(series)]);
  const end = series.horizonEnd === undefined ? -1 : series.times.lastIndexOf(series.horizonEnd);
  if (end < 0 || series.now === undefined) {
    return translate('summary.history', '{{name}}: {{last}} at the end of the history, no forecast.', { name, last });
  }
  const values = {
    name,
    last,
    predicted: formatValue(display, series.expected[end]),
    lower: formatValue(display, series.lower[end]),
    upper: formatValue(display, series.upper[end]),
    time: durationWords(series.times[end] - series.now),
  };
  return translate(
    'summary.forecast',
    '{{name}}: {{last}} now, {{predicted}} predicted in {{time}} (interval {{lower}} to {{upper}}).',
    values
  );
}
