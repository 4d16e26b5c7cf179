import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResponse } from '@presage/contract/api';
import { mayBeEmpty } from './known-empty.js';

/** One query of a panel, as the JSON of a dashboard has it. */
export interface PanelQuery {
  dashboard: string;
  panel: string;
  refId: string;
  /** PromQL; beside `kind` it belongs to a query of ours. */
  expr?: string;
  kind?: string;
  [option: string]: unknown;
}

/** What asking every query of every dashboard gave; texts name dashboard, panel and refId. */
export interface DashboardAnswers {
  queries: number;
  failed: string[];
  /** Without data, though the demo should have some. */
  empty: string[];
}

interface DashboardJson {
  uid: string;
  panels: { title: string; targets?: Record<string, unknown>[] }[];
  templating: { list: VariableJson[] };
}
interface VariableJson {
  name: string;
  type: string;
  multi?: boolean;
  query?: { query: string };
  regex?: string;
}
type Values = Record<string, string>;

const HOUR_MS = 3_600_000;
const TIMEOUT_MS = 60_000;

/** Servers that answer the queries of dashboards. */
export interface Servers {
  prometheus: string;
  exporter: string;
}

/** Asks every query of every dashboard of the repository as Grafana would. */
export async function askDashboards(root: string, servers: Servers): Promise<DashboardAnswers> {
  const folder = join(root, 'dashboards');
  const files = readdirSync(folder).filter((name) => /^presage-.*\.json$/.test(name));
  const answers: DashboardAnswers = { queries: 0, failed: [], empty: [] };
  for (const file of files) {
    const dashboard = JSON.parse(readFileSync(join(folder, file), 'utf8')) as DashboardJson;
    const values = await variableValues(dashboard, servers);
    for (const query of panelQueries(dashboard)) await askOne(query, values, servers, answers);
  }
  return answers;
}

/** Asks until every query has data, or for so long; some findings take their time on a busy machine. */
export async function untilAnswered(
  ask: () => Promise<DashboardAnswers>,
  patienceMs: number,
  pauseMs = 5_000,
): Promise<DashboardAnswers> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answers = await ask();
    if (answers.failed.length + answers.empty.length === 0 || Date.now() >= deadline) return answers;
    await sleep(pauseMs);
  }
}

/** Queries of the panels of a dashboard. */
export function panelQueries({ uid, panels }: DashboardJson): PanelQuery[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map((target) => ({ refId: 'A', ...target, dashboard: uid, panel: title })),
  );
}

async function askOne(query: PanelQuery, values: Values, servers: Servers, answers: DashboardAnswers): Promise<void> {
  const where = `${query.dashboard}: ${query.panel} ${query.refId}`;
  answers.queries++;
  try {
    const found =
      query.kind === undefined ? await askPrometheus(query, values, servers) : await askPresage(query, values, servers);
    if (!found && !mayBeEmpty(where)) answers.empty.push(where);
  } catch (error) {
    answers.failed.push(`${where}: ${(error as Error).message}`);
  }
}

async function askPrometheus({ expr }: PanelQuery, values: Values, { prometheus }: Servers): Promise<boolean> {
  return (await instantQuery(prometheus, filled(expr ?? '', values))).length > 0;
}

async function askPresage(query: PanelQuery, values: Values, { exporter }: Servers): Promise<boolean> {
  const options = Object.entries(query).filter(([name]) => !['dashboard', 'panel', 'datasource'].includes(name));
  const texts = options.map(([name, value]) => [name, typeof value === 'string' ? filled(value, values) : value]);
  const now = Date.now();
  const body = { from: now - 24 * HOUR_MS, to: now + HOUR_MS, queries: [Object.fromEntries(texts)] };
  const { results } = await json<QueryResponse>(`${exporter}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const result = results[query.refId];
  if (result && 'error' in result) throw new Error(result.error.message);
  return result?.frames.some(({ data }) => (data.values[0]?.length ?? 0) > 0) ?? false;
}

/** All values of a variable with several are `.*`; of one with a single value it is the first that its query finds. */
async function variableValues({ templating }: DashboardJson, { prometheus }: Servers): Promise<Values> {
  const values: Values = {};
  for (const { name, type, multi, query, regex } of templating.list) {
    if (type !== 'query' || !query) continue;
    values[name] = multi ? '.*' : await firstValue(prometheus, query.query, regex);
  }
  return values;
}

async function firstValue(prometheus: string, query: string, regex?: string): Promise<string> {
  const [, selector, label] = /^label_values\((.+), *(\w+)\)$/.exec(query) ?? [];
  const expr = selector ?? /^query_result\((.+)\)$/.exec(query)?.[1] ?? query;
  const [first] = await instantQuery(prometheus, expr);
  const name = label ?? /(\w+)=/.exec(regex ?? '')?.[1];
  return first?.metric[name ?? ''] ?? '';
}

/** A text with the variables of the dashboard and those of Grafana replaced. */
export function filled(text: string, values: Values): string {
  return text
    .replace(/\$__(rate_)?interval|\$__range/g, '5m')
    .replace(/\$\{?(\w+)(:\w+)?\}?/g, (whole, name: string) => values[name] ?? whole);
}

async function instantQuery(prometheus: string, expr: string): Promise<{ metric: Record<string, string> }[]> {
  const body = new URLSearchParams({ query: expr });
  const answer = await json<{ data: { result: { metric: Record<string, string> }[] } }>(`${prometheus}/api/v1/query`, {
    method: 'POST',
    body,
  });
  return answer.data.result;
}

async function json<T>(url: string, options: RequestInit): Promise<T> {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 200)}`);
  return (await response.json()) as T;
}
