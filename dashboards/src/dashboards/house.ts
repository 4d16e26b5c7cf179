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
