import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findTools } from '../../scripts/services.mjs';
import { ALERT_GROUPS } from './alerts/groups.js';
import { ROOT } from './artifacts.js';
import { dashboards } from './dashboards/dashboards.js';
import { expressions, withoutVariables, type DashboardJson } from './lint.js';

const provisioning = new URL('provisioning/prometheus/', ROOT);
const { promtool = 'promtool' } = findTools();
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'presage-rules-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

it('prometheus.yml and the rules that it loads are valid', () => {
  check(['check', 'config', 'prometheus.yml']);
});

it('every alert fires where it must and nowhere else', () => {
  check(['test', 'rules', 'tests/presage.yml']);
});

it('the tests notice a rule that never fires', () => {
  const rules = readFileSync(new URL('rules/presage.yml', provisioning), 'utf8');
  const tests = readFileSync(new URL('tests/presage.yml', provisioning), 'utf8');
  writeFileSync(
    join(directory, 'rules.yml'),
    rules.replace('presage_anomaly_incident_info[5m]', 'presage_anomaly_warmup[5m]'),
  );
  writeFileSync(join(directory, 'tests.yml'), tests.replace('../rules/presage.yml', 'rules.yml'));
  const run = promtoolRun(['test', 'rules', join(directory, 'tests.yml')]);
  expect(run.status).not.toBe(0);
  expect(run.stderr + run.stdout).toContain('PresageAnomalyActive');
});

it('every expression of the dashboards parses', () => {
  const found = dashboards().flatMap((dashboard) =>
    expressions(JSON.parse(JSON.stringify(dashboard)) as DashboardJson),
  );
  parses(found.map(({ expr }) => withoutVariables(expr)));
});

it('every expression of the runbooks parses', () => {
  const found = ALERT_GROUPS.flatMap((group) => group.alerts).flatMap(({ name }) => {
    const text = readFileSync(new URL(`docs/runbooks/${name}.md`, ROOT), 'utf8');
    return [...text.matchAll(/```promql\n(.+?)\n```/gs)].map(([, expr]) => expr!);
  });
  expect(found.length).toBeGreaterThan(30);
  parses(found);
});

it('the parser notices an expression that does not parse', () => {
  expect(() => parses(['rate(up)'])).toThrow('expected type range vector');
});

/** promtool parses rules; each expression becomes one. */
function parses(found: string[]): void {
  const rules = found.map((expr, index) => ({ record: `check:expression:${index}`, expr }));
  const file = join(directory, 'expressions.yml');
  writeFileSync(file, stringify({ groups: [{ name: 'expressions', rules }] }));
  check(['check', 'rules', file]);
}

function check(parameters: string[]): void {
  const run = promtoolRun(parameters);
  if (run.status !== 0) throw new Error(`promtool ${parameters.join(' ')}:\n${run.stdout}${run.stderr}`);
}

function promtoolRun(parameters: string[]) {
  const run = spawnSync(promtool, parameters, { cwd: provisioning, encoding: 'utf8' });
  if (run.error) throw run.error;
  return run;
}
