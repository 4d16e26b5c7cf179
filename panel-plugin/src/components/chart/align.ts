import uPlot from 'uplot';
import { type ChartSeries } from './model';

/** Columns that each series takes in the aligned data, in this order. */
export const COLUMNS = ['upper', 'lower', 'actual', 'expected'] as const;

/**
 * One table for uPlot: the times of all series, then four columns a series. Where series have different times,
 * a missing cell is undefined (the line goes on) while null stays a gap.
 */
export function alignedData(series: ChartSeries[]): uPlot.AlignedData {
  if (series.length === 0) {
    return [[]];
  }
  const tables = series.map(({ drawn }): uPlot.AlignedData => [drawn.times, ...COLUMNS.map((name) => drawn[name])]);
  const [first, ...others] = tables;
  if (others.every(([times]) => sameTimes(times, first[0]))) {
    return [first[0], ...tables.flatMap((table) => table.slice(1))] as uPlot.AlignedData;
  }
  return uPlot.join(tables);
}

function sameTimes(a: uPlot.AlignedData[0], b: uPlot.AlignedData[0]): boolean {
  return a === b || (a.length === b.length && a.every((time, index) => time === b[index]));
}
