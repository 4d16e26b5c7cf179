import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFindings } from './accessibility.mjs';
import { choose, picture, REACT_18 } from './browser.mjs';
import { useStack } from './setup.mjs';
import { TOKEN } from './stack.mjs';

const running = useStack();

/** The same page with the libraries of React 18, and without a complaint at the end. */
async function withPage(parameters, act) {
  const page = await running.browser.open(new URL(REACT_18, running.url), parameters);
  await act(page);
  assert.match(await page.evaluate(() => document.body.dataset.react), /^18\./);
  assert.deepEqual(running.browser.complaints(page), []);
  await page.close();
}

test('draws everything that the exporter knows on React 18', () =>
  withPage({}, async (page) => {
    await page.getByTestId('presage-view-recommendations').waitFor();
    await page.getByTestId('presage-view-scores').waitFor();
    for (const view of ['forecast', 'anomalies']) {
      await page.getByTestId(`presage-view-${view}`).first().getByTestId('presage-chart').waitFor();
    }
    await picture(page, 'react-18-dashboard');
  }));

test('asks anew with each change of the query editor on React 18', () =>
  withPage({ view: 'query' }, async (page) => {
    await page.getByTestId('presage-view-forecast').waitFor();
    await choose(page, 'Name', /disk/);
    await page.getByText(/crosses .* \(full\)/).waitFor();
    await choose(page, 'Kind', /Recommendation/);
    await page.getByTestId('presage-view-recommendations').waitFor();
    await picture(page, 'react-18-query');
    assert.deepEqual(await seriousFindings(page, 'section[aria-label="Query"]'), []);
  }));

test('edits annotations, variables and the data source on React 18', async () => {
  await withPage({ view: 'annotation' }, async (page) => {
    await page
      .getByRole('list', { name: 'Events' })
      .getByText(/latency/)
      .first()
      .waitFor();
  });
  await withPage({ view: 'variable' }, async (page) => {
    await page.getByRole('listitem').filter({ hasText: 'sessions' }).waitFor();
  });
  await withPage({ view: 'config' }, async (page) => {
    await page.getByLabel(/^URL/).fill(running.stack.exporterUrl);
    await page.getByLabel('Bearer token').click({ force: true });
    await page.getByLabel('Token', { exact: true }).fill(TOKEN);
    await page.getByRole('button', { name: 'Save & test' }).click();
    await page.getByText(/Presage \S+ answers/).waitFor();
    await picture(page, 'react-18-config');
    assert.deepEqual(await seriousFindings(page, 'fieldset'), []);
  });
});
