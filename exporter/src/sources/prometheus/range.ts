import { PresageError } from '../../error.js';
import type { PrometheusSeries } from '../source.js';

/** Prometheus refuses more points than this for one series. */
export const MAXIMUM_POINTS = 11_000;
/** A range that needs more requests than this is a mistake. */
const MAXIMUM_PARTS = 200;

/** Start and end of one request, both included, in milliseconds. */
export interface RangePart {
  start: number;
  end: number;
}

/**
 * Splits a range into parts of at most `MAXIMUM_POINTS` evaluations that share no instant. Times and step in seconds,
 * rounded to the milliseconds that Prometheus counts in. The last part ends with the last instant, not with `to`.
 */
export function splitRange(range: { from: number; to: number; step: number }, subject: string): RangePart[] {
  const [from, to, step] = [range.from, range.to, range.step].map((seconds) => Math.round(seconds * 1000));
  if (from === undefined || to === undefined || step === undefined || !(from <= to) || !(step >= 1)) {
    throw new PresageError('PRS_QUERY_INVALID', `${subject}: a range needs a start, a later end and a positive step`);
  }
  const points = Math.floor((to - from) / step) + 1;
  const parts = Math.ceil(points / MAXIMUM_POINTS);
  if (!(parts <= MAXIMUM_PARTS)) {
    throw new PresageError('PRS_SOURCE_TOO_LARGE', `${subject}: the range has ${points} points, too many to ask for`);
  }
  return Array.from({ length: parts }, (_, index) => {
    const first = index * MAXIMUM_POINTS;
    const last = Math.min(first + MAXIMUM_POINTS, points) - 1;
    return { start: from + first * step, end: from + last * step };
  });
}

/** Collects the parts of a range, which come in order of time, into one list of series. */
export class RangeMerge {
  readonly #series = new Map<string, PrometheusSeries>();

  constructor(
    private readonly maxSeries: number,
    private readonly subject: string,
  ) {}

  /** PRS_SOURCE_TOO_LARGE when there are more series than `maxSeries`. */
  add(part: PrometheusSeries[]): void {
    for (const series of part) {
      const key = labelsKey(series.labels);
      const known = this.#series.get(key);
      if (known === undefined) this.#series.set(key, series);
      else append(known, series);
    }
    if (this.#series.size > this.maxSeries) {
      const text = `${this.subject}: the expression gives more than ${this.maxSeries} series`;
      throw new PresageError('PRS_SOURCE_TOO_LARGE', text);
    }
  }

  get series(): PrometheusSeries[] {
    return [...this.#series.values()];
  }
}

/** A series in which a server repeats an instant keeps the first of them. */
function append(known: PrometheusSeries, more: PrometheusSeries): void {
  let last = known.times.at(-1) ?? -Infinity;
  more.times.forEach((time, index) => {
    if (time <= last) return;
    known.times.push(time);
    known.values.push(more.values[index]!);
    last = time;
  });
}

function labelsKey(labels: Record<string, string>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
