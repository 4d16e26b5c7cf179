import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findTools } from '../../../scripts/services.mjs';

interface Browser {
  newPage(options: { viewport: { width: number; height: number } }): Promise<BrowserPage>;
  close(): Promise<void>;
}
interface BrowserPage {
  goto(
    url: string,
    options: { waitUntil: 'networkidle'; timeout: number },
  ): Promise<{ ok(): boolean; status(): number } | null>;
  waitForTimeout(milliseconds: number): Promise<void>;
  waitForLoadState(state: 'networkidle', options: { timeout: number }): Promise<void>;
  screenshot(options: { path: string; fullPage: boolean }): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Takes a picture of the page in each theme with the system's Chromium.
 *
 * @returns paths of the pictures; none where Chromium or playwright-core is missing or the page fails
 */
export async function takePictures(
  pageUrl: string,
  options: { root: string; directory: string; report(text: string): void },
): Promise<string[]> {
  const executablePath = findTools().chromium;
  if (!executablePath || !existsSync(join(options.root, 'e2e/node_modules/playwright-core'))) return [];
  const require = createRequire(join(options.root, 'e2e/package.json'));
  const { chromium } = require('playwright-core') as { chromium: { launch(options: object): Promise<Browser> } };
  const folder = join(options.directory, 'pictures');
  mkdirSync(folder, { recursive: true });
  options.report('Taking pictures of the page');
  try {
    // Chromium's sandbox refuses to run as root
    const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
    try {
      return [await picture(browser, pageUrl, folder, 'dark'), await picture(browser, pageUrl, folder, 'light')];
    } finally {
      await browser.close();
    }
  } catch (error) {
    options.report(`No pictures: ${(error as Error).message.split('\n')[0]}`);
    return [];
  }
}

async function picture(browser: Browser, pageUrl: string, folder: string, theme: 'dark' | 'light'): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const url = new URL(pageUrl);
  url.searchParams.set('theme', theme);
  const response = await page.goto(url.href, { waitUntil: 'networkidle', timeout: 30_000 });
  if (!response?.ok()) throw new Error(`the page answered ${response?.status()}`);
  // the panels ask for icons once they have their data, and draw a moment after both
  for (let round = 0; round < 3; round++) {
    await page.waitForTimeout(1_000);
    await page.waitForLoadState('networkidle', { timeout: 30_000 });
  }
  const path = join(folder, `${theme}.png`);
  await page.screenshot({ path, fullPage: true });
  await page.close();
  return path;
}
