import { after, afterEach, before } from 'node:test';
import { startPage } from '../server.mjs';
import { Browser } from './browser.mjs';
import { startStack, TOKEN } from './stack.mjs';

/** Servers, page and browser for the tests of one file; filled in before the first of them. */
export function useStack() {
  const running = {};
  before(async () => {
    running.stack = await startStack();
    running.page = await startPage({ exporterUrl: running.stack.exporterUrl, token: TOKEN, configurable: true });
    running.url = running.page.url;
    running.browser = await Browser.launch();
  });
  closePagesAfterEach(() => running.browser);
  after(async () => {
    await running.browser?.close();
    await running.page?.close();
    await running.stack?.stop();
  });
  return running;
}

/** Prints what the pages of a test that failed show, and closes what it left open. */
export function closePagesAfterEach(browser) {
  afterEach(async ({ name, passed }) => {
    if (!passed && browser()) process.stderr.write(`\n${name}:\n${await browser().describe()}\n`);
    await browser()?.closePages();
  });
}
