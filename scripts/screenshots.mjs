import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { progress, root } from './run.mjs';
import { findTools } from './services.mjs';

const HELP = `GRAFANA_URL=http://… npm run screenshots [-- NAME]

Takes the pictures of the plugins' catalogue pages and of the docs from a Grafana that shows the running demo;
only those whose path contains NAME, if it is given.
GRAFANA_USER and GRAFANA_PASSWORD (admin by default) are used where it asks to log in.
`;
const { GRAFANA_URL, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = 'admin' } = process.env;
const PANEL = 'panel-plugin/src/img';
const DATA_SOURCE = 'datasource-plugin/src/img';
/** Grafana and the demo may share a busy machine. */
const PATIENCE_MS = 90_000;

/** Panels by title, whole dashboards, and what else there is to see; `ready` is a test id of ours that must be there. */
const PICTURES = [
  panel(
    'forecast',
    'presage-overview',
    /^Forecast/,
    'presage-chart',
    '&var-forecast=shop-request-rate&from=now-4d&to=now+3d',
  ),
  panel('recommendations', 'presage-overview', /^What to do first/, 'presage-view-recommendations', '', openFirst),
  panel('anomalies', 'presage-beside-postgres', /^Transactions/, 'presage-chart'),
  panel('curve', 'presage-cache-efficiency', /[Mm]iss/, 'presage-view-curve'),
  dashboard(`${DATA_SOURCE}/overview.png`, 'presage-overview', 950),
  dashboard('docs/pictures/beside-postgres.png', 'presage-beside-postgres', 1000),
  { file: `${DATA_SOURCE}/explore.png`, size: [1400, 900], address: explore },
];

if (!GRAFANA_URL) {
  process.stderr.write(HELP);
  process.exit(2);
}
const authorization = `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString('base64')}`;
const { chromium } = createRequire(`${root}/e2e/package.json`)('playwright-core');
// Chromium's sandbox refuses to run as root
const args = ['--disable-gpu', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
const browser = await chromium.launch({ executablePath: findTools().chromium, args });
try {
  const wanted = process.argv[2] ?? '';
  for (const picture of PICTURES.filter(({ file }) => file.includes(wanted))) await take(picture);
} finally {
  await browser.close();
}

function panel(name, uid, title, ready, parameters = '', act) {
  const address = async () => `/d-solo/${uid}?panelId=${await panelId(uid, title)}&theme=dark${parameters}`;
  return { file: `${PANEL}/${name}.png`, size: [1000, 500], address, ready, act };
}

function dashboard(file, uid, height) {
  return { file, size: [1600, height], address: async () => `/d/${uid}?kiosk&theme=dark`, ready: 'presage-chart' };
}

function explore() {
  const type = 'presage-insights-datasource';
  const expr = 'sum(rate(shop_http_requests_total[10m]))';
  const queries = [{ refId: 'A', datasource: { uid: 'presage', type }, kind: 'forecast', expr, horizon: '1d' }];
  const panes = { one: { datasource: 'presage', queries, range: { from: 'now-2d', to: 'now' } } };
  return `/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify(panes))}&theme=dark`;
}

async function panelId(uid, title) {
  const answer = await fetch(new URL(`/api/dashboards/uid/${uid}`, GRAFANA_URL), { headers: { authorization } });
  if (!answer.ok) throw new Error(`Grafana answered ${answer.status} for the dashboard ${uid}`);
  const { panels } = (await answer.json()).dashboard;
  const found = panels.find((one) => title.test(one.title) && one.type === 'presage-insights-panel');
  if (!found) throw new Error(`${uid} has no panel of ours with the title ${title}`);
  return found.id;
}

async function openFirst(page) {
  await page.getByTestId('presage-view-recommendations').getByRole('button', { expanded: false }).first().click();
}

async function take({ file, size: [width, height], address, ready, act }) {
  const page = await browser.newPage({ viewport: { width, height }, extraHTTPHeaders: { authorization } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(new URL(await address(), GRAFANA_URL).href);
  await (ready ? page.getByTestId(ready) : page.getByLabel('PromQL', { exact: true })).first().waitFor();
  await act?.(page);
  for (let round = 0; round < 3; round++) {
    await page.waitForTimeout(1_000);
    await page.getByText('Cancel', { exact: true }).waitFor({ state: 'detached' });
  }
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, await page.screenshot());
  await page.close();
  progress(`Wrote ${file}`);
}
