import uPlot from 'uplot';
import { type ChartModel, type ChartSeries } from './model';
import { thinned } from './thin';

/** Columns that each series takes in the aligned data, in this order. Bands are drawn apart from them. */
export const COLUMNS = ['actual', 'expected'] as const;

/**
 * One table for uPlot: the times of all series, then two columns a series, with no more rows than the pixels can show.
 * Where series have different times, a missing cell is undefined (the line goes on) while null stays a gap.
 */
export function alignedData(
  { series, range }: Pick<ChartModel, 'series' | 'range'>,
  pixels: number
): uPlot.AlignedData {
  return series.length === 0 ? [[]] : thinned(joined(series), range, pixels);
}

function joined(series: ChartSeries[]): uPlot.AlignedData {
  const tables = series.map(({ drawn }): uPlot.AlignedData => [drawn.times, ...COLUMNS.map((name) => drawn[name])]);
  const [first, ...others] = tables;
  if (others.every(([times]) => sameTimes(times, first[0]))) {
    return [first[0], ...tables.flatMap((table) => table.slice(1))] as uPlot.AlignedData;
  }
  return uPlot.join(tables);
}

function sameTimes(a: uPlot.AlignedData[0], b: uPlot.AlignedData[0]): boolean {
  if (a === b || a.length !== b.length) {
    return a === b;
  }
  let index = 0;
  while (index < a.length && a[index] === b[index]) {
    index++;
  }
  return index === a.length;
}
