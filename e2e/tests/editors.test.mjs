import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choose, picture, recordQueries } from './browser.mjs';
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
