import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import { freePort } from '../../scripts/services.mjs';
import { seriousFindings } from './accessibility.mjs';
import { picture } from './browser.mjs';
import { useStack } from './setup.mjs';
import { TOKEN } from './stack.mjs';

const running = useStack();

async function openConfig() {
  const page = await running.browser.open(running.url, { view: 'config' });
  await page.getByLabel(/^URL/).waitFor();
  const test = async (url) => {
    await page.getByLabel(/^URL/).fill(url);
    await page.getByRole('button', { name: 'Save & test' }).click();
    const alert = page.getByTestId(/^data-testid Alert/);
    await alert.waitFor();
    return alert.textContent();
  };
  return { page, test };
}

test('tells version and targets of an exporter that accepts the token', async () => {
  const { page, test } = await openConfig();
  await page.getByLabel('Bearer token').click({ force: true });
  await page.getByLabel('Token', { exact: true }).fill(TOKEN);
  assert.match(await test(running.stack.exporterUrl), /Presage \S+ answers: 3 targets, \d+ insights\./);
  await picture(page, 'config-good');
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
});

test('sends all headers, and gives up after the timeout', async () => {
  const seen = [];
  const server = http.createServer((request, response) => {
    seen.push(request.headers);
    // the first question is answered, the others never
    if (seen.length === 1) response.end(JSON.stringify({ version: '9.9.9', targets: [], advisors: [], insights: [] }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { page, test } = await openConfig();
  await page.getByLabel('Name', { exact: false }).first().fill('X-Tenant');
  await page.getByLabel('Value', { exact: true }).fill('shop');
  await page.getByRole('button', { name: 'Add header' }).click();
  await page.getByLabel(/^Name 2/).fill('X-Gateway');
  await page.getByLabel('Value 2', { exact: true }).fill('key');
  await page.getByLabel(/^Timeout/).fill('1');
  assert.match(
    await test(`http://127.0.0.1:${server.address().port}`),
    /Presage 9\.9\.9 answers, but it has no targets/,
  );
  assert.deepEqual([seen[0]['x-tenant'], seen[0]['x-gateway']], ['shop', 'key']);
  await picture(page, 'config-headers');
  await page.getByRole('button', { name: 'Save & test' }).click();
  await page.getByText(/did not answer in time/).waitFor();
  await page.close();
  server.closeAllConnections();
  server.close();
});

for (const theme of ['dark', 'light']) {
  test(`shows a provisioned data source to be read only, ${theme}`, async () => {
    const settings = {
      url: 'https://presage:10978',
      readOnly: true,
      jsonData: {
        authentication: 'token',
        timeout: 60,
        tlsAuthWithCACert: true,
        httpHeaderName1: 'X-Tenant',
        live: true,
      },
      secureJsonFields: { token: true, tlsCACert: true, httpHeaderValue1: true },
    };
    const page = await running.browser.open(running.url, { view: 'config', settings, theme });
    await page.getByLabel(/^URL/).waitFor();
    const fields = page.locator('fieldset input, fieldset textarea, fieldset button');
    const open = await fields.evaluateAll((all) =>
      // what explains a field may be read
      all.filter((one) => !one.disabled && !one.matches('[aria-label*="ooltip"]')).map((one) => one.outerHTML),
    );
    assert.deepEqual(open, []);
    assert.deepEqual(await seriousFindings(page), []);
    await picture(page, `config-provisioned-${theme}`);
    assert.deepEqual(running.browser.complaints(page), []);
    await page.close();
  });
}

test('tells what is wrong with credentials and addresses', async () => {
  const { page, test } = await openConfig();
  assert.match(await test(running.stack.exporterUrl), /rejected the credentials/);
  await page.getByLabel('Bearer token').click({ force: true });
  await page.getByLabel('Token', { exact: true }).fill('wrong-token-0123456789');
  assert.match(await test(running.stack.exporterUrl), /rejected the credentials/);
  assert.match(await test(`http://127.0.0.1:${await freePort()}`), /cannot reach Presage/);
  await picture(page, 'config-bad');
  await page.close();
});

/** Settings of the data source as Grafana's page saves them. */
async function save(jsonData) {
  const settings = {
    url: running.stack.exporterUrl,
    jsonData: { authentication: 'token', ...jsonData },
    secureJsonData: { token: TOKEN },
  };
  const saved = await fetch(new URL('/api/datasources/uid/presage', running.url), {
    method: 'PUT',
    body: JSON.stringify(settings),
  });
  assert.equal(saved.status, 200);
}

test('asks once for all panels that are live whether there is anything new', async () => {
  await save({ live: true, liveInterval: 1 });
  const panels = ['recommendation', 'score', 'forecast'].map((kind) => ({
    title: kind,
    queries: [{ refId: 'A', kind }],
    columns: 8,
  }));
  const page = await running.browser.open(running.url, { panels });
  const held = [];
  await page.route('**/api/v1/revisions', (route) => void held.push(route));
  await page.reload();
  await page.getByTestId('presage-view-recommendations').waitFor();
  await page.getByTestId('presage-view-scores').waitFor();
  await page.getByTestId('presage-view-forecast').waitFor();
  // the one request is still under way, and nobody sends another
  while (held.length === 0) await page.waitForEvent('request');
  assert.equal(held.length, 1);
  await page.close();
  await save({});
});

test('pushes what is new to a panel that is live, also after the exporter was away', async () => {
  await save({ live: true, liveInterval: 1 });
  const query = { refId: 'A', kind: 'recommendation', advisor: 'cache' };
  const page = await running.browser.open(running.url, { view: 'panel', query });
  const asked = { revisions: 0, queries: 0 };
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/revisions')) asked.revisions += 1;
    if (request.url().endsWith('/api/v1/query')) asked.queries += 1;
  });
  const until = async (condition) => {
    while (!condition()) await page.waitForEvent('request');
  };
  await page.getByTestId('presage-view-recommendations').waitFor();
  // the cache advisor runs every 5 seconds; nothing on this page refreshes by itself
  await until(() => asked.queries >= 2 && asked.revisions >= 2);

  await page.route('**/api/v1/revisions', (route) => route.fulfill({ status: 502, body: '' }));
  const before = asked.revisions;
  await until(() => asked.revisions >= before + 2);
  await page.getByTestId('presage-view-recommendations').waitFor();
  const away = asked.queries;
  await page.unroute('**/api/v1/revisions');
  await until(() => asked.queries > away);
  await page.close();
  await save({});
});

test('names the target that is down', async () => {
  await running.stack.postgres.stop();
  const { page, test } = await openConfig();
  await page.getByLabel('Bearer token').click({ force: true });
  await page.getByLabel('Token', { exact: true }).fill(TOKEN);
  const deadline = Date.now() + 180_000;
  let health;
  do {
    health = await test(running.stack.exporterUrl);
  } while (!/1 of its targets cannot be read/.test(health) && Date.now() < deadline);
  assert.match(health, /cannot be read \(shop\)/);
  assert.match(health, /shop \(postgres\): .*\(PRS_SOURCE_UNREACHABLE\)/);
  await picture(page, 'config-target-down');
  await page.close();
});
