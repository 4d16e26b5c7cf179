import { colorManipulator } from '@grafana/data';
import type uPlot from 'uplot';
import { type Cell } from '../../data/columns';
import { type Band, type ChartModel, type ChartSeries } from './model';
import { onPlotArea } from './plot-area';

/** A stretch of points that have both edges, as indexes; `end` is the one after the last. */
interface Stretch {
  start: number;
  end: number;
}

/** Fills the bands of all series, under the curves and over the grid; a band within another is darker. */
export function drawBands(plot: uPlot, { series, range }: ChartModel): void {
  onPlotArea(plot, () => {
    for (const one of series) {
      plot.ctx.fillStyle = colorManipulator.alpha(colorManipulator.asHexString(one.color), 0.18);
      for (const band of one.drawn.bands) {
        for (const stretch of stretches(one, band, range)) {
          fillStretch(plot, one, band, stretch);
        }
      }
    }
  });
}

/** Least and greatest value of the bands on a scale within the range; undefined where there are none. */
export function bandExtent({ series, range }: ChartModel, scale: string): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const one of series) {
    if (one.scale !== scale) {
      continue;
    }
    for (const band of one.drawn.bands) {
      for (const { start, end } of stretches(one, band, range)) {
        for (let index = start; index < end; index++) {
          low = Math.min(low, band.lower[index] as number);
          high = Math.max(high, band.upper[index] as number);
        }
      }
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** Where the band has both edges, with the point before and after the range, so that it runs out of the picture. */
function stretches({ drawn: { times } }: ChartSeries, { lower, upper }: Band, range: ChartModel['range']): Stretch[] {
  const found: Stretch[] = [];
  let start = -1;
  for (let index = 0; index < times.length; index++) {
    const filled =
      lower[index] !== null &&
      upper[index] !== null &&
      (times[index + 1] ?? Infinity) >= range.from &&
      (times[index - 1] ?? -Infinity) <= range.to;
    if (filled && start < 0) {
      start = index;
    } else if (!filled && start >= 0) {
      found.push({ start, end: index });
      start = -1;
    }
  }
  return start < 0 ? found : [...found, { start, end: times.length }];
}

/** Along the upper edge and back along the lower one; of the points in one pixel column only the outermost. */
function fillStretch(plot: uPlot, { drawn: { times }, scale }: ChartSeries, { lower, upper }: Band, stretch: Stretch) {
  const { ctx } = plot;
  const indexes = Array.from({ length: stretch.end - stretch.start }, (_, offset) => stretch.start + offset);
  ctx.beginPath();
  trace(plot, times, upper, scale, indexes, Math.max);
  trace(plot, times, lower, scale, indexes.reverse(), Math.min);
  ctx.closePath();
  ctx.fill();
}

function trace(
  plot: uPlot,
  times: number[],
  edge: Cell[],
  scale: string,
  indexes: number[],
  outer: (a: number, b: number) => number
) {
  let pixel: number | undefined;
  let value = 0;
  for (const index of indexes) {
    const x = Math.round(plot.valToPos(times[index], 'x', true));
    const own = edge[index] as number;
    if (x === pixel) {
      value = outer(value, own);
      continue;
    }
    if (pixel !== undefined) {
      plot.ctx.lineTo(pixel, plot.valToPos(value, scale, true));
    }
    pixel = x;
    value = own;
  }
  if (pixel !== undefined) {
    plot.ctx.lineTo(pixel, plot.valToPos(value, scale, true));
  }
}
