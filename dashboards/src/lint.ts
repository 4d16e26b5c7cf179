import { unknownNames } from './promql.js';

/** The parts of a dashboard's JSON that the rules look at. */
export interface DashboardJson {
  uid?: string;
  title?: string;
  description?: string;
  tags?: string[];
  editable?: boolean;
  __inputs?: unknown;
  links?: { type: string; tags: string[] }[];
  templating: { list: VariableJson[] };
  panels: PanelJson[];
}

interface VariableJson {
  name: string;
  type: string;
  query?: string | { query: string };
  refresh?: number;
  datasource?: DataSourceJson;
}

export interface PanelJson {
  title?: string;
  description?: string;
  type: string;
  timeFrom?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: DataSourceJson;
  fieldConfig?: { defaults: { unit?: string } };
  targets?: TargetJson[];
}

interface TargetJson {
  refId: string;
  expr?: string;
  instant?: boolean;
  datasource?: DataSourceJson;
}

interface DataSourceJson {
  type?: string;
  uid?: string;
}

/**
 * Rules of grafana/dashboard-linter that concern PromQL and panels, and a few of our own.
 * Its template-job, template-instance, target-job and target-instance do not apply: our names exist in no other job, and a
 * target is told by its label `target`.
 *
 * @returns one sentence for each violation, empty when there is none.
 */
export function lint(dashboard: DashboardJson): string[] {
  return [...dashboardRules(dashboard), ...variableRules(dashboard), ...dashboard.panels.flatMap(panelRules)];
}

/** Expressions of a dashboard with where each stands, label_values of variables included. */
export function expressions(dashboard: DashboardJson): { where: string; expr: string }[] {
  const ofPanels = dashboard.panels.flatMap((panel) =>
    (panel.targets ?? []).flatMap(({ refId, expr }) => (expr ? [{ where: `${panel.title} ${refId}`, expr }] : [])),
  );
  const ofVariables = dashboard.templating.list.flatMap((variable) => {
    const [, expr] = /^label_values\((.+), *\w+\)$/.exec(queryText(variable)) ?? [];
    return expr ? [{ where: `variable ${variable.name}`, expr }] : [];
  });
  return [...ofPanels, ...ofVariables];
}

/** PromQL with Grafana's variables replaced by values that parse. */
export function withoutVariables(expr: string): string {
  return expr.replace(/\$__(rate_)?interval|\$__range/g, '5m').replace(/\$\{?\w+(:\w+)?\}?/g, 'any');
}

function dashboardRules(dashboard: DashboardJson): string[] {
  const problems: string[] = [];
  if (!dashboard.uid) problems.push('dashboard: has no uid');
  if (!dashboard.description) problems.push('dashboard: has no description');
  if (!dashboard.tags?.length) problems.push('dashboard: has no tag');
  if (dashboard.editable === false) problems.push('uneditable-dashboard: must be editable');
  if (dashboard.__inputs) problems.push('dashboard: __inputs are not resolved when it is provisioned');
  if (!dashboard.links?.some((link) => link.type === 'dashboards' && link.tags.length)) {
    problems.push('dashboard: has no links by tag');
  }
  return problems;
}

function variableRules({ templating: { list } }: DashboardJson): string[] {
  const problems: string[] = [];
  const [first] = list;
  if (first?.name !== 'datasource' || first.type !== 'datasource' || first.query !== 'prometheus') {
    problems.push('template-datasource: the first variable must choose a Prometheus data source as `datasource`');
  }
  for (const variable of list.filter(({ type }) => type === 'query')) {
    const where = `variable ${variable.name}`;
    if (variable.refresh !== 2)
      problems.push(`template-on-time-change-reload: ${where} must reload with the time range`);
    if (variable.datasource?.uid !== '${datasource}')
      problems.push(`template-datasource: ${where} must use $datasource`);
    if (!/^label_values\(.+, *\w+\)$/.test(queryText(variable))) {
      problems.push(`template-label-promql: ${where} must ask for label_values`);
    }
  }
  return problems;
}

function panelRules(panel: PanelJson): string[] {
  const where = `panel ${panel.title ?? 'without title'}`;
  const problems: string[] = [];
  if (!panel.title || !panel.description) problems.push(`panel-title-description: ${where}`);
  if (!panel.fieldConfig?.defaults.unit) problems.push(`panel-units: ${where}`);
  if (!panel.targets?.length) problems.push(`panel-no-targets: ${where}`);
  if (panel.gridPos.x + panel.gridPos.w > 24) problems.push(`panel-position: ${where} is wider than the dashboard`);
  for (const source of [panel.datasource, ...(panel.targets ?? []).map((target) => target.datasource)]) {
    if (!isVariable(source)) problems.push(`panel-datasource: ${where} must use a variable, not ${source?.uid}`);
  }
  return [...problems, ...(panel.targets ?? []).flatMap((target) => targetRules(panel, target, where))];
}

function targetRules(panel: PanelJson, { expr, instant }: TargetJson, where: string): string[] {
  if (!expr) return [];
  const problems: string[] = [];
  for (const [, interval] of expr.matchAll(/\b(?:rate|irate|increase)\([^[]*\[([^\]]+)\]/g)) {
    if (interval !== '$__rate_interval') problems.push(`target-rate-interval: ${where} uses ${interval}`);
  }
  for (const [counter] of expr.matchAll(/(?<!(?:rate|increase)\()\b\w+_total\b/g)) {
    problems.push(`target-counter-agg: ${where} shows the counter ${counter} without rate`);
  }
  for (const name of unknownNames(expr))
    problems.push(`target-names: ${where} asks for ${name}, which nobody publishes`);
  if (instant && !panel.timeFrom)
    problems.push(`target-instant: ${where} would be evaluated at the end, in the future`);
  return problems;
}

function isVariable(source: DataSourceJson | undefined): boolean {
  return source?.uid === '-- Mixed --' || /^\$\{\w+\}$/.test(source?.uid ?? '');
}

function queryText({ query }: VariableJson): string {
  return typeof query === 'string' ? query : (query?.query ?? '');
}
