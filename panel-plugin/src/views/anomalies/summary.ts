import { dateTimeFormat } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type AnomalySeries, anomalyRuns } from '../../data/anomalies';
import { translate } from '../../i18n';

/** What the chart shows, as sentences for a screen reader: how many anomalies each series has and which was the worst. */
export function anomalySummary(anomalies: AnomalySeries[], timeZone: TimeZone): string {
  return anomalies.map((series) => seriesSentence(series, timeZone)).join(' ');
}

function seriesSentence(series: AnomalySeries, timeZone: TimeZone): string {
  const { name } = series;
  if (series.warmup) {
    return translate('summary.warmup', '{{name}}: still learning what is normal.', { name });
  }
  const runs = anomalyRuns(series);
  if (runs.length === 0) {
    return translate('summary.no-anomalies', '{{name}}: no anomalies.', { name });
  }
  const worst = runs.reduce((a, b) => (b.score > a.score ? b : a));
  return translate(
    'summary.anomalies',
    '{{name}}: anomalies: {{number}}, the worst with score {{score}} at {{time}}.',
    {
      name,
      number: runs.length,
      score: worst.score.toFixed(1),
      time: dateTimeFormat(series.times[worst.peak], { timeZone }),
    }
  );
}
