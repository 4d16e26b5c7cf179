import { setTimeout as sleep } from 'node:timers/promises';
import { startCompose } from './compose.js';
import { startLocal } from './local.js';
import { askDashboards, untilAnswered } from './dashboards.js';
import { deliveredAlerts, look, seriesInPrometheus, startLatencySpike } from './look.js';
import { takePictures } from './pictures.js';
import { createReport, describeReport, type Report } from './report.js';
import type { Running } from './running.js';
import { Watch } from './watch.js';

export interface DemoOptions {
  root: string;
  mode: 'local' | 'compose';
  page: boolean;
  /** The demo ends by itself after so many seconds of running, with a report; without it Ctrl-C ends it. */
  exitAfterSeconds?: number;
  json: boolean;
  /** Ends the demo. */
  signal: AbortSignal;
  report(text: string): void;
}

const LOOK_EVERY_MS = 5_000;
/** How long the queries of the dashboards may take to have data after the end of the run. */
const DASHBOARDS_WITHIN_MS = 120_000;
/** Above what a shop on an overloaded machine shows, and below the last bucket of its histogram. */
const SPIKE = { seconds: 45, milliseconds: 2_000 } as const;

/**
 * Starts the demo, tells what Presage finds as it finds it, and stops everything at the end.
 *
 * @returns the exit code: 0 unless a run with an end of its own missed something
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const running = await (options.mode === 'compose' ? startCompose(options) : startLocal(options));
  try {
    options.report(`Up. ${addresses(running)}`);
    const report = await watchDemo(running, options);
    console.log(options.json ? JSON.stringify(report, undefined, 2) : describeReport(report));
    return options.exitAfterSeconds === undefined || report.ok ? 0 : 1;
  } finally {
    options.report('Stopping');
    await running.stop();
    options.report(`Stopped; logs are in ${running.directory}`);
  }
}

async function watchDemo(running: Running, options: DemoOptions): Promise<Report> {
  const { endpoints, mode, directory } = running;
  const { exitAfterSeconds = Infinity, report, signal } = options;
  const watch = new Watch();
  const began = Date.now();
  const elapsed = () => (Date.now() - began) / 1000;
  let spikeAt = Number.isFinite(exitAfterSeconds) ? Math.min(10, exitAfterSeconds / 4) : Infinity;
  if (spikeAt === Infinity) report(`Latency spike on command: ${spikeCommand(endpoints.shop)}`);
  while (elapsed() < exitAfterSeconds && !signal.aborted) {
    if (elapsed() >= spikeAt) {
      spikeAt = Infinity;
      report(`Every answer of the shop waits ${SPIKE.milliseconds} ms for ${SPIKE.seconds} s now`);
      await startLatencySpike(endpoints.shop, SPIKE.seconds, SPIKE.milliseconds);
    }
    const observation = await look(endpoints.exporter).catch((error: Error) => void report(error.message));
    const news = observation ? watch.add(observation, elapsed()) : [];
    for (const { fault, how } of news) report(`Found: ${fault.title} (${how})`);
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  const ends = !signal.aborted && Number.isFinite(exitAfterSeconds);
  if (ends) report('Asking every query of every dashboard');
  const finished = !signal.aborted && endpoints.page !== undefined;
  return createReport({
    mode,
    seconds: Math.round(elapsed()),
    endpoints,
    watch,
    prometheusSeries: await seriesInPrometheus(endpoints.prometheus).catch(() => 0),
    alerts: await deliveredAlerts(endpoints.receiver).catch(() => []),
    dashboards: ends
      ? await untilAnswered(() => askDashboards(options.root, endpoints), DASHBOARDS_WITHIN_MS)
      : undefined,
    pictures: finished ? await takePictures(endpoints.page!, { root: options.root, directory, report }) : [],
  });
}

function spikeCommand(shopUrl: string): string {
  return `curl -X POST '${shopUrl}/faults/latency?seconds=${SPIKE.seconds}&milliseconds=${SPIKE.milliseconds}'`;
}

function addresses({ endpoints }: Running): string {
  const lines = Object.entries({ ...endpoints, receiver: `${endpoints.receiver}/alerts` });
  const present = lines.filter(([, url]) => url !== undefined);
  return present.map(([name, url]) => `\n         ${name.padEnd(13)} ${url}`).join('');
}
