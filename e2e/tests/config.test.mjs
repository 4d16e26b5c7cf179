import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort } from '../../scripts/services.mjs';
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
