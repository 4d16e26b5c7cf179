import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startPage } from '../server.mjs';
import { seriousFindings } from './accessibility.mjs';
import { Browser, picture, REACT_18, recordQueries } from './browser.mjs';
import { wildAnswers } from './frames.mjs';
import { closePagesAfterEach } from './setup.mjs';

const VIEW_OF = {
  forecast: 'forecast',
  anomaly: 'anomalies',
  recommendation: 'recommendations',
  score: 'scores',
  curve: 'curve',
  change: 'changes',
  cause: 'causes',
};
const SIZES = [
  [1180, 420],
  [420, 300],
  [260, 140],
];
const TINY = [
  [320, 120],
  [160, 90],
  [120, 60],
];
const answers = wildAnswers(Date.now());

let browser;
let host;
before(async () => {
  // nobody listens there: the answers below are the data
  host = await startPage({ exporterUrl: 'http://127.0.0.1:9' });
  browser = await Browser.launch();
});
closePagesAfterEach(() => browser);
after(async () => {
  await browser?.close();
  await host?.close();
});

/** A dashboard with one panel for each size, whose query is answered with the frames of its kind. */
async function open(kind, theme, { sizes = SIZES, path = '', language = 'en-US' } = {}) {
  const page = await browser.open('about:blank', {}, { width: 1280, height: 1000 });
  await page.route('**/api/v1/query', async (route) => {
    const { queries } = route.request().postDataJSON();
    const results = Object.fromEntries(
      queries.map((query) => [query.refId, { frames: answers[query.kind], notices: [] }]),
    );
    await route.fulfill({ json: { results } });
  });
  const url = new URL(path, host.url);
  url.searchParams.set('view', 'sizes');
  url.searchParams.set('theme', theme);
  url.searchParams.set('language', language);
  url.searchParams.set('query', JSON.stringify({ refId: 'A', kind }));
  url.searchParams.set('sizes', JSON.stringify(sizes));
  await page.goto(url.href);
  await page
    .getByTestId(`presage-view-${VIEW_OF[kind]}`)
    .nth(sizes.length - 1)
    .waitFor();
  return page;
}

const PAGES = [
  { theme: 'dark', path: '', react: '19' },
  { theme: 'light', path: '', react: '19' },
  { theme: 'dark', path: REACT_18, react: '18' },
];
for (const { theme, path, react } of PAGES) {
  for (const kind of Object.keys(VIEW_OF)) {
    test(`shows ${kind} frames of any text in three sizes at once, readable for all (${theme}, React ${react})`, async () => {
      const page = await open(kind, theme, { path });
      assert.equal((await page.evaluate(() => document.body.dataset.react)).split('.')[0], react);
      await picture(page, `view-${kind}-${theme}${react === '18' ? '-react-18' : ''}`);
      assert.equal(await page.evaluate(() => window.hacked), undefined);
      assert.equal(await page.locator('img[src="x"]').count(), 0);
      const views = page.getByTestId(`presage-view-${VIEW_OF[kind]}`);
      const overflow = await views.evaluateAll((all) => all.map((view) => view.scrollWidth - view.clientWidth));
      assert.deepEqual(overflow, [0, 0, 0]);
      const all = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
      // the files of Grafana's icons carry this one
      const ids = all.filter((id) => id !== 'Layer_1');
      assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
      );
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(browser.complaints(page), []);
      await page.close();
    });
  }
}

for (const kind of Object.keys(VIEW_OF)) {
  test(`keeps ${kind} frames within panels of hardly any size`, async () => {
    const page = await open(kind, 'dark', { sizes: TINY });
    await picture(page, `tiny-${kind}`);
    const views = page.getByTestId(`presage-view-${VIEW_OF[kind]}`);
    assert.deepEqual(
      await views.evaluateAll((all) => all.map((view) => view.scrollWidth - view.clientWidth)),
      [0, 0, 0],
    );
    assert.deepEqual(browser.complaints(page), []);
    await page.close();
  });
}

test('brings out one series of the lanes, and one cause, with the keyboard alone', async () => {
  const lanes = await open('anomaly', 'dark', { sizes: [[900, 480]] });
  const lane = lanes.getByTestId('presage-lanes').getByRole('button').first();
  await lane.focus();
  await lanes.keyboard.press('Enter');
  assert.equal(await lane.getAttribute('aria-pressed'), 'true');
  await picture(lanes, 'anomalies-focus');
  await lanes.close();

  const causes = await open('cause', 'dark', { sizes: [[900, 480]] });
  await causes.getByTestId('presage-cause').nth(1).getByRole('button').focus();
  await causes.keyboard.press('Space');
  await causes.getByText(/Moved 10 min after/).waitFor();
  await picture(causes, 'causes-focus');
  await causes.close();
});

test('reads a curve with the arrow keys', async () => {
  const page = await open('curve', 'dark', { sizes: [[900, 480]] });
  await page.getByTestId('presage-chart').focus();
  for (let step = 0; step < 20; step++) await page.keyboard.press('ArrowRight');
  const tooltip = page.getByTestId('presage-tooltip');
  await tooltip.getByText('S3-FIFO').waitFor();
  await picture(page, 'curve-tooltip');
  await page.getByTestId('presage-chart').blur();
  await tooltip.waitFor({ state: 'detached' });
  await page.close();
});

test('keeps open, after a click, what a forecast consists of, until Escape', async () => {
  const page = await open('forecast', 'light', { sizes: [[900, 480]] });
  const { width, height } = await page.locator('.u-over').boundingBox();
  await page.locator('.u-over').click({ position: { x: 0.85 * width, y: 0.65 * height } });
  const tooltip = page.getByTestId('presage-tooltip');
  await tooltip.getByText('Trend').waitFor();
  await tooltip.getByText(/is short/).waitFor();
  await picture(page, 'forecast-pinned');
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  await page.keyboard.press('Escape');
  await tooltip.getByText('Trend').waitFor({ state: 'detached' });
  // what is under the pointer stays told while it is there
  await page.mouse.move(0, 0);
  await tooltip.waitFor({ state: 'detached' });
  assert.deepEqual(browser.complaints(page), []);
  await page.close();
});

test('zooms into the future from what is there, and moves there by pointer and keys', async () => {
  const page = await open('forecast', 'dark', { sizes: [[900, 480]] });
  const queries = recordQueries(page);
  const chart = page.getByTestId('presage-chart');
  const shown = page.getByTestId('presage-view-forecast').getByText(/^\d{4}-.* to \d{4}-/);
  const reset = page.getByRole('button', { name: 'Reset zoom' });
  const { x, y, width } = await page.locator('.u-over').boundingBox();
  const drag = async (from, to) => {
    await page.mouse.move(x + from * width, y + 60);
    await page.mouse.down();
    await page.mouse.move(x + to * width, y + 70, { steps: 8 });
    await page.mouse.up();
  };
  const after = async (action) => {
    const before = await shown.textContent();
    await action();
    await page.waitForFunction(
      (old) => [...document.querySelectorAll('[role="status"]')].every(({ textContent }) => textContent !== old),
      before,
    );
  };

  await drag(0.5, 0.9);
  await reset.waitFor();
  await page.mouse.move(0, 0);
  await picture(page, 'forecast-zoomed');
  assert.deepEqual(await seriousFindings(page, '[data-testid="presage-view-forecast"]'), []);
  await after(async () => {
    await page.keyboard.down('Shift');
    await drag(0.8, 0.6);
    await page.keyboard.up('Shift');
  });
  assert.equal(await page.getByTestId('presage-tooltip').getByRole('button').count(), 0);
  await chart.focus();
  await after(() => page.keyboard.press('+'));
  await after(() => page.keyboard.press('Shift+ArrowLeft'));
  await after(() => page.keyboard.press('-'));
  await page.keyboard.press('0');
  await reset.waitFor({ state: 'detached' });
  await drag(0.5, 0.9);
  await reset.waitFor();
  await page.locator('.u-over').dblclick({ position: { x: 100, y: 100 } });
  await reset.waitFor({ state: 'detached' });
  assert.deepEqual(queries, []);

  const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/query'));
  await drag(0.1, 0.3);
  const { from, to } = (await asked).postDataJSON();
  assert.ok(to - from < 3 * 86_400_000, `${to - from} ms`);
  assert.deepEqual(browser.complaints(page), []);
  await page.close();
});

for (const { path, react } of PAGES.slice(1)) {
  test(`speaks German to who reads Grafana in German (React ${react})`, async () => {
    const page = await open('forecast', 'light', { sizes: [[900, 480]], path, language: 'de-DE' });
    await page
      .getByText(/bleibt in den nächsten .* unter 100/)
      .first()
      .waitFor();
    await page.locator('.u-over').hover();
    await page
      .getByTestId('presage-tooltip')
      .getByText(/^(Wert|Prognose)$/)
      .first()
      .waitFor();
    await picture(page, `forecast-german-react-${react}`);
    assert.deepEqual(browser.complaints(page), []);
    await page.close();
  });
}

test('groups recommendations', async () => {
  const page = await open('recommendation', 'light', { sizes: [[900, 480]] });
  await page.getByRole('combobox', { name: 'Group recommendations' }).click();
  await page.getByRole('option', { name: 'By target' }).click();
  await page.getByRole('list', { name: 'shop' }).waitFor();
  await picture(page, 'recommendations-grouped');
  assert.deepEqual(await seriousFindings(page, '[data-testid="presage-view-recommendations"]'), []);
  await page.close();
});
