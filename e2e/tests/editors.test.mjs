import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFindings } from './accessibility.mjs';
import { choose, picture, REACT_18, recordQueries } from './browser.mjs';
import { useStack } from './setup.mjs';

const running = useStack();

/** A query without the refId, which is a running number. */
function sent(query) {
  const rest = { ...query };
  delete rest.refId;
  return rest;
}

test('asks anew with each change of the query editor', async () => {
  const page = await running.browser.open(running.url, { view: 'query' });
  await page.getByTestId('presage-view-forecast').waitFor();
  const queries = recordQueries(page);

  await choose(page, 'Name', /disk/);
  await page.getByText(/crosses .* \(full\)/).waitFor();
  await page.getByLabel('Horizon', { exact: true }).fill('1d');
  await page.keyboard.press('Enter');
  await page.getByText(/stays below .* \(full\)/).waitFor();
  await picture(page, 'query-forecast');

  await choose(page, 'Kind', /Recommendation/);
  await page.getByTestId('presage-view-recommendations').waitFor();
  await choose(page, 'Advisor', /Indexes/);
  await picture(page, 'query-recommendation');

  await choose(page, 'Advisor', /Cache/);
  await choose(page, 'Kind', /Score/);
  await page.getByTestId('presage-view-scores').waitFor();
  assert.deepEqual(queries.map(sent), [
    { kind: 'forecast', name: 'disk' },
    { kind: 'forecast', name: 'disk', horizon: '1d' },
    { kind: 'recommendation' },
    { kind: 'recommendation', advisor: 'indexes' },
    { kind: 'recommendation', advisor: 'cache' },
    { kind: 'score', advisor: 'cache' },
  ]);
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
});

test('forecasts PromQL that is typed in, with variables', async () => {
  const page = await running.browser.open(running.url, { view: 'query', 'var-app': 'app', theme: 'light' });
  await page.getByTestId('presage-view-forecast').waitFor();
  const queries = recordQueries(page);
  await page.getByLabel('PromQL').fill('app_disk_used_bytes{instance="$app"} / 1e9');
  await page.getByLabel('Horizon', { exact: true }).fill('7d');
  await page.getByLabel('Threshold', { exact: true }).fill('100');
  await page.keyboard.press('Enter');
  await page.getByText(/crosses 100/).waitFor();
  await picture(page, 'query-promql');
  assert.deepEqual(sent(queries.at(-1)), {
    kind: 'forecast',
    expr: 'app_disk_used_bytes{instance="app"} / 1e9',
    horizon: '7d',
    threshold: 100,
  });
  await page.close();
});

for (const [line, address, theme] of [
  ['19', '', 'dark'],
  ['18', REACT_18, 'light'],
]) {
  test(`completes PromQL by the keyboard on React ${line}`, async () => {
    const page = await running.browser.open(new URL(address, running.url).href, { view: 'query', theme });
    await page.getByTestId('presage-view-forecast').waitFor();
    const queries = recordQueries(page);
    const field = page.getByLabel('PromQL', { exact: true });
    const offered = (name) => page.getByRole('option', { name, exact: false }).first().waitFor();
    await field.focus();
    await page.keyboard.type('avg_over');
    await offered('avg_over_time');
    await page.keyboard.press('Enter');
    await page.keyboard.type('app_re');
    await offered('app_requests_per_second');
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `completion-metric-${theme}`);
    await page.keyboard.press('Tab');
    await page.keyboard.type('{ins');
    await offered('instance');
    await page.keyboard.press('Enter');
    await offered('app');
    await picture(page, `completion-value-${theme}`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type('}[');
    await offered('$__rate_interval');
    await page.keyboard.type('1h]');
    assert.equal(await field.inputValue(), 'avg_over_time(app_requests_per_second{instance="app"}[1h])');
    const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/query'));
    await page.keyboard.press('Control+Enter');
    await answered;
    await picture(page, `completion-done-${theme}`);
    assert.equal(sent(queries.at(-1)).expr, 'avg_over_time(app_requests_per_second{instance="app"}[1h])');
    assert.deepEqual(running.browser.complaints(page), []);
    await page.close();
  });
}

test('takes PromQL while nobody answers for its names, and shows where it is none', async () => {
  const page = await running.browser.open(running.url, { view: 'query' });
  await page.getByTestId('presage-view-forecast').waitFor();
  await page.route('**/api/v1/names*', (route) => route.fulfill({ status: 502, body: '' }));
  const field = page.getByLabel('PromQL', { exact: true });
  await field.focus();
  await page.keyboard.type('sum(app_disk');
  await page.getByText(/Suggestions are incomplete\. Grafana cannot reach Presage/).waitFor();
  await page.keyboard.type('_used_bytes))');
  await page.getByText('line 1, column 25').waitFor();
  await picture(page, 'completion-wrong');
  await page.keyboard.press('Control+Enter');
  await page.getByText(/parse error/).waitFor();
  await page.close();
});

test('marks anomalies as annotations', async () => {
  const page = await running.browser.open(running.url, { view: 'annotation' });
  const events = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  await events
    .filter({ hasText: /latency/ })
    .first()
    .waitFor();
  await picture(page, 'annotations');
  await choose(page, 'Kind', /Recommendation/);
  await events
    .filter({ hasText: /Create an index on/ })
    .first()
    .waitFor();
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
});

test('lists the exporter’s names as values of a variable', async () => {
  const page = await running.browser.open(running.url, { view: 'variable' });
  const values = () => page.getByRole('list', { name: 'Values' }).getByRole('listitem').allTextContents();
  await page.getByRole('listitem').first().waitFor();
  assert.deepEqual(await values(), ['metrics', 'sessions', 'shop']);
  await choose(page, 'List', 'Forecasts');
  await page.getByRole('listitem').filter({ hasText: 'disk' }).waitFor();
  assert.deepEqual(await values(), ['disk', 'jobs', 'requests']);
  await picture(page, 'variable');
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
});

test('mends a query that was stored for Prometheus', async () => {
  const query = { refId: 'A', expr: 'app_jobs', legendFormat: '{{queue}}' };
  const page = await running.browser.open(running.url, { view: 'query', query });
  await page.getByTestId('presage-view-forecast').waitFor();
  assert.equal(await page.getByLabel('Kind', { exact: true }).inputValue(), 'Forecast');
  assert.equal(await page.getByLabel('PromQL', { exact: true }).inputValue(), 'app_jobs');
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
});

test('filters answers by labels, imports PromQL and puts queries in words, as Grafana asks it to', async () => {
  const page = await running.browser.open(running.url, { view: 'config' });
  await page.getByLabel(/^URL/).waitFor();
  const found = await page.evaluate(async () => {
    const loaded = await window.System.import('/public/plugins/presage-insights-datasource/module.js');
    const { DataSourceClass } = (loaded.__useDefault ? await loaded.default : loaded).plugin;
    const source = new DataSourceClass({
      uid: 'presage',
      url: '/api/datasources/proxy/uid/presage',
      jsonData: { authentication: 'token' },
      meta: {},
    });
    const keys = await source.getTagKeys({ filters: [] });
    const values = await source.getTagValues({ key: 'instance', filters: [] });
    const now = Date.now();
    const frames = (filters) =>
      new Promise((resolve, reject) => {
        const range = { from: now - 7 * 86_400_000, to: now, raw: { from: 'now-7d', to: 'now' } };
        const targets = [{ refId: 'A', kind: 'forecast' }];
        const answer = source.query({ range, targets, filters, scopedVars: {} });
        answer.subscribe({ next: ({ data }) => resolve(data.map(({ name }) => name)), error: reject });
      });
    const imported = await source.importQueries([{ refId: 'A', expr: 'sum(up)' }], { type: 'prometheus' });
    return {
      keys: keys.map(({ text }) => text),
      values: values.map(({ text }) => text),
      all: (await frames([])).length,
      filtered: (await frames([{ key: 'instance', operator: '=', value: 'app' }])).length,
      none: (await frames([{ key: 'instance', operator: '=', value: 'other' }])).length,
      imported,
      text: source.getQueryDisplayText(imported[0]),
    };
  });
  assert.ok(found.keys.includes('instance') && found.keys.includes('queue'), found.keys.join());
  assert.deepEqual(found.values, ['app']);
  assert.deepEqual([found.all, found.filtered, found.none], [3, 2, 0]);
  assert.deepEqual(found.imported, [{ refId: 'A', kind: 'forecast', expr: 'sum(up)' }]);
  assert.equal(found.text, 'forecast: sum(up)');
  await page.close();
});
