import { hashKey } from '../../analysis/caching/hash.js';
import { OPERATION, OUTCOME } from '../../analysis/caching/streams/access-window.js';
import { Breather } from '../../breather.js';
import { parseMonitorLine } from '../redis/monitor-line.js';
import type { CommandBurst, ListeningTotals, RedisSource } from '../source.js';
import type { AccessCollector } from './collector.js';
import { commandAccesses, type CommandAccess } from './command-accesses.js';
import type { StoredReference } from './generation.js';

export interface RedisMonitorSettings {
  /** Seconds between two bursts. */
  every: number;
  /** Seconds that a burst takes at most. */
  burst: number;
  /** Bytes that a burst reads at most, of each master. */
  max_bytes: number;
}

const HASHES = 2 ** 32;

/**
 * Seconds that a window of a stream made of bursts holds: its clock runs during bursts only, as if nothing had happened between
 * them. Where keys are asked for independently of each other that is the same cache; what comes back later than a burst is
 * long is seen too seldom elsewhere.
 */
export function listenedWindow(window: number, { every, burst }: RedisMonitorSettings): number {
  return Math.max(4 * burst, (window * burst) / every);
}

/** Short bursts of `MONITOR`, of whose commands the accesses to sampled keys are kept. */
export class RedisMonitor {
  /** When the last burst began, Unix seconds. */
  private last = -Infinity;
  readonly totals: ListeningTotals = { seconds: 0, bytes: 0, cut: 0 };

  constructor(
    private readonly settings: RedisMonitorSettings,
    private readonly collector: AccessCollector,
  ) {}

  /** Listens for one burst if it is time. @param now Unix seconds */
  async read(redis: RedisSource, now: number, signal: AbortSignal): Promise<void> {
    const { every, burst, max_bytes } = this.settings;
    // runs of the advisor come a little early or late
    if (now - this.last < 0.9 * every) return;
    const bursts = await redis.listen({ seconds: burst, bytes: max_bytes }, signal);
    this.last = now;
    // masters hold different keys, so their bursts count as one; where one was cut short all end there
    const seconds = Math.min(...bursts.map((one) => one.seconds));
    const found: StoredReference[] = [];
    let lookups = 0;
    const { rate } = this.collector;
    for (const one of bursts) {
      lookups += await this.take(one, rate, seconds, found);
      this.totals.bytes += one.text.length;
      if (one.isCut) this.totals.cut++;
    }
    found.sort((a, b) => a.time - b.time);
    this.totals.seconds += seconds;
    this.collector.add(this.totals.seconds, rate, { lookups, lost: 0 }, found);
  }

  /** Adds the accesses of a burst to `found`. Returns its look-ups of all keys. */
  private async take(
    { text, database }: CommandBurst,
    rate: number,
    seconds: number,
    found: StoredReference[],
  ): Promise<number> {
    const breather = new Breather();
    const latest = new Map<number, StoredReference>();
    let [lookups, begin] = [0, NaN];
    for (let from = 0, end = text.indexOf(0x0a); end >= 0; from = end + 1, end = text.indexOf(0x0a, from)) {
      const command = parseMonitorLine(text.toString('latin1', from, end - 1));
      if (command === undefined || command.database !== database) continue;
      if (Number.isNaN(begin)) begin = command.time;
      const passed = command.time - begin;
      if (passed > seconds) break;
      for (const access of commandAccesses(command)) {
        if (access.operation === OPERATION.get) lookups++;
        const hash = hashKey(access.key);
        if (hash < rate * HASHES) note(access, hash, this.totals.seconds + passed, latest, found);
      }
      await breather.breathe();
    }
    return lookups;
  }
}

/** A store that follows a look-up of its key is the fill after a miss: it only tells the look-up's size and time to live. */
function note(
  { key, operation, size, ttl, isExpiry }: CommandAccess,
  hash: number,
  time: number,
  latest: Map<number, StoredReference>,
  found: StoredReference[],
): void {
  const before = latest.get(hash);
  if (before && isExpiry) before.ttl = ttl;
  else if (before?.operation === OPERATION.get && operation === OPERATION.set && before.size === 0) {
    before.size = size;
    before.ttl = ttl;
  } else {
    const prefix = /^[^:/]+(?=[:/])/.exec(key)?.[0];
    const reference = { hash, time, size, ttl, operation, outcome: OUTCOME.unknown, prefix };
    latest.set(hash, reference);
    found.push(reference);
  }
}
