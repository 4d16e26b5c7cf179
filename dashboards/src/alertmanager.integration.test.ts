import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { findTools, startAlertmanager, type Service } from '../../scripts/services.mjs';
import { ALERT_GROUPS } from './alerts/groups.js';
import { ROOT } from './artifacts.js';

const file = new URL('provisioning/alertmanager/alertmanager.yml', ROOT).pathname;
const example = new URL('provisioning/examples/alertmanager.yml', ROOT).pathname;
const { amtool = 'amtool' } = findTools();

it.each([file, example])('%s is valid', (path) => {
  expect(amtoolRun(['check-config', path])).toContain('SUCCESS');
});

describe('the example with receivers for people', () => {
  const parsed = parse(readFileSync(example, 'utf8'), { merge: true }) as AlertmanagerFile;

  it.each([
    ['dead-mans-switch', 'alertname=PresageWatchdog severity=info'],
    ['on-call-pagerduty,team-slack', 'alertname=PresageCapacityExhaustionNear severity=critical'],
    ['on-call-pagerduty,databases-slack', 'alertname=PresagePostgresWraparoundNear severity=critical'],
    ['databases-slack', 'alertname=PresageQuerySlower severity=warning'],
    ['team-slack', 'alertname=PresageAnomalyActive severity=warning'],
    ['advice-mail', 'alertname=PresageRecommendationStrong severity=info'],
    ['team-slack', 'alertname=AnAlertOfSomebodyElse'],
  ])('%s gets %s', (receivers, labels) => {
    const run = ['config', 'routes', 'test', `--config.file=${example}`, ...labels.split(' ')];
    expect(amtoolRun(run).trim()).toBe(receivers);
  });

  it('reaches people by mail, Slack, PagerDuty and webhook, with secrets in files only', () => {
    const ways = parsed.receivers.flatMap((receiver) => Object.keys(receiver).filter((key) => key !== 'name'));
    expect([...new Set(ways)].sort()).toEqual([
      'email_configs',
      'pagerduty_configs',
      'slack_configs',
      'webhook_configs',
    ]);
    expect(readFileSync(example, 'utf8')).not.toMatch(/(password|routing_key|api_url|token): /);
  });

  it('lets advice wait for working hours and nothing else', () => {
    const muted = parsed.route.routes.filter(({ mute_time_intervals: names }) => names);
    expect(muted.map(({ matchers }) => matchers)).toEqual([['severity = "info"']]);
    expect(parsed.time_intervals.map(({ name }) => name)).toEqual(muted[0]!.mute_time_intervals);
  });

  it('holds back the same as the provisioned one', () => {
    const provisioned = parse(readFileSync(file, 'utf8')) as AlertmanagerFile;
    expect(parsed.inhibit_rules).toEqual(provisioned.inhibit_rules);
  });
});

interface AlertmanagerFile {
  route: { routes: { matchers: string[]; mute_time_intervals?: string[] }[] };
  time_intervals: { name: string }[];
  inhibit_rules: object[];
  receivers: Record<string, unknown>[];
}

it.each([
  ['watchdog', 'alertname=PresageWatchdog severity=info'],
  ['on-call', 'alertname=PresageSourceDown severity=critical target=shop'],
  ['on-call', 'alertname=PresageForecastThresholdNear severity=critical'],
  ['team', 'alertname=PresageForecastThresholdNear severity=warning'],
  ['advice', 'alertname=PresageRecommendationStrong severity=info'],
  ['team', 'alertname=AnAlertOfSomebodyElse'],
])('the receiver %s gets %s', (receiver, labels) => {
  expect(amtoolRun(['config', 'routes', 'test', `--config.file=${file}`, ...labels.split(' ')]).trim()).toBe(receiver);
});

it('every rule reaches the receiver of its severity', () => {
  const receivers = { critical: 'on-call', warning: 'team', info: 'advice' };
  for (const { name, rules } of ALERT_GROUPS.flatMap((group) => group.alerts)) {
    for (const { severity } of rules) {
      const labels = [`alertname=${name}`, `severity=${severity}`];
      const expected = name === 'PresageWatchdog' ? 'watchdog' : receivers[severity];
      expect(`${name} ${amtoolRun(['config', 'routes', 'test', `--config.file=${file}`, ...labels]).trim()}`).toBe(
        `${name} ${expected}`,
      );
    }
  }
});

describe('a running Alertmanager', () => {
  let directory: string;
  let alertmanager: Service;
  let webhook: Server;
  const delivered: Delivered[] = [];

  interface Delivered {
    receiver: string;
    alerts: { labels: Record<string, string>; annotations: Record<string, string> }[];
  }
  interface Listed {
    labels: Record<string, string>;
    status: { state: string; inhibitedBy: string[] };
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'presage-alertmanager-'));
    webhook = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      delivered.push(JSON.parse(body) as Delivered);
      response.end();
    });
    await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
    const { port } = webhook.address() as AddressInfo;
    const config = readFileSync(file, 'utf8')
      .replaceAll('http://webhook:9095/', `http://127.0.0.1:${port}/`)
      .replace(/group_wait: \w+/g, 'group_wait: 0s');
    alertmanager = await startAlertmanager({ directory, config });
  });

  afterAll(async () => {
    await alertmanager?.stop();
    webhook?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('delivers what matters and holds back what follows from it', async () => {
    const at = { target: 'shop', instance: 'exporter:10978' };
    const forecast = { alertname: 'PresageForecastThresholdNear', target: 'metrics', forecast: 'disk' };
    await post([{ alertname: 'PresageSourceDown', severity: 'critical', ...at }]);
    await post([{ ...forecast, severity: 'critical', instance: 'a' }]);
    await until(() => delivered.length === 2);
    await post([
      { alertname: 'PresageAnomalyActive', severity: 'warning', anomaly: 'latency', ...at },
      { alertname: 'PresageAnomalyActive', severity: 'warning', anomaly: 'latency', target: 'metrics' },
      { ...forecast, severity: 'warning', instance: 'a' },
      { ...forecast, severity: 'warning', instance: 'b' },
    ]);
    await until(() => delivered.length >= 4);

    const names = delivered.flatMap(({ receiver, alerts }) =>
      alerts.map(({ labels }) =>
        [receiver, labels['alertname'], labels['target'], labels['instance']].join(' ').trim(),
      ),
    );
    expect(names.sort()).toEqual([
      'on-call PresageForecastThresholdNear metrics a',
      'on-call PresageSourceDown shop exporter:10978',
      'team PresageAnomalyActive metrics',
      'team PresageForecastThresholdNear metrics b',
    ]);
    const inhibited = (await list()).filter(({ status }) => status.inhibitedBy.length);
    expect(inhibited.map(({ labels }) => `${labels['alertname']} ${labels['instance']}`).sort()).toEqual([
      'PresageAnomalyActive exporter:10978',
      'PresageForecastThresholdNear a',
    ]);
  });

  it('tells an incident once, and not what follows from a target that is down', async () => {
    delivered.length = 0;
    const anomaly = { alertname: 'PresageAnomalyActive', severity: 'warning', target: 'main' };
    await post([
      { alertname: 'PresageAnomalyIncident', severity: 'warning', target: 'main', incident: 'first' },
      { alertname: 'InstanceDown', severity: 'warning', instance: 'shop:1' },
    ]);
    await until(() => delivered.length === 2);
    await post([
      { ...anomaly, anomaly: 'latency', incident: 'first', instance: 'shop:2' },
      { ...anomaly, anomaly: 'latency', incident: 'second', instance: 'shop:1' },
      { ...anomaly, anomaly: 'latency', incident: 'third', instance: 'shop:3' },
      { ...anomaly, anomaly: 'traffic', incident: 'third', instance: 'shop:4' },
    ]);
    await until(() => delivered.length >= 3);
    const told = delivered.map(({ alerts }) => alerts.map(({ labels }) => labels['incident'] ?? labels['instance']));
    expect(told.map((group) => group.join(' ')).sort()).toEqual(['first', 'shop:1', 'third third']);
  });

  async function post(alerts: Record<string, string>[]): Promise<void> {
    const answer = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.map((labels) => ({ labels, annotations: { summary: 'A test.' } }))),
    });
    expect(answer.status).toBe(200);
  }

  async function list(): Promise<Listed[]> {
    return (await (await fetch(`${alertmanager.url}/api/v2/alerts`)).json()) as Listed[];
  }

  async function until(reached: () => boolean): Promise<void> {
    for (let waited = 0; !reached() && waited < 20_000; waited += 100) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
});

function amtoolRun(parameters: string[]): string {
  const run = spawnSync(amtool, parameters, { encoding: 'utf8' });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`amtool ${parameters.join(' ')}:\n${run.stdout}${run.stderr}`);
  return run.stdout;
}
