import { dateTimeFormat } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type ChartSeries } from '../../components/chart/model';
import { type Statement } from '../../components/chart/Statements';
import { type AnomalySeries, anomalyRuns } from '../../data/anomalies';
import { translate } from '../../i18n';

/** One statement a series: how many anomalies it has and which was the worst; series with anomalies first. */
export function anomalyStatements(anomalies: AnomalySeries[], chart: ChartSeries[], timeZone: TimeZone): Statement[] {
  const urgency = { error: 0, warning: 0, info: 1, success: 2 };
  return anomalies
    .map((series, index) => ({ series: series.name, color: chart[index].color, ...stateOf(series, timeZone) }))
    .sort((a, b) => urgency[a.state] - urgency[b.state]);
}

/** The statements as sentences for a screen reader. */
export function anomalySummary(statements: Statement[]): string {
  return statements.map(({ series, text }) => `${series}: ${text}.`).join(' ');
}

function stateOf(series: AnomalySeries, timeZone: TimeZone): Pick<Statement, 'text' | 'state'> {
  if (series.warmup) {
    return { state: 'info', text: translate('anomalies.warmup', 'still learning what is normal') };
  }
  const runs = anomalyRuns(series);
  if (runs.length === 0) {
    return { state: 'success', text: translate('anomalies.clear', 'no anomalies') };
  }
  const worst = runs.reduce((a, b) => (b.score > a.score ? b : a));
  const values = {
    number: runs.length,
    score: worst.score.toFixed(1),
    time: dateTimeFormat(series.times[worst.peak], { timeZone }),
  };
  const text =
    runs.length === 1
      ? translate('anomalies.one', '1 anomaly, score {{score}} at {{time}}', values)
      : translate('anomalies.several', '{{number}} anomalies, the worst with score {{score}} at {{time}}', values);
  return { state: 'warning', text };
}
