import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Browser, picture } from './browser.mjs';

const { GRAFANA_URL, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = 'admin' } = process.env;
const skip = GRAFANA_URL === undefined && 'GRAFANA_URL is not set: no real Grafana to visit';

const authorization = `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString('base64')}`;
const ELSEWHERE = { prometheus: 'Metrics of another team', presage: 'Insights of another team' };
const IMPORTED = 'presage-imported';
/** A real server draws a whole dashboard more slowly than the page draws a panel, the more so on a busy machine. */
const PATIENCE_MS = 120_000;

let browser;
before(async () => {
  if (!skip) browser = await Browser.launch();
});
after(() => browser?.close());

async function visit(path) {
  const page = await browser.open(new URL('/healthz', GRAFANA_URL));
  page.setDefaultTimeout(PATIENCE_MS);
  const answer = await page.request.post(new URL('/login', GRAFANA_URL).href, {
    data: { user: GRAFANA_USER, password: GRAFANA_PASSWORD },
  });
  assert.ok(answer.ok(), `the login answered ${answer.status()}`);
  const asked = [];
  page.on('request', (request) => request.url().endsWith('/api/v1/query') && asked.push(request.postData() ?? ''));
  await page.goto(new URL(path, GRAFANA_URL).href);
  return { page, asked };
}

/** The HTTP API of Grafana. */
async function api(method, path, body) {
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await fetch(new URL(path, GRAFANA_URL), { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}: ${answer.ok ? '' : await answer.text()}`);
  return answer.json();
}

/** Waits until no panel asks any more. */
async function untilDrawn(page) {
  await page
    .getByTestId(/^data-testid Panel header /)
    .first()
    .waitFor();
  await page.waitForLoadState('networkidle', { timeout: PATIENCE_MS });
  await page.getByText('Cancel', { exact: true }).waitFor({ state: 'detached' });
}

/** Titles of the panels that show an error. */
async function panelsWithErrors(page) {
  const panels = page.getByTestId(/^data-testid Panel header /);
  const broken = panels.filter({ has: page.getByTestId('data-testid Panel status error') });
  return broken.evaluateAll((elements) => elements.map((element) => element.dataset.testid));
}

test('no panel of any dashboard shows an error', { skip }, async () => {
  const dashboards = await api('GET', '/api/search?tag=presage&type=dash-db');
  assert.ok(dashboards.length > 0);
  for (const { uid, url } of dashboards) {
    const { page } = await visit(`${url}?kiosk`);
    await untilDrawn(page);
    assert.deepEqual(await panelsWithErrors(page), [], uid);
    assert.equal(await page.getByText('Could not load plugin').count(), 0, uid);
    await page.close();
  }
});

test('a dashboard that is imported works with data sources of other names', { skip }, async () => {
  const existing = await api('GET', '/api/datasources');
  const made = [];
  try {
    for (const [uid, name] of Object.entries(ELSEWHERE)) {
      const original = existing.find((source) => source.uid === uid);
      const { type, url, access, jsonData } = original;
      made.push((await api('POST', '/api/datasources', { name, type, url, access, jsonData })).datasource.uid);
    }
    const dashboard = JSON.parse(
      readFileSync(new URL('../../dashboards/presage-overview.json', import.meta.url), 'utf8'),
    );
    const title = 'Presage overview, imported';
    await api('POST', '/api/dashboards/db', { dashboard: { ...dashboard, uid: IMPORTED, title }, overwrite: true });
    const chosen = new URLSearchParams({ 'var-datasource': made[0], 'var-presage': made[1] });
    const { page } = await visit(`/d/${IMPORTED}?${chosen}`);
    await page.getByText(ELSEWHERE.prometheus).first().waitFor();
    await page.getByTestId('presage-view-recommendations').waitFor();
    await page.getByTestId('presage-view-forecast').getByTestId('presage-chart').waitFor();
    await untilDrawn(page);
    assert.deepEqual(await panelsWithErrors(page), []);
    await picture(page, 'grafana-imported');
    await page.close();
  } finally {
    await api('DELETE', `/api/dashboards/uid/${IMPORTED}`).catch(() => undefined);
    for (const uid of made) await api('DELETE', `/api/datasources/uid/${uid}`);
  }
});

test('dashboards beside stock exporters ask for anomalies as annotations', { skip }, async () => {
  const { page, asked } = await visit('/d/presage-beside-node');
  await untilDrawn(page);
  await page.getByText('Anomalies', { exact: true }).first().waitFor();
  assert.ok(
    asked.some((body) => body.includes('"format":"annotations"')),
    asked.join('\n'),
  );
  await page.close();
});

test('rules that Grafana manages, where they are provisioned, are listed and in health', { skip }, async (context) => {
  const { data } = await api('GET', '/api/prometheus/grafana/api/v1/rules');
  const groups = data.groups.filter(({ name }) => name.startsWith('presage-'));
  if (groups.length === 0) return void context.skip('provisioning/examples/grafana-alerting.yaml is not in use');
  const sick = groups.flatMap(({ rules }) => rules).filter(({ health }) => health === 'error');
  assert.deepEqual(
    sick.map(({ name, lastError }) => `${name}: ${lastError}`),
    [],
  );
  const { page } = await visit('/alerting/list');
  await page.getByText('presage-forecasts').first().waitFor();
  await picture(page, 'grafana-alerts');
  await page.close();
});
