import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Browser, picture } from './browser.mjs';

const { GRAFANA_URL, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = 'admin' } = process.env;
const skip = GRAFANA_URL === undefined && 'GRAFANA_URL is not set: no real Grafana to visit';

const PLUGINS = ['presage-insights-datasource', 'presage-insights-panel'];
const DATA_SOURCE = 'presage';
const DASHBOARD = 'presage-overview';

let browser;
before(async () => {
  if (!skip) browser = await Browser.launch();
});
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

test('a real Grafana loads both plugins', { skip }, async () => {
  const authorization = `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString('base64')}`;
  for (const plugin of PLUGINS) {
    const answer = await fetch(new URL(`/api/plugins/${plugin}/settings`, GRAFANA_URL), { headers: { authorization } });
    assert.equal(answer.status, 200, plugin);
    assert.equal((await answer.json()).id, plugin);
  }
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
  const ours = browser.complaints(page).filter((text) => PLUGINS.some((plugin) => text.includes(plugin)));
  assert.deepEqual(ours, []);
  await page.close();
});
