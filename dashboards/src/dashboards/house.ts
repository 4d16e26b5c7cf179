import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { MetricName } from '@presage/contract/metrics';
import { PROMETHEUS } from '../panels/queries.js';
import { SETTINGS } from '../settings.js';

/** What each of our dashboards says of itself. */
export interface DashboardText {
  uid: `presage-${string}`;
  title: string;
  description: string;
  /** Grafana's relative times. */
  time: { from: string; to: string };
}

/** A dashboard with the variables, links and defaults that all of ours share. */
export function houseDashboard(text: DashboardText): dashboard.DashboardBuilder {
  return new dashboard.DashboardBuilder(text.title)
    .uid(text.uid)
    .description(text.description)
    .tags([SETTINGS.tag])
    .time(text.time)
    .timezone('browser')
    .refresh('1m')
    .editable()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .link(
      new dashboard.DashboardLinkBuilder('Presage')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([SETTINGS.tag])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(false),
    )
    .withVariable(dataSourceVariable('datasource', 'Prometheus', 'prometheus'));
}

/** Variable that chooses a data source of a plugin. */
export function dataSourceVariable(name: string, label: string, plugin: string): dashboard.DatasourceVariableBuilder {
  return new dashboard.DatasourceVariableBuilder(name).label(label).type(plugin);
}

/** Address of another of our dashboards with the same data sources; `parameter` is set to the text of the cell that is clicked. */
export function linkTo(uid: `presage-${string}`, parameter: `var-${string}`): string {
  return `/d/${uid}?${parameter}=\${__value.text}&\${datasource:queryparam}&\${presage:queryparam}`;
}

/**
 * Variable over the forecasts, those that cross a threshold soonest first.
 *
 * @param lookback from the end of the dashboard, which lies in the future, to now and a bit further
 */
export function urgentForecastVariable(lookback: string): dashboard.QueryVariableBuilder {
  const soonest = `min by (forecast) (last_over_time(presage_forecast_seconds_until_threshold[${lookback}]))`;
  const others = `0 * max by (forecast) (last_over_time(presage_forecast_value[${lookback}])) + 1e12`;
  const query = `query_result(sort(${soonest} or ${others}))`;
  return new dashboard.QueryVariableBuilder('forecast')
    .label('Forecast')
    .datasource(PROMETHEUS)
    .query({ query, refId: 'forecast' })
    .definition(query)
    .regex('/forecast="([^"]+)"/')
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.Disabled);
}

/** Variable over the values of a label; many may be chosen unless `single`. */
export function labelVariable(
  label: string,
  title: string,
  metric: MetricName,
  choice: 'many' | 'single' = 'many',
): dashboard.QueryVariableBuilder {
  const variable = new dashboard.QueryVariableBuilder(label)
    .label(title)
    .datasource(PROMETHEUS)
    .query({ query: `label_values(${metric}, ${label})`, refId: label })
    .definition(`label_values(${metric}, ${label})`)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc);
  return choice === 'single' ? variable : variable.multi(true).includeAll(true);
}
