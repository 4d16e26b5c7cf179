import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.js';
import { activity } from '../shape.js';
import { createVisitors, type Visit } from './visitors.js';

export interface LoadOptions {
  shopUrl: string;
  /** Requests a second, averaged over a week; the hour of the day and the day of the week shape it. */
  meanRate: number;
  /** Requests in flight at most; what would come on top is left out and counted. */
  concurrency: number;
  random: Random;
  /** Ends the load. */
  signal: AbortSignal;
}

export interface LoadSummary {
  answered: number;
  failed: number;
  skipped: number;
}

/** Visits the shop until the signal ends it. Arrivals are independent of the answers, as those of real visitors. */
export async function runLoad({ shopUrl, meanRate, concurrency, random, signal }: LoadOptions): Promise<LoadSummary> {
  const summary = { answered: 0, failed: 0, skipped: 0 };
  const inFlight = new Set<Promise<void>>();
  const nextVisit = createVisitors(random);
  let due = Date.now();
  while (!signal.aborted) {
    due += (-Math.log(1 - random()) * 1000) / (meanRate * activity(due));
    if (due > Date.now()) await sleep(due - Date.now(), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    // after a long stop of the machine the visitors of that time do not all come at once
    if (Date.now() - due > 1_000) due = Date.now();
    if (inFlight.size >= concurrency) {
      summary.skipped++;
      continue;
    }
    const request = visit(shopUrl, nextVisit())
      .then((ok) => void (ok ? summary.answered++ : summary.failed++))
      .finally(() => inFlight.delete(request));
    inFlight.add(request);
  }
  await Promise.all(inFlight);
  return summary;
}

/** Whether the shop answered with success within ten seconds. */
async function visit(shopUrl: string, { path, body }: Visit): Promise<boolean> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    const response = await fetch(shopUrl + path, {
      ...(body !== undefined && post),
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
