import { compareAround } from '../../analysis/changepoints/around.js';
import type { CompareOptions, Comparison } from '../../analysis/changepoints/compare.js';
import { seriesFromPrometheus } from '../forecast/from-prometheus.js';

/** A moment and how much of the series on each side of it counts; times in seconds. */
export interface Deployment {
  url: string;
  expr: string;
  at: number;
  before: number;
  after: number;
  /** Length of what is read before the moment, to know the seasons. */
  history: number;
  step: number;
}

const SEASONS = [86_400, 604_800];

/** Compares every series of an expression before and after a moment. Throws the errors of the source. */
export async function compareDeployment(
  { url, expr, at, before, after, history, step }: Deployment,
  options: CompareOptions,
): Promise<{ series: string; comparison: Comparison }[]> {
  const cut = Math.ceil(at / step) * step;
  const past = Math.ceil(Math.max(history, before) / step);
  const from = cut - past * step;
  const reach = Math.floor(after / step);
  const series = await seriesFromPrometheus({ url, expr, from, to: cut + (reach - 1) * step, step });
  return series.map(({ name, times, values }) => {
    const grid = new Float64Array(past + reach).fill(NaN);
    times.forEach((time, index) => (grid[Math.round((time - from) / step)] = values[index]!));
    const window = { at: past, before: Math.ceil(before / step), after: reach };
    const seasons = SEASONS.filter((season) => season % step === 0).map((season) => season / step);
    return { series: name, comparison: compareAround(grid, { ...window, seasons }, options) };
  });
}
