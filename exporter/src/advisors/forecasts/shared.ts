import type { PrometheusSeries } from '../../sources/source.js';

/** A series whose points lie in memory that all threads share, so that handing it over costs nothing. */
export interface ObservedSeries {
  labels: Record<string, string>;
  /** Unix seconds, ascending. */
  times: Float64Array;
  values: Float64Array;
}

/** Copies columns into one piece of memory that threads share instead of copying it. */
export function shared<C extends readonly ArrayLike<number>[]>(...columns: C): { [K in keyof C]: Float64Array } {
  const memory = new SharedArrayBuffer(8 * columns.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  const views = columns.map((column) => {
    const view = new Float64Array(memory, 8 * offset, column.length);
    view.set(column);
    offset += column.length;
    return view;
  });
  return views as { [K in keyof C]: Float64Array };
}

export function sharedSeries({ labels, times, values }: PrometheusSeries): ObservedSeries {
  const [ownTimes, ownValues] = shared(times, values);
  return { labels, times: ownTimes, values: ownValues };
}
