import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { InsightQuery } from '@presage/contract/api';
import type { MetricName } from '@presage/contract/metrics';
import { insightsPanel, tablePanel, type Steps } from '../panels/panels.js';
import { insight, PRESAGE, PROMETHEUS, table } from '../panels/queries.js';
import { select } from '../promql.js';
import { LIMITS, SETTINGS } from '../settings.js';
import { dataSourceVariable, houseDashboard, type DashboardText } from './house.js';

const EDGE: Steps = [
  [null, 'text'],
  [1, 'orange'],
  [2, 'red'],
];
const SOON: Steps = [
  [null, 'red'],
  [LIMITS.capacityCritical.within, 'orange'],
  [LIMITS.capacityWarning.within, 'text'],
];

/** Our forecasts and anomalies carry the labels of their series: these matchers find those about the chosen instances. */
const ABOUT = ['job=~"$job"', 'instance=~"$instance"'] as const;

/**
 * A dashboard over the series of a stock exporter, whose instances are told by `job` and `instance`, with ours laid over them.
 *
 * @param info a series that every instance of the exporter has
 */
export function besideDashboard(text: DashboardText, info: string): dashboard.DashboardBuilder {
  return houseDashboard(text)
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(stockVariable('job', 'Job', info))
    .withVariable(stockVariable('instance', 'Instance', `${info}{job=~"$job"}`))
    .annotation(insightAnnotation('Anomalies', 'red', { refId: 'Anno', kind: 'anomaly', format: 'annotations' }))
    .annotation(
      insightAnnotation('Changes', 'purple', { refId: 'Anno', kind: 'change', format: 'annotations' }, false),
    );
}

function stockVariable(label: string, title: string, series: string): dashboard.QueryVariableBuilder {
  const query = `label_values(${series}, ${label})`;
  return new dashboard.QueryVariableBuilder(label)
    .label(title)
    .datasource(PROMETHEUS)
    .query({ query, refId: label })
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true);
}

/** Marks on every panel, of what our data source knows, with a switch that is in sight: the builder would hide it in a menu. */
export function insightAnnotation(
  name: string,
  color: string,
  query: InsightQuery,
  enabled = true,
): Builder<dashboard.AnnotationQuery> {
  const annotation = new dashboard.AnnotationQueryBuilder()
    .name(name)
    .datasource(PRESAGE)
    .enable(enabled)
    .iconColor(color)
    .target(insight(query))
    .build();
  delete annotation.placement;
  return { build: () => annotation };
}

/** Size and text of a panel of ours over a PromQL expression of the stock exporter. */
export interface BesideText {
  title: string;
  description: string;
  unit: string;
  /** How a series is called, from its labels; without it by its expression. */
  series?: string;
  width?: number;
  height?: number;
}

const BY_INSTANCE = '${__field.labels.instance}';
export const BY_DATABASE = '${__field.labels.instance} ${__field.labels.datname}';

/** The raw series with its forecast. */
export function forecastOf(
  expr: string,
  text: BesideText,
  options: { minimum?: number; maximum?: number; threshold?: number } = {},
): Builder<dashboard.Panel> {
  return ours({ series: BY_INSTANCE, ...text }, { refId: 'A', kind: 'forecast', expr, ...options });
}

/** The raw series over the band of what was expected, odd points marked. */
export function anomaliesOf(expr: string, text: BesideText): Builder<dashboard.Panel> {
  return ours({ series: BY_INSTANCE, ...text }, { refId: 'A', kind: 'anomaly', expr });
}

function ours({ series, ...text }: BesideText, query: InsightQuery): dashboard.PanelBuilder {
  const panel = insightsPanel({ width: 12, height: 9, ...text, datasource: PRESAGE, queries: [insight(query)] });
  return series === undefined ? panel : panel.displayName(series);
}

/** Recommendations of one advisor. */
export function adviceOf(
  advisor: 'indexes' | 'tables' | 'connections' | 'cache',
  text: BesideText,
): Builder<dashboard.Panel> {
  return ours(text, { refId: 'A', kind: 'recommendation', advisor });
}

/** Configured forecasts with a threshold that are about the chosen instances. */
export function forecastsAbout(): Builder<dashboard.Panel> {
  const crossing = select('presage_forecast_threshold_crossing_seconds', ...ABOUT, 'probability="0.5"');
  return tablePanel(
    {
      title: 'What runs out here',
      description:
        'Thresholds of the configured forecasts about these instances: room that is left now, and when it is gone. Empty: none is configured for them.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', select('presage_forecast_headroom_ratio', ...ABOUT)),
        table('B', select('presage_forecast_threshold_risk_ratio', ...ABOUT)),
        table('C', `max without (probability) (${crossing})`),
      ],
    },
    {
      forecast: { title: 'Forecast' },
      instance: { title: 'Instance' },
      'Value #A': { title: 'Headroom', unit: 'percentunit' },
      'Value #B': { title: 'Risk', unit: 'percentunit', decimals: 1 },
      'Value #C': { title: 'Expected in', unit: 's', steps: SOON },
    },
    { sortBy: 'Risk', descending: true, hide: ['target', 'threshold', 'device', 'fstype'] },
  );
}

/** Configured anomaly rules that are about the chosen instances. */
export function anomaliesAbout(): Builder<dashboard.Panel> {
  const about = (refId: string, name: MetricName) => table(refId, select(name, ...ABOUT));
  return tablePanel(
    {
      title: 'How odd it is here',
      description:
        'Configured anomaly rules about these instances: a score of 1 is the edge of normal. Empty: none is configured for them.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        about('A', 'presage_anomaly_score'),
        about('B', 'presage_anomaly_observed_value'),
        about('C', 'presage_anomaly_expected_value'),
      ],
    },
    {
      anomaly: { title: 'Rule' },
      instance: { title: 'Instance' },
      'Value #A': { title: 'Score', decimals: 2, steps: EDGE },
      'Value #B': { title: 'Observed', decimals: 2 },
      'Value #C': { title: 'Expected', decimals: 2 },
    },
    { sortBy: 'Score', descending: true, hide: ['target'] },
  );
}
