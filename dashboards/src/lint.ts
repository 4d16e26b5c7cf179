import { unknownNames } from './promql.js';
import { isStockName, stockNames } from './stock.js';

/** The parts of a dashboard's JSON that the rules look at. */
export interface DashboardJson {
  uid?: string;
  title?: string;
  description?: string;
  tags?: string[];
  editable?: boolean;
  __inputs?: unknown;
  links?: { type: string; tags: string[] }[];
  annotations?: { list?: { name: string; datasource?: DataSourceJson }[] };
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
 * Its template-job, template-instance, target-job and target-instance apply to metrics of stock exporters only: our names
 * exist in no other job, and what ours are about is told by their label `target`.
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
    const [, ofLabel, ofResult] = VARIABLE_QUERY.exec(queryText(variable)) ?? [];
    const expr = ofLabel ?? ofResult;
    return expr ? [{ where: `variable ${variable.name}`, expr }] : [];
  });
  return [...ofPanels, ...ofVariables];
}

/** The PromQL of a variable. */
const VARIABLE_QUERY = /^(?:label_values\((.+), *\w+\)|query_result\((.+)\))$/;

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
  for (const { where, expr } of expressions(dashboard)) {
    for (const name of variablesOf(expr)) {
      if (!dashboard.templating.list.some((variable) => variable.name === name)) {
        problems.push(`target-variable: ${where} uses $${name}, which the dashboard has not`);
      }
    }
  }
  for (const { name, datasource } of dashboard.annotations?.list ?? []) {
    if (!isVariable(datasource)) problems.push(`annotation-datasource: ${name} must use a variable`);
  }
  if (!dashboard.links?.some((link) => link.type === 'dashboards' && link.tags.length)) {
    problems.push('dashboard: has no links by tag');
  }
  return problems;
}

function variableRules(dashboard: DashboardJson): string[] {
  const { list } = dashboard.templating;
  const usesStock = expressions(dashboard).some(({ expr }) => stockNames(expr).length > 0);
  const problems: string[] = [];
  const [first] = list;
  if (first?.name !== 'datasource' || first.type !== 'datasource' || first.query !== 'prometheus') {
    problems.push('template-datasource: the first variable must choose a Prometheus data source as `datasource`');
  }
  for (const label of usesStock ? (['job', 'instance'] as const) : []) {
    if (!list.some(({ name, type }) => name === label && type === 'query')) {
      problems.push(`template-${label}: there must be a variable ${label}`);
    }
  }
  for (const variable of list.filter(({ type }) => type === 'query')) {
    const where = `variable ${variable.name}`;
    if (variable.refresh !== 2)
      problems.push(`template-on-time-change-reload: ${where} must reload with the time range`);
    if (variable.datasource?.uid !== '${datasource}')
      problems.push(`template-datasource: ${where} must use $datasource`);
    if (!VARIABLE_QUERY.test(queryText(variable))) {
      problems.push(`template-label-promql: ${where} must ask for label_values or query_result`);
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
  for (const [, name, matchers] of expr.matchAll(/\b((?:node|pg|redis)_\w+)\{([^}]*)\}/g)) {
    if (!isStockName(name!)) problems.push(`target-names: ${where} asks for ${name}, which is not listed`);
    for (const label of ['job', 'instance']) {
      if (!matchers!.includes(`${label}=~"$${label}"`))
        problems.push(`target-${label}: ${where} asks for every ${label}`);
    }
  }
  if (instant && !panel.timeFrom)
    problems.push(`target-instant: ${where} would be evaluated at the end, in the future`);
  return problems;
}

/** Names of the variables in a text, without those that Grafana itself sets. */
function variablesOf(text: string): string[] {
  return [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!).filter((name) => !name.startsWith('__'));
}

function isVariable(source: DataSourceJson | undefined): boolean {
  return source?.uid === '-- Mixed --' || /^\$\{\w+\}$/.test(source?.uid ?? '');
}

function queryText({ query }: VariableJson): string {
  return typeof query === 'string' ? query : (query?.query ?? '');
}
