import type { InputSeries } from '../input/read-series.js';

/** One series before and after. */
export interface Pair {
  series: string;
  before: Float64Array;
  after: Float64Array;
}

/**
 * Series of the same name; two files of one series each are a pair whatever the names.
 *
 * @returns the pairs in the order of the baseline, and the names that only one side has
 */
export function pairUp(baseline: InputSeries[], candidate: InputSeries[]): { pairs: Pair[]; alone: string[] } {
  if (baseline.length === 1 && candidate.length === 1) {
    const [first, second] = [baseline[0]!, candidate[0]!];
    return { pairs: [{ series: second.name, before: first.values, after: second.values }], alone: [] };
  }
  const others = new Map(candidate.map((series) => [series.name, series.values]));
  const known = new Set(baseline.map(({ name }) => name));
  return {
    pairs: baseline.flatMap(({ name, values }) => {
      const after = others.get(name);
      return after ? [{ series: name, before: values, after }] : [];
    }),
    alone: [...baseline, ...candidate].map(({ name }) => name).filter((name) => !(known.has(name) && others.has(name))),
  };
}
