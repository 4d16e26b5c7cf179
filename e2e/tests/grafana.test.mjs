import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, picture } from './browser.mjs';
import { closePagesAfterEach } from './setup.mjs';

const { GRAFANA_URL, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = 'admin' } = process.env;
const skip = GRAFANA_URL === undefined && 'GRAFANA_URL is not set: no real Grafana to visit';

const PLUGINS = ['presage-insights-datasource', 'presage-insights-panel'];
const DATA_SOURCE = 'presage';
const DASHBOARD = 'presage-overview';

let browser;
before(async () => {
  if (!skip) browser = await Browser.launch();
});
closePagesAfterEach(() => browser);
after(() => browser?.close());

/** A page of Grafana, logged in where it does not let everybody in. */
async function visit(path) {
  const page = await browser.open(new URL(path, GRAFANA_URL));
  const user = page.getByLabel('Email or username');
  await page.waitForLoadState('networkidle');
  if (await user.isVisible()) {
    await user.fill(GRAFANA_USER);
    await page.getByLabel('Password', { exact: true }).fill(GRAFANA_PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await user.waitFor({ state: 'detached' });
    await page.goto(new URL(path, GRAFANA_URL).href);
  }
  return page;
}

/** What the HTTP API of Grafana answers. */
async function ask(path) {
  const authorization = `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString('base64')}`;
  const answer = await fetch(new URL(path, GRAFANA_URL), { headers: { authorization } });
  assert.equal(answer.status, 200, path);
  return answer.json();
}

/** What a page complained about that has to do with us. */
const ours = (page) => browser.complaints(page).filter((text) => PLUGINS.some((plugin) => text.includes(plugin)));

test('a real Grafana loads both plugins', { skip }, async () => {
  for (const plugin of PLUGINS) assert.equal((await ask(`/api/plugins/${plugin}/settings`)).id, plugin);
});

test('a real Grafana tests the provisioned data source', { skip }, async () => {
  const page = await visit(`/connections/datasources/edit/${DATA_SOURCE}`);
  await page.getByRole('button', { name: /^(Save & test|Test)$/ }).click();
  await page.getByText(/Presage \S+ answers: \d+ targets/).waitFor();
  await picture(page, 'grafana-config');
  await page.close();
});

test('a real Grafana draws the panels of the provisioned dashboard', { skip }, async () => {
  const page = await visit(`/d/${DASHBOARD}`);
  await page.getByTestId('presage-view-recommendations').waitFor();
  await page.getByTestId('presage-view-forecast').getByTestId('presage-chart').waitFor();
  await picture(page, 'grafana-dashboard');
  assert.deepEqual(ours(page), []);
  await page.close();
});

test('a real Grafana opens every provisioned dashboard', { skip }, async () => {
  const dashboards = await ask('/api/search?tag=presage&type=dash-db');
  assert.ok(dashboards.length > 0);
  for (const { uid, url } of dashboards) {
    const page = await visit(url);
    await page
      .getByTestId(/^data-testid Panel header /)
      .first()
      .waitFor();
    await picture(page, `grafana-${uid}`);
    assert.equal(await page.getByText('Could not load plugin').count(), 0, uid);
    assert.deepEqual(ours(page), []);
    await page.close();
  }
});

test('a real Grafana explores a forecast of PromQL that is typed in', { skip }, async () => {
  const queries = [{ refId: 'A', datasource: { uid: DATA_SOURCE, type: PLUGINS[0] }, kind: 'forecast' }];
  const panes = { one: { datasource: DATA_SOURCE, queries, range: { from: 'now-7d', to: 'now' } } };
  const page = await visit(`/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`);
  await page.getByLabel('PromQL', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'What is asked' }).click();
  await page.getByText('{"kind":"forecast"}').waitFor();
  await picture(page, 'grafana-explore');
  assert.deepEqual(ours(page), []);
  await page.close();
});

/** The address of Explore with one query of a data source. */
function explore(datasource, query) {
  const queries = [{ refId: 'A', datasource, ...query }];
  const panes = { one: { datasource: datasource.uid, queries, range: { from: 'now-1h', to: 'now' } } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}`;
}

test('a real Grafana completes PromQL in Explore and runs it', { skip }, async () => {
  const page = await visit(explore({ uid: DATA_SOURCE, type: PLUGINS[0] }, { kind: 'forecast', name: 'none' }));
  const field = page.getByLabel('PromQL', { exact: true });
  await field.fill('');
  await field.focus();
  await page.keyboard.type('sum(presage_adv');
  await page.getByRole('option', { name: 'presage_advisor_up' }).waitFor();
  await picture(page, 'grafana-completion');
  await page.getByRole('option', { name: 'presage_advisor_up' }).click();
  await page.keyboard.type('{adv');
  await page.getByRole('option', { name: 'advisor' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: 'forecasts' }).waitFor();
  await page.keyboard.press('Escape');
  await field.fill('sum(presage_advisor_up)');
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/query'));
  await page.keyboard.press('Shift+Enter');
  const sent = (await answered).request().postDataJSON();
  assert.equal(sent.queries[0].expr, 'sum(presage_advisor_up)');
  assert.deepEqual(ours(page), []);
  await page.close();
});

test('a real Grafana keeps PromQL when Explore changes from Prometheus to Presage', { skip }, async () => {
  const expr = 'sum(rate(prometheus_http_requests_total[$__rate_interval]))';
  const page = await visit(explore({ uid: 'prometheus', type: 'prometheus' }, { expr }));
  const picker = page.getByTestId('data-testid Select a data source').first();
  await picker.click();
  await picker.fill('Presage');
  const answered = page.waitForResponse((response) => response.url().endsWith('/api/v1/query'));
  await page
    .getByRole('button', { name: /^Presage/ })
    .first()
    .click();
  const field = page.getByLabel('PromQL', { exact: true });
  await field.waitFor();
  assert.equal(await field.inputValue(), expr);
  const sent = (await answered).request().postDataJSON();
  assert.match(sent.queries[0].expr, /^sum\(rate\(prometheus_http_requests_total\[\d+s\]\)\)$/);
  await picture(page, 'grafana-imported-query');
  assert.deepEqual(ours(page), []);
  await page.close();
});

test('a real Grafana offers the dashboards of the plugin', { skip }, async () => {
  const offered = await ask(`/api/plugins/${PLUGINS[0]}/dashboards`);
  assert.ok(
    offered.some(({ title }) => title === 'Presage overview'),
    JSON.stringify(offered),
  );
});
