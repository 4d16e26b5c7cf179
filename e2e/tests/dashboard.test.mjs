import assert from 'node:assert/strict';
import { test } from 'node:test';
import { picture, recordQueries } from './browser.mjs';
import { HOSTILE } from './history.mjs';
import { useStack } from './setup.mjs';

const running = useStack();

const panelOf = (page, title) => page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });

for (const theme of ['dark', 'light']) {
  test(`draws everything that the exporter knows in the ${theme} theme without a complaint`, async () => {
    const page = await running.browser.open(running.url, { theme });
    await page.getByTestId('presage-view-recommendations').waitFor();
    for (const title of ['Forecast: requests', 'Forecast: disk', 'Forecast: jobs', 'Anomalies: latency']) {
      await panelOf(page, title).getByTestId('presage-chart').waitFor();
    }
    await page.getByTestId('presage-view-scores').waitFor();
    await panelOf(page, 'Forecast: disk')
      .getByText(/crosses .* \(full\) in [23] d/)
      .waitFor();
    await panelOf(page, 'Anomalies: latency')
      .getByText(/1 anomaly/)
      .waitFor();

    const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const brightness = Number(/\d+/.exec(background)[0]);
    assert.equal(brightness > 127, theme === 'light', background);
    await picture(page, `dashboard-${theme}`);
    assert.deepEqual(running.browser.complaints(page), []);
    await page.close();
  });
}

test('shows labels and names of people who mean ill as text', async () => {
  const page = await running.browser.open(running.url);
  const recommendations = page.getByTestId('presage-view-recommendations');
  const item = recommendations.getByTestId('presage-recommendation').filter({ hasText: HOSTILE }).first();
  await item.getByRole('button').first().click();
  await item
    .getByText(/CREATE INDEX/)
    .first()
    .waitFor();
  await picture(page, 'hostile-recommendation');

  const query = { refId: 'A', kind: 'forecast', expr: '{__name__=~"app_jobs|app_requests_per_second"}' };
  const panel = await running.browser.open(running.url, { view: 'panel', query });
  await panel.getByText(`queue="${HOSTILE}"`).first().waitFor();
  await panel.getByTestId('presage-chart').hover();
  await picture(panel, 'hostile-label');
  for (const shown of [page, panel]) {
    assert.equal(await shown.evaluate(() => window.hacked), undefined);
    assert.equal(await shown.locator('img[src="x"]').count(), 0);
    assert.deepEqual(running.browser.complaints(shown), []);
    await shown.close();
  }
});

test('asks again every ten seconds, and the chart stays while it waits', async () => {
  const page = await running.browser.open(running.url);
  await panelOf(page, 'Forecast: disk').getByTestId('presage-chart').waitFor();
  const queries = recordQueries(page);
  await page.waitForRequest((request) => request.url().endsWith('/api/v1/query'));
  assert.equal(await panelOf(page, 'Forecast: disk').getByTestId('presage-chart').count(), 1);
  assert.ok(queries.length >= 1);
  await page.close();
});

test('zooms into a range, asks for it, and back', async () => {
  const page = await running.browser.open(running.url, {
    panels: [{ title: 'Zoom', queries: [{ refId: 'A', kind: 'forecast', name: 'requests' }], columns: 24 }],
  });
  const plot = page.locator('.u-over');
  await plot.waitFor();
  const box = await plot.boundingBox();
  // the dashboard goes on asking for all seven days meanwhile
  const asked = page.waitForRequest((request) => {
    if (!request.url().endsWith('/api/v1/query')) return false;
    const { from, to } = request.postDataJSON();
    return to - from < 6 * 86_400_000;
  });
  await page.mouse.move(box.x + 200, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 500, box.y + 60, { steps: 8 });
  await page.mouse.up();
  await asked;
  await page.getByRole('button', { name: 'Reset zoom' }).click();
  await page.getByRole('button', { name: 'Reset zoom' }).waitFor({ state: 'detached' });
  await page.close();
});

test('changes the chart with the options of the panel', async () => {
  const query = { refId: 'A', kind: 'forecast', name: 'disk' };
  const page = await running.browser.open(running.url, { view: 'panel', query });
  await page.getByTestId('presage-outlook').waitFor();
  await picture(page, 'panel-options');

  await page.getByLabel('Outlook in words').click({ force: true });
  await page.getByTestId('presage-outlook').waitFor({ state: 'detached' });
  await page.getByLabel('Visibility').click({ force: true });
  await page.getByTestId('data-testid VizLegend series disk').waitFor({ state: 'detached' });

  await page.getByLabel(/^View/).click();
  await page.getByRole('option', { name: 'Recommendations' }).click();
  await page.getByTestId('presage-explanation').waitFor();
  await picture(page, 'panel-wrong-view');
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
});

test('says in the panel and in its frame why a query failed', async () => {
  const query = { refId: 'A', kind: 'forecast', expr: 'sum(' };
  const page = await running.browser.open(running.url, { view: 'panel', query });
  await page.getByTestId('presage-explanation').filter({ hasText: 'PRS_SOURCE_QUERY' }).waitFor();
  await picture(page, 'panel-failed');
  await page.close();
});
