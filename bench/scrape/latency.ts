import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { mainThreadTime } from './processor.js';
import type { Servers } from './servers.js';

/** Milliseconds, sorted. */
export interface Latencies {
  count: number;
  median: number;
  p99: number;
  worst: number;
}

export interface Scrapes {
  exporter: Latencies;
  /** A server without any other work that sends as much, asked right after the exporter: what the machine alone costs. */
  control: Latencies;
  /** Processor time of the exporter's main thread from each question to its answer. */
  mainThread: Latencies;
}

const agent = new Agent({ keepAlive: true });

/** Scrapes every `pause` milliseconds until `isOver` says so of a page. */
export async function scrapeUntil(
  { exporterUrl, exporterPid, controlUrl }: Servers,
  pause: number,
  isOver: (page: string, seconds: number) => boolean,
): Promise<Scrapes> {
  const [exporter, control, mainThread]: number[][] = [[], [], []];
  const start = performance.now();
  for (;;) {
    const due = performance.now();
    const before = mainThreadTime(exporterPid);
    const page = await timed(exporter!, pause, () => get(`${exporterUrl}/metrics`));
    mainThread!.push(mainThreadTime(exporterPid) - before);
    await timed(control!, pause, () => get(`${controlUrl}/${page.length}`));
    if (isOver(page.toString(), (performance.now() - start) / 1000)) {
      return { exporter: summary(exporter!), control: summary(control!), mainThread: summary(mainThread!) };
    }
    await sleep(Math.max(0, due + pause - performance.now()));
  }
}

/**
 * Measures one question. Those that were due while it was under way count as if they had been asked, so that a long
 * stall is not seen once only (coordinated omission).
 */
async function timed<T>(milliseconds: number[], pause: number, ask: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const answer = await ask();
  const end = performance.now();
  for (let due = start; due <= end; due += pause) milliseconds.push(end - due);
  return answer;
}

export function summary(values: number[]): Latencies {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { count: sorted.length, median: at(0.5), p99: at(0.99), worst: sorted[sorted.length - 1]! };
}

function get(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve(Buffer.concat(pieces)));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}
