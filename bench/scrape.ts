import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findTools } from '../scripts/services.mjs';
import { scrapeUntil, summary, type Latencies, type Scrapes } from './scrape/latency.js';
import { processTime } from './scrape/processor.js';
import { startServers, type Servers } from './scrape/servers.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    forecasts: { type: 'string', default: '1000' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    `Usage: bench/scrape.ts [--json] [--forecasts N]\n
Scrapes a real exporter while it fits N forecasts (1000) read from a real Prometheus, and asks its API for 20 series of
two weeks at 5 minutes in one request. Beside each figure stands that of a server that does nothing else, and the
processor time, since the machine may be busy with other things.`,
  );
  process.exit(0);
}
const { prometheus, promtool } = findTools();
if (!prometheus || !promtool) {
  console.error('scrape: skipped, Prometheus is not installed');
  process.exit(0);
}

/** Milliseconds between two scrapes: far more often than Prometheus, to see stalls, and far less than would fill a core. */
const PAUSE = 100;
const IDLE_SECONDS = 20;
/** A run that takes longer has failed. */
const LONGEST_SECONDS = 300;
const REQUESTS = 5;

void measure();

async function measure(): Promise<void> {
  console.error('scrape: starting Prometheus with a generated past, and the exporter');
  const servers = await startServers(Number(options.forecasts));
  try {
    const fittingStart = performance.now();
    const fitting = await scrapeUntil(servers, PAUSE, (page, seconds) => {
      if (seconds > LONGEST_SECONDS) throw new Error('the forecasts were not fitted in time');
      return /^presage_advisor_runs_total\{advisor="forecasts".*\} 1$/m.test(page);
    });
    const fittingSeconds = (performance.now() - fittingStart) / 1000;
    const idle = await scrapeUntil(servers, PAUSE, (_page, seconds) => seconds > IDLE_SECONDS);
    const api = await askApi(servers);
    report({ forecasts: Number(options.forecasts), fittingSeconds, fitting, idle, api });
  } finally {
    await servers.stop();
  }
}

/** Seconds for one request with 20 series; each asks for another horizon, so that none is answered from the cache. */
async function askApi({ exporterUrl, exporterPid }: Servers): Promise<Answers> {
  const milliseconds: number[] = [];
  const before = processTime(exporterPid);
  for (let i = 0; i < REQUESTS; i++) {
    const now = Date.now();
    const query = { refId: 'A', kind: 'forecast', expr: 'bench_requests', step: '5m', horizon: `${24 + i}h` };
    const start = performance.now();
    const response = await fetch(`${exporterUrl}/api/v1/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: now - 14 * 86_400_000, to: now, queries: [query] }),
    });
    const { results } = (await response.json()) as { results: { A: { frames?: unknown[] } } };
    milliseconds.push(performance.now() - start);
    if (results.A.frames?.length !== 20)
      throw new Error(`20 series were asked for: ${JSON.stringify(results).slice(0, 300)}`);
  }
  return { answers: summary(milliseconds), processorMilliseconds: (processTime(exporterPid) - before) / REQUESTS };
}

interface Answers {
  answers: Latencies;
  /** Of all threads, for one request. */
  processorMilliseconds: number;
}

interface Result {
  forecasts: number;
  fittingSeconds: number;
  fitting: Scrapes;
  idle: Scrapes;
  api: Answers;
}

function report(result: Result): void {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const full = { bench: 'scrape', ...result, ratio: result.fitting.exporter.p99 / result.fitting.control.p99 };
  writeFileSync(new URL('scrape.json', folder), `${JSON.stringify(full, null, 2)}\n`);
  // with --json the standard output carries the JSON only
  const write = options.json ? console.error : console.log;
  write(`${result.forecasts} forecasts fitted in ${result.fittingSeconds.toFixed(1)} s`);
  const line = (name: string, { count, median, p99, worst }: Latencies) =>
    write(
      `${name.padEnd(44)} ${count} times, median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`,
    );
  for (const [name, { exporter, control, mainThread }] of [
    ['scrape while they are fitted', result.fitting],
    ['scrape of all of them, idle', result.idle],
  ] as const) {
    line(name, exporter);
    line('  of a server without work', control);
    line('  processor time of the main thread', mainThread);
  }
  line('API: 20 series of 2 weeks at 5 minutes', result.api.answers);
  write(`  processor time of a request ${result.api.processorMilliseconds.toFixed(0)} ms`);
  if (options.json) console.log(JSON.stringify(full));
}
