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
      const pixelOf = pixelColumns(plot, one);
      for (const band of one.drawn.bands) {
        for (const stretch of stretches(one, band, range)) {
          fillStretch(plot, one, band, stretch, pixelOf);
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
    // the others lie within the widest
    for (const band of one.drawn.bands.slice(0, 1)) {
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

type PixelColumns = (index: number) => number;

/** The pixel column of each point, worked out once for all edges of the series. */
function pixelColumns(plot: uPlot, { drawn: { times } }: ChartSeries): PixelColumns {
  const known: number[] = [];
  return (index) => (known[index] ??= Math.round(plot.valToPos(times[index], 'x', true)));
}

/** Along the upper edge and back along the lower one; of the points in one pixel column only the outermost. */
function fillStretch(
  plot: uPlot,
  { scale }: ChartSeries,
  { lower, upper }: Band,
  stretch: Stretch,
  pixelOf: PixelColumns
) {
  const { ctx } = plot;
  const indexes = Array.from({ length: stretch.end - stretch.start }, (_, offset) => stretch.start + offset);
  ctx.beginPath();
  trace(plot, upper, scale, indexes, pixelOf, Math.max);
  trace(plot, lower, scale, indexes.reverse(), pixelOf, Math.min);
  ctx.closePath();
  ctx.fill();
}

function trace(
  plot: uPlot,
  edge: Cell[],
  scale: string,
  indexes: number[],
  pixelOf: PixelColumns,
  outer: (a: number, b: number) => number
) {
  let pixel: number | undefined;
  let value = 0;
  for (const index of indexes) {
    const x = pixelOf(index);
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
