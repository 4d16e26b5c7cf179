import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { hurriedRules, localAlertmanagerConfig, localPrometheusConfig } from './provisioning.js';

const provisioned = (path: string) => fileURLToPath(new URL(`../../../provisioning/${path}`, import.meta.url));
const read = (path: string) => readFileSync(provisioned(path), 'utf8');

describe('prometheus.yml', () => {
  const addresses = { alertmanager: '127.0.0.1:9', rules: '/rules' };

  test('keeps the options of a job and replaces its address; leaves out jobs without one', () => {
    const text = `
scrape_configs:
  - { job_name: presage, honor_labels: true, static_configs: [{ targets: [presage:1], labels: { env: demo } }] }
  - { job_name: redis, static_configs: [{ targets: [redis:1] }] }`;
    const config = parse(localPrometheusConfig(text, { ...addresses, jobs: { presage: '127.0.0.1:7' } }));
    expect(config.scrape_configs).toEqual([
      {
        job_name: 'presage',
        honor_labels: true,
        scrape_interval: '5s',
        scrape_timeout: '4s',
        static_configs: [{ targets: ['127.0.0.1:7'], labels: { env: 'demo' } }],
      },
    ]);
    expect(config.rule_files).toEqual(['/rules/*.yml', '/rules/*.yaml']);
    expect(config.alerting.alertmanagers[0].static_configs[0].targets).toEqual(['127.0.0.1:9']);
  });

  test('the provisioned one scrapes exporter and shop', () => {
    const jobs = { presage: '127.0.0.1:7', shop: '127.0.0.1:8' };
    const config = parse(localPrometheusConfig(read('prometheus/prometheus.yml'), { ...addresses, jobs }));
    const targets = Object.fromEntries(
      config.scrape_configs.map((job: { job_name: string; static_configs: { targets: string[] }[] }) => [
        job.job_name,
        job.static_configs[0]!.targets[0],
      ]),
    );
    expect(targets).toEqual(jobs);
  });
});

describe('rules', () => {
  test('wait ten seconds where they waited, and not where they did not', () => {
    const text = `groups: [{ name: g, rules: [{ alert: A, expr: up == 0, for: 15m, labels: { severity: info } }, { alert: B, expr: "1" }] }]`;
    expect(parse(hurriedRules(text)).groups[0]).toEqual({
      name: 'g',
      interval: '5s',
      rules: [
        { alert: 'A', expr: 'up == 0', for: '10s', labels: { severity: 'info' } },
        { alert: 'B', expr: '1' },
      ],
    });
  });

  test('the provisioned ones keep expressions, labels and annotations', () => {
    for (const name of readdirSync(provisioned('prometheus/rules'))) {
      const text = read(`prometheus/rules/${name}`);
      const rules = (of: string) =>
        parse(of).groups.flatMap((group: { rules: Record<string, unknown>[] }) =>
          group.rules.map((rule) => ({ ...rule, for: undefined })),
        );
      expect(rules(hurriedRules(text))).toEqual(rules(text));
      expect(rules(text).length).toBeGreaterThan(0);
    }
  });
});

describe('alertmanager.yml', () => {
  test('every webhook goes to the receiver at once; receivers that drop alerts stay so', () => {
    const config = parse(localAlertmanagerConfig(read('alertmanager/alertmanager.yml'), 'http://127.0.0.1:5'));
    const urls = config.receivers.flatMap((receiver: { webhook_configs?: { url: string }[] }) =>
      (receiver.webhook_configs ?? []).map(({ url }) => url),
    );
    expect(new Set(urls)).toEqual(new Set(['http://127.0.0.1:5']));
    expect(config.receivers).toContainEqual({ name: 'watchdog' });
    const routes = [config.route, ...config.route.routes];
    expect(routes.every((route) => route.group_wait === '2s' && route.group_interval === '5s')).toBe(true);
    expect(config.inhibit_rules).toEqual(parse(read('alertmanager/alertmanager.yml')).inhibit_rules);
  });
});
