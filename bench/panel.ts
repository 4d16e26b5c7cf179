import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPage } from '../e2e/server.mjs';
import { Browser } from '../e2e/tests/browser.mjs';
import { frameTimes, scriptingTime, type TraceEvent } from './panel/trace.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    repeats: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'Usage: bench/panel.ts [--json] [--repeats N]\n\nDraws 20 forecasts of 5 000 points in Chromium, by the panel and by uPlot alone.\nBuild the plugins and the page of e2e/ first.',
  );
  process.exit(0);
}

const SERIES = 20;
const POINTS = 5_000;
const WAYS = ['Panel', 'Plain'] as const;

interface Measured {
  way: (typeof WAYS)[number];
  firstPaintMs: number;
  frameMedianMs: number;
  frame95Ms: number;
}

void main();

async function main(): Promise<void> {
  const page = await startPage({ exporterUrl: 'http://127.0.0.1:9' });
  const browser = await Browser.launch();
  const results: Measured[] = [];
  try {
    for (const way of WAYS) {
      const runs: Measured[] = [];
      for (let run = 0; run < Number(options.repeats); run++) runs.push(await measure(browser, page.url, way));
      results.push({
        way,
        firstPaintMs: median(runs.map(({ firstPaintMs }) => firstPaintMs)),
        frameMedianMs: median(runs.map(({ frameMedianMs }) => frameMedianMs)),
        frame95Ms: median(runs.map(({ frame95Ms }) => frame95Ms)),
      });
    }
  } finally {
    await browser.close();
    await page.close();
  }
  report(results);
}

/** Scripting from the click to the picture, then of each frame while the pointer crosses the chart. */
async function measure(browser: Browser, url: string, way: Measured['way']): Promise<Measured> {
  const page = await browser.open(url, { view: 'bench', series: String(SERIES), points: String(POINTS) });
  const button = page.getByRole('button', { name: way, exact: true });
  await button.waitFor();
  const paint = await traced(page, async () => {
    await button.click();
    await page.locator('.u-over').waitFor();
    await settled(page);
  });
  const box = (await page.locator('.u-over').boundingBox())!;
  const frames = await traced(page, async () => {
    for (let step = 0; step < 60; step++) {
      await page.mouse.move(box.x + 20 + step * 15, box.y + 100 + (step % 7) * 10);
      await settled(page);
    }
  });
  await page.close();
  const times = frameTimes(frames).sort((a, b) => a - b);
  return {
    way,
    firstPaintMs: scriptingTime(paint),
    frameMedianMs: median(times),
    frame95Ms: times[Math.floor(times.length * 0.95)] ?? 0,
  };
}

type Page = Awaited<ReturnType<Browser['open']>>;

/** Two frames later everything that the last step asked for is on the screen. */
function settled(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

/** What Chromium's timeline says happened meanwhile. */
async function traced(page: Page, action: () => Promise<void>): Promise<TraceEvent[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  // what the page left behind while it loaded is not the work of the panel
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Tracing.start', { categories: 'devtools.timeline,disabled-by-default-devtools.timeline' });
  await action();
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return events;
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function report(results: Measured[]): void {
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ series: SERIES, points: POINTS, results }, undefined, 2);
  writeFileSync(`${folder}panel.json`, `${text}\n`);
  if (options.json) return console.log(text);
  console.log(`${SERIES} forecasts of ${POINTS} points: scripting in milliseconds, median of ${options.repeats} runs`);
  for (const { way, firstPaintMs, frameMedianMs, frame95Ms } of results) {
    const columns = [firstPaintMs, frameMedianMs, frame95Ms].map((value) => value.toFixed(1).padStart(8));
    console.log(`${way.padEnd(8)} first paint ${columns[0]}   pointer frame ${columns[1]} (95th ${columns[2]})`);
  }
}
