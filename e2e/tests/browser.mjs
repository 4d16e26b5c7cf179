import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findTools } from '../../scripts/services.mjs';

const OUTPUT = fileURLToPath(new URL('../output/', import.meta.url));
const ARGUMENTS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Chromium starts and the page is ready in a second or two; the machine may be busy with other suites, or small. */
const PATIENCE_MS = 120_000;
/** The page on React 18, as in Grafana 12; the one at the root is on React 19, as in Grafana 13. */
export const REACT_18 = 'react-18/index.html';
/** Of what a page showed when its test failed. */
const MOST_SHOWN = 2_000;

/** The system's Chromium, with pages that remember what they complained about. */
export class Browser {
  #browser;
  #complaints = new WeakMap();

  static async launch() {
    const started = new Browser();
    // Chromium's sandbox refuses to run as root
    const args = process.getuid?.() === 0 ? [...ARGUMENTS, '--no-sandbox'] : ARGUMENTS;
    started.#browser = await chromium.launch({ executablePath: findTools().chromium, args });
    return started;
  }

  /** Opens an address in a fresh profile. `parameters` that are objects become JSON. */
  async open(address, parameters = {}, viewport = { width: 1400, height: 900 }) {
    const url = new URL(address);
    for (const [name, value] of Object.entries(parameters)) {
      url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    const page = await this.#browser.newPage({ viewport });
    page.setDefaultTimeout(PATIENCE_MS);
    const complaints = [];
    this.#complaints.set(page, complaints);
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.stack ?? String(error)));
    page.on('requestfailed', (request) => {
      const { errorText } = request.failure();
      if (errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()} ${errorText}`);
    });
    await page.goto(url.href);
    return page;
  }

  /** Errors of the console, of scripts and of requests since the page was opened. */
  complaints(page) {
    return this.#complaints.get(page);
  }

  /** What the open pages show and complained about, to be printed when a test failed. */
  async describe() {
    const pages = this.#browser.contexts().flatMap((context) => context.pages());
    const texts = pages.map(async (page) => {
      const text = await page.evaluate(() => document.body.innerText).catch(String);
      return [page.url(), text.slice(0, MOST_SHOWN), ...this.complaints(page)].join('\n');
    });
    return (await Promise.all(texts)).join('\n\n');
  }

  /** Closes what a test that failed left open. */
  async closePages() {
    for (const context of this.#browser.contexts()) await context.close();
  }

  close() {
    return this.#browser.close();
  }
}

/** Saves a picture for somebody to look at. */
export async function picture(page, name) {
  // icons come one request after what they stand beside
  await page.waitForLoadState('networkidle');
  mkdirSync(OUTPUT, { recursive: true });
  await page.screenshot({ path: path.join(OUTPUT, `${name}.png`), fullPage: true });
}

/** Bodies of the queries that a page sends to the exporter from now on. */
export function recordQueries(page) {
  const queries = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) queries.push(...request.postDataJSON().queries);
  });
  return queries;
}

/** Chooses an option of a field of the page by its label. */
export async function choose(page, label, option) {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name: option }).first().click();
}
