import { parse, stringify } from 'yaml';

interface ScrapeJob {
  job_name: string;
  static_configs?: { targets: string[]; labels?: Record<string, string> }[];
  [key: string]: unknown;
}
interface PrometheusConfig {
  global?: Record<string, unknown>;
  scrape_configs?: ScrapeJob[];
  rule_files?: string[];
  alerting?: { alertmanagers?: { static_configs?: { targets: string[] }[] }[] };
}
interface AlertmanagerRoute {
  routes?: AlertmanagerRoute[];
  [key: string]: unknown;
}
interface AlertmanagerConfig {
  route?: AlertmanagerRoute;
  receivers?: { name: string; webhook_configs?: unknown[] }[];
}

/** Where the servers of the provisioned configuration are on this machine. */
export interface LocalAddresses {
  /** host:port by name of the scrape job; jobs without one are left out. */
  jobs: Record<string, string>;
  alertmanager: string;
  /** Folder with the rule files. */
  rules: string;
}

/** The provisioned prometheus.yml with the addresses of this machine, scraping every five seconds. */
export function localPrometheusConfig(text: string, { jobs, alertmanager, rules }: LocalAddresses): string {
  const config = parse(text) as PrometheusConfig;
  const scraped = (config.scrape_configs ?? []).filter(({ job_name: name }) => name in jobs);
  const missing = Object.keys(jobs).filter((name) => !scraped.some((job) => job.job_name === name));
  return stringify({
    ...config,
    global: { ...config.global, scrape_interval: '5s', scrape_timeout: '4s', evaluation_interval: '5s' },
    scrape_configs: [...scraped, ...missing.map((name): ScrapeJob => ({ job_name: name }))].map((job) => ({
      ...job,
      scrape_interval: '5s',
      scrape_timeout: '4s',
      static_configs: [{ ...job.static_configs?.[0], targets: [jobs[job.job_name]!] }],
    })),
    rule_files: [`${rules}/*.yml`, `${rules}/*.yaml`],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  });
}

/** A provisioned rule file whose alerts wait for ten seconds at most and that is evaluated every five. */
export function hurriedRules(text: string): string {
  const file = parse(text) as { groups: { interval?: string; rules: Record<string, unknown>[] }[] };
  const groups = file.groups.map((group) => ({
    ...group,
    interval: '5s',
    rules: group.rules.map((rule) => ('for' in rule ? { ...rule, for: '10s' } : rule)),
  }));
  return stringify({ ...file, groups });
}

/** The provisioned alertmanager.yml with its webhooks at `url` and without the long waits for company. */
export function localAlertmanagerConfig(text: string, url: string): string {
  const config = parse(text) as AlertmanagerConfig;
  const webhook = { url, send_resolved: true };
  return stringify({
    ...config,
    route: hurriedRoute(config.route ?? {}),
    receivers: (config.receivers ?? []).map(({ name, webhook_configs: webhooks }) => ({
      name,
      ...(webhooks && { webhook_configs: webhooks.map(() => webhook) }),
    })),
  });
}

function hurriedRoute(route: AlertmanagerRoute): AlertmanagerRoute {
  return {
    ...route,
    group_wait: '2s',
    group_interval: '5s',
    ...(route.routes && { routes: route.routes.map(hurriedRoute) }),
  };
}
