import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds, sorted. */
export interface Latencies {
  count: number;
  median: number;
  p99: number;
  worst: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * Scrapes every `pause` milliseconds until `isOver` says so of a page. Scrapes that were due while another was under way
 * count as if they had been made, so that a long stall is not seen once only (coordinated omission).
 */
export async function scrapeUntil(
  url: string,
  pause: number,
  isOver: (page: string, seconds: number) => boolean,
): Promise<Latencies> {
  const milliseconds: number[] = [];
  const start = performance.now();
  let due = start;
  for (;;) {
    const page = await get(url);
    const now = performance.now();
    // a scrape that is due while another is under way waits as long as that does
    for (; due <= now; due += pause) milliseconds.push(now - due);
    if (isOver(page.toString(), (now - start) / 1000)) return summary(milliseconds);
    await sleep(Math.max(0, due - performance.now()));
    // what we are late by is ours, not the exporter's
    due = performance.now();
  }
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
