import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ROOT } from '../artifacts.js';
import { unknownNames } from '../promql.js';
import { grafanaRuleFile } from './grafana.js';
import { ALERT_GROUPS } from './groups.js';
import { annotations, ruleFile, ruleTestFile } from './prometheus.js';

const alerts = ALERT_GROUPS.flatMap((group) => group.alerts);
const runbooks = new URL('docs/runbooks/', ROOT);
const HEADINGS = ['## Meaning', '## Impact', '## Diagnosis', '## Mitigation'];

it('gives each alert its own name', () => {
  expect(new Set(alerts.map(({ name }) => name)).size).toBe(alerts.length);
});

describe.each(alerts)('$name', (alert) => {
  it('has a constant summary in one sentence and a description', () => {
    expect(alert.name).toMatch(/^Presage([A-Z][a-z]+)+$/);
    expect(alert.summary).toMatch(/^[A-Z][^{}]*\.$/);
    expect(alert.description).toMatch(/^[A-Z{].*\.$/);
  });

  it('formats its value', () => {
    for (const [, placeholder] of alert.description.matchAll(/\{\{ (\$value[^}]*) \}\}/g)) {
      expect(placeholder).toMatch(/^\$value \| humanize(1024|Duration|Percentage)?$/);
    }
  });

  it('asks only for metrics of the catalogue', () => {
    for (const { expr } of alert.rules) expect(unknownNames(expr)).toEqual([]);
    expect(alert.cases.flatMap(({ series }) => Object.keys(series).flatMap(unknownNames))).toEqual([]);
  });

  it('has a case in which each severity fires, and an instant at which it must not', () => {
    const fired = new Set(alert.cases.flatMap(({ fires }) => fires.map(({ severity }) => severity)));
    expect([...fired].sort()).toEqual(alert.rules.map(({ severity }) => severity).sort());
    if (alert.name !== 'PresageWatchdog') expect(alert.cases.flatMap(({ quiet }) => quiet)).not.toEqual([]);
  });

  it('has a runbook that says what to do and asks only for metrics of the catalogue', () => {
    const file = new URL(`${alert.name}.md`, runbooks);
    expect(annotations(alert).runbook_url).toMatch(new RegExp(`^https://.*/docs/runbooks/${alert.name}\\.md$`));
    const text = readFileSync(file, 'utf8');
    expect(text.match(/^##? .*$/gm)).toEqual([`# ${alert.name}`, ...HEADINGS]);
    expect(unknownNames(text).filter((name) => !name.startsWith('presage_.'))).toEqual([]);
    for (const [, link] of text.matchAll(/\]\(([^)#:]+)\)/g)) expect(existsSync(new URL(link!, file))).toBe(true);
  });
});

it('has no runbook without an alert', () => {
  expect(readdirSync(runbooks).sort()).toEqual(alerts.map(({ name }) => `${name}.md`).sort());
});

describe('the rule files', () => {
  it('hold every rule and every case', () => {
    const rules = parse(ruleFile(ALERT_GROUPS)).groups.flatMap((group: { rules: unknown[] }) => group.rules);
    expect(rules).toHaveLength(alerts.flatMap((alert) => alert.rules).length);
    const tests = parse(ruleTestFile(ALERT_GROUPS, 'rules.yml')).tests;
    expect(tests).toHaveLength(alerts.flatMap((alert) => alert.cases).length);
  });

  it('expect nothing at a quiet instant and all severities at another', () => {
    const [, within2Hours] = parse(ruleTestFile(ALERT_GROUPS, 'rules.yml')).tests.filter(
      (test: { alert_rule_test: { alertname: string }[] }) =>
        test.alert_rule_test[0]!.alertname === 'PresageForecastThresholdNear',
    );
    const [firing, quiet] = within2Hours.alert_rule_test;
    expect(
      firing.exp_alerts.map(({ exp_labels }: { exp_labels: { severity: string } }) => exp_labels.severity),
    ).toEqual(['warning', 'critical']);
    expect(quiet).toEqual({ eval_time: '10m', alertname: 'PresageForecastThresholdNear', exp_alerts: [] });
  });
});

describe('the example for Grafana', () => {
  const text = grafanaRuleFile(ALERT_GROUPS);
  const rules = parse(text).groups.flatMap((group: { rules: unknown[] }) => group.rules) as {
    uid: string;
    annotations: Record<string, string>;
  }[];

  it('has a valid, unique uid for each rule', () => {
    for (const { uid } of rules) expect(uid).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(alerts.flatMap((alert) => alert.rules).length);
  });

  it('leaves the dollars of models and annotations single, as Grafana takes both as they stand', () => {
    expect(text).not.toContain('$$');
    expect(rules.find(({ uid }) => uid === 'PresageSourceErrors-warning')!.annotations['description']).toContain(
      '{{ (index $values "A").Value | humanizePercentage }}',
    );
  });

  it('provisions neither policies nor contact points, which would replace those of the team', () => {
    expect(Object.keys(parse(text))).toEqual(['apiVersion', 'groups']);
  });
});
