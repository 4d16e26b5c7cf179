import { setTimeout as sleep } from 'node:timers/promises';
import { parseExposition, type Sample } from '../exposition.js';

/** What a stock exporter showed at two moments. */
export interface Reading {
  /** Labels that Prometheus gives to it. */
  target: { job: string; instance: string };
  before: Sample[];
  after: Sample[];
  /** Between the two. */
  seconds: number;
}

/**
 * Reads stock exporters twice, so that the rates of their counters are known.
 *
 * @param addresses host:port by scrape job
 * @param milliseconds from one reading to the next
 */
export async function watchExporters(
  addresses: Record<string, string>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<Reading[]> {
  const readAll = () => Promise.all(Object.values(addresses).map((address) => readExporter(address)));
  const began = Date.now();
  const before = await readAll();
  await sleep(milliseconds, undefined, { signal });
  const seconds = (Date.now() - began) / 1000;
  const after = await readAll();
  return Object.entries(addresses).map(([job, instance], index) => ({
    target: { job, instance },
    before: before[index]!,
    after: after[index]!,
    seconds,
  }));
}

async function readExporter(address: string): Promise<Sample[]> {
  const response = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return parseExposition(await response.text());
}
