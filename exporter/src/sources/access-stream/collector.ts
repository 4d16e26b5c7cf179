import type { AccessWindow } from '../../analysis/caching/streams/access-window.js';
import { Generation, type StoredReference } from './generation.js';

export interface CollectorLimits {
  /** Seconds that a window covers, once so much time has passed. */
  window: number;
  /** Share of the keys that are kept at first. */
  rate: number;
  keys: number;
  references: number;
}

/** Fill of a window below which more keys are wanted. */
const SPARSE = 0.2;

/** What came in since the collector exists. */
export interface StreamTotals {
  /** References that were kept. */
  references: number;
  /** Look-ups of all keys. */
  lookups: number;
  lost: number;
}

/**
 * The last stretch of a stream in bounded memory: two generations of references, each a window long, that begin half a
 * window apart. The older one answers; when it is over the younger takes its place, with a sampling rate of its own.
 */
export class AccessCollector {
  readonly totals: StreamTotals = { references: 0, lookups: 0, lost: 0 };
  private older: Generation | undefined;
  private younger: Generation | undefined;
  private lastTime = 0;
  /** Share of the keys that is wanted of samplers: less when there is no room, more when a window was nearly empty. */
  rate: number;

  constructor(private readonly limits: CollectorLimits) {
    this.rate = limits.rate;
  }

  /** Takes references that were sampled at `rate`, and counts of all keys. Unix seconds. Returns how many were kept. */
  add(
    now: number,
    rate: number,
    counts: { lookups: number; lost: number },
    references: readonly StoredReference[],
  ): number {
    const generations = this.turn(now, references[0]?.time ?? now);
    const oldest = generations[0]!;
    for (const generation of generations) {
      generation.limitRate(rate);
      generation.count(now, counts.lookups, counts.lost);
    }
    const rateBefore = oldest.rate;
    let kept = 0;
    for (const reference of references) {
      if (oldest.add(reference)) kept++;
      generations[1]?.add(reference);
    }
    if (oldest.rate < rateBefore) this.rate = Math.min(this.rate, oldest.rate);
    this.totals.references += kept;
    this.totals.lookups += counts.lookups;
    this.totals.lost += counts.lost;
    this.lastTime = now;
    return kept;
  }

  /** The stretch that the older generation covers; undefined before the first reference. */
  window(): AccessWindow | undefined {
    return this.older?.window(this.lastTime);
  }

  private turn(now: number, earliest: number): Generation[] {
    const { window } = this.limits;
    // what was gathered for the first batch happened before it came
    this.older ??= this.begin(Math.max(now - window / 2, Math.min(now, earliest)));
    if (now - this.older.from >= window) {
      // after a long silence the younger one is over too
      this.older = this.younger && now - this.younger.from < window ? this.younger : this.begin(now);
      this.younger = undefined;
    }
    if (this.younger === undefined && now - this.older.from >= window / 2) {
      this.younger = this.begin(now);
      // samplers have half a window to follow before the next generation begins
      if (this.older.fill < SPARSE) this.rate = Math.min(this.limits.rate, 2 * this.rate);
    }
    return this.younger ? [this.older, this.younger] : [this.older];
  }

  private begin(now: number): Generation {
    return new Generation(now, this.limits, this.rate);
  }
}
