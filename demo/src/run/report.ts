import { FAULTS, type RecommendationRow } from '../faults.js';
import type { DeliveredAlert } from '../receiver.js';
import type { DashboardAnswers } from './dashboards.js';
import type { Endpoints } from './running.js';
import type { Watch } from './watch.js';

export interface Seen {
  mode: string;
  seconds: number;
  endpoints: Endpoints;
  watch: Watch;
  prometheusSeries: number;
  alerts: readonly DeliveredAlert[];
  /** Absent where the run had no end of its own. */
  dashboards?: DashboardAnswers;
  pictures: readonly string[];
}

/** What a run saw, as one JSON object. */
export interface Report {
  ok: boolean;
  /** What a green run would have had and this one had not, in words. */
  missing: string[];
  mode: string;
  seconds: number;
  endpoints: Endpoints;
  metrics: { families: number; series: number };
  prometheus: { series: number };
  faults: { id: string; title: string; found: boolean; how?: string; afterSeconds?: number }[];
  recommendations: { byAction: Record<string, number>; list: Partial<RecommendationRow>[] };
  forecasts: { labels: Record<string, string>; value: number }[];
  anomalies: { seen: Record<string, string>[]; active: Record<string, string>[] };
  alerts: { name: string; severity?: string; status: string; complete: boolean; labels: Record<string, string> }[];
  dashboards?: DashboardAnswers;
  pictures: readonly string[];
}

/** Judges a run: it is good when every planted fault was found and an alert with all that belongs to it arrived. */
export function createReport(seen: Seen): Report {
  const { watch, alerts } = seen;
  const { samples, recommendations } = watch.latest;
  const own = samples.filter(({ name }) => name.startsWith('presage_'));
  const missing = [
    ...FAULTS.filter(({ id }) => !watch.found.has(id)).map(({ id, title }) => `fault ${id} was not found: ${title}`),
    ...(alerts.some(isComplete) ? [] : ['no alert with severity, summary, description and runbook link was delivered']),
    ...(seen.dashboards?.failed ?? []).map((text) => `a query of a dashboard failed: ${text}`),
    ...(seen.dashboards?.empty ?? []).map((text) => `a query of a dashboard found nothing: ${text}`),
    ...(seen.prometheusSeries > 0 ? [] : ['Prometheus has no series of the exporter']),
  ];
  return {
    ok: missing.length === 0,
    missing,
    mode: seen.mode,
    seconds: seen.seconds,
    endpoints: seen.endpoints,
    metrics: { families: new Set(own.map(({ name }) => familyOf(name))).size, series: own.length },
    prometheus: { series: seen.prometheusSeries },
    faults: FAULTS.map(({ id, title }) => {
      const found = watch.found.get(id);
      return {
        id,
        title,
        found: found !== undefined,
        ...(found && { how: found.how, afterSeconds: found.afterSeconds }),
      };
    }),
    recommendations: {
      byAction: countBy(recommendations.map(({ action }) => action)),
      list: recommendations.map(({ id, advisor, action, object, title, gainRatio, confidence }) => ({
        id,
        advisor,
        action,
        object,
        title,
        gainRatio,
        confidence,
      })),
    },
    forecasts: labelled(watch, 'presage_forecast_value'),
    anomalies: {
      seen: [...watch.anomaliesSeen].map((text) => JSON.parse(text) as Record<string, string>),
      active: labelled(watch, 'presage_anomaly_active').flatMap(({ labels, value }) => (value === 1 ? [labels] : [])),
    },
    alerts: alerts.map((alert) => ({
      name: alert.name,
      severity: alert.severity,
      status: alert.status,
      complete: isComplete(alert),
      labels: alert.labels,
    })),
    ...(seen.dashboards && { dashboards: seen.dashboards }),
    pictures: seen.pictures,
  };
}

/** The report for people. */
export function describeReport(report: Report): string {
  const alerts = new Set(report.alerts.map(({ name, severity }) => `${name} (${severity})`));
  return [
    `Ran ${report.seconds} s (${report.mode}): ${report.metrics.families} families and ${report.metrics.series} series of ours, ${report.prometheus.series} of them in Prometheus.`,
    'Planted faults:',
    ...report.faults.map(({ found, title, how, afterSeconds }) =>
      found ? `  found after ${afterSeconds} s: ${title} (${how})` : `  not found: ${title}`,
    ),
    `Recommendations: ${
      Object.entries(report.recommendations.byAction)
        .map(([action, count]) => `${count} ${action}`)
        .join(', ') || 'none'
    }.`,
    `Alerts delivered: ${[...alerts].join(', ') || 'none'}.`,
    ...(report.dashboards ? [`Queries of dashboards that were asked: ${report.dashboards.queries}.`] : []),
    ...(report.pictures.length > 0 ? [`Pictures: ${report.pictures.join(', ')}`] : []),
    ...(report.ok
      ? ['Everything that was planted was found.']
      : ['Missing:', ...report.missing.map((text) => `  ${text}`)]),
  ].join('\n');
}

function isComplete({ name, severity, summary, description, runbookUrl }: DeliveredAlert): boolean {
  return name.startsWith('Presage') && Boolean(severity && summary && description && runbookUrl);
}

function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function labelled(watch: Watch, wanted: string): { labels: Record<string, string>; value: number }[] {
  return watch.latest.samples.filter(({ name }) => name === wanted).map(({ labels, value }) => ({ labels, value }));
}
