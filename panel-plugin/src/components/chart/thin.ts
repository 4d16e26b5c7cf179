import type uPlot from 'uplot';
import { type ChartModel } from './model';

type Column = uPlot.AlignedData[number];
type Value = number | null | undefined;

/**
 * The table with at most two rows a pixel column: of the rows of one pixel each column keeps its least and its greatest
 * value, in the order in which they came. The picture is the same, and drawing twenty long series takes a fraction.
 * A table with fewer rows stays as it is.
 * @param pixels width of the range in pixels of the screen
 */
export function thinned(
  table: uPlot.AlignedData,
  { from, to }: ChartModel['range'],
  pixels: number
): uPlot.AlignedData {
  const times = table[0];
  if (times.length <= 2 * pixels || to <= from) {
    return table;
  }
  const starts = pixelStarts(times, from, (to - from) / pixels);
  const [, ...columns] = table;
  return [thinTimes(times, starts), ...columns.map((column) => thinColumn(column, starts))] as uPlot.AlignedData;
}

/** Index of the first row of each pixel that has rows, and the number of rows at the end. */
function pixelStarts(times: ArrayLike<number>, from: number, width: number): number[] {
  const starts: number[] = [];
  let pixel = -Infinity;
  for (let row = 0; row < times.length; row++) {
    const own = Math.floor((times[row] - from) / width);
    if (own !== pixel) {
      starts.push(row);
      pixel = own;
    }
  }
  starts.push(times.length);
  return starts;
}

function thinTimes(times: ArrayLike<number>, starts: number[]): number[] {
  const kept: number[] = [];
  for (let pixel = 0; pixel < starts.length - 1; pixel++) {
    const last = starts[pixel + 1] - 1;
    kept.push(times[starts[pixel]]);
    if (last > starts[pixel]) {
      kept.push(times[last]);
    }
  }
  return kept;
}

function thinColumn(column: Column, starts: number[]): Value[] {
  const kept: Value[] = [];
  for (let pixel = 0; pixel < starts.length - 1; pixel++) {
    const first = starts[pixel];
    const end = starts[pixel + 1];
    if (end - first <= 2) {
      for (let row = first; row < end; row++) {
        kept.push(column[row]);
      }
      continue;
    }
    let least: Value;
    let greatest: Value;
    let rising = true;
    let gap = false;
    for (let row = first; row < end; row++) {
      const value = column[row];
      if (value === null || value === undefined) {
        gap ||= value === null;
        continue;
      }
      if (least === undefined || least === null || value < least) {
        least = value;
        rising = false;
      }
      if (greatest === undefined || greatest === null || value > greatest) {
        greatest = value;
        rising = true;
      }
    }
    if (least === undefined) {
      least = greatest = gap ? null : undefined;
    }
    kept.push(rising ? least : greatest, rising ? greatest : least);
  }
  return kept;
}
