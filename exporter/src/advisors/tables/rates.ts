import type { Mark } from './findings.js';

/** Marks move on once they are older than this, so that a rate follows what changed. */
const LONGEST_SECONDS = 7 * 86_400;
/** No rate is told of less. */
const SHORTEST_SECONDS = 60;

/** Rates of counters since they were first seen, at most a week ago. Counters that are not asked for again are forgotten. */
export class Rates {
  readonly marks: Record<string, Mark> = {};

  constructor(
    private readonly previous: Readonly<Record<string, Mark>>,
    private readonly time: number,
  ) {}

  /** Units a second, absolute; undefined on first sight, and where the counter stands or was never drawn from. */
  rate(key: string, value: number | undefined): number | undefined {
    if (value === undefined) return undefined;
    const mark = this.previous[key];
    const span = mark ? this.time - mark.time : 0;
    this.marks[key] = !mark || span > LONGEST_SECONDS ? { time: this.time, value } : mark;
    if (!mark || span < SHORTEST_SECONDS || value === mark.value) return undefined;
    return Math.abs(value - mark.value) / span;
  }
}
