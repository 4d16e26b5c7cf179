import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAPACITY_RESOURCES } from '@presage/contract/kinds';
import { findTools } from '../../../../scripts/services.mjs';
import { configSchema } from '../../config/config.js';
import { forecastRules } from './capacity.js';

const rulesOf = (capacity: unknown[], rules: object[] = []) =>
  forecastRules(configSchema.parse({ advisors: { forecasts: { rules, capacity } } }));

describe('forecastRules', () => {
  it('puts rules for resources after those written out', () => {
    const rules = rulesOf(['disk', 'memory'], [{ name: 'traffic', expr: 'up' }]);
    expect(rules.map(({ name, resource }) => [name, resource])).toEqual([
      ['traffic', undefined],
      ['capacity-disk', 'disk'],
      ['capacity-memory', 'memory'],
    ]);
    expect(rules[1]).toMatchObject({
      step: 3_600,
      history: 28 * 86_400,
      horizon: 30 * 86_400,
      minimum: 0,
      unit: 'bytes',
    });
    expect(rules[1]!.thresholds).toEqual([
      { name: 'exhausted', value: expect.stringContaining('node_filesystem_size_bytes'), direction: 'above' },
    ]);
  });

  it('takes target, selector and horizon of one', () => {
    const [rule] = rulesOf([{ resource: 'disk', target: 'main', selector: 'job="node"', horizon: '90d' }]);
    expect(rule).toMatchObject({ target: 'main', horizon: 90 * 86_400 });
    expect(rule!.expr).toContain('job="node"}');
    expect(rule!.thresholds[0]!.value).toContain('job="node"}');
  });

  it('knows the last transaction id', () => {
    expect(rulesOf(['transaction-ids'])[0]!.thresholds[0]!.value).toBe(2_144_483_648);
  });
});

const { promtool } = findTools();
(promtool ? it : it.skip)('writes PromQL that parses, with and without a selector', () => {
  const directory = mkdtempSync(join(tmpdir(), 'presage-capacity-'));
  const rules = CAPACITY_RESOURCES.flatMap((resource) => rulesOf([resource, { resource, selector: 'job="a"' }]));
  const expressions = rules.flatMap(({ expr, thresholds }) => [expr, String(thresholds[0]!.value)]);
  const records = expressions.map((expr, index) => ({ record: `check:expression:${index}`, expr }));
  const file = join(directory, 'rules.json');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'expressions', rules: records }] }));
  const run = spawnSync(promtool!, ['check', 'rules', file], { encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  expect(run.stderr + run.stdout).toContain(`${expressions.length} rules found`);
  expect(run.status).toBe(0);
});
