import { colorManipulator } from '@grafana/data';
import type uPlot from 'uplot';
import { type Cell } from '../../data/columns';
import { type Band, type ChartModel } from './model';
import { onPlotArea } from './plot-area';
import { firstAfter } from '../../data/banded-series';

/** A stretch of points that have both edges, as indexes; `end` is the one after the last. */
interface Stretch {
  start: number;
  end: number;
}

/** Fills the bands of all series, under the curves and over the grid; a band within another is darker. */
export function drawBands(plot: uPlot, { series, range }: ChartModel): void {
  onPlotArea(plot, () => {
    for (const { color, scale, drawn } of series) {
      plot.ctx.fillStyle = colorManipulator.alpha(colorManipulator.asHexString(color), 0.18);
      for (const band of drawn.bands) {
        for (const stretch of stretches(drawn.times, band, range)) {
          fillStretch(plot, scale, drawn.times, band, stretch);
        }
      }
    }
  });
}

/** Least and greatest value of the bands on a scale within the range; undefined where there are none. */
export function bandExtent({ series, range }: ChartModel, scale: string): [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const { drawn } of series.filter((one) => one.scale === scale)) {
    // the others lie within the widest
    for (const band of drawn.bands.slice(0, 1)) {
      for (const { start, end } of stretches(drawn.times, band, range)) {
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
function stretches(times: number[], { lower, upper }: Band, { from, to }: ChartModel['range']): Stretch[] {
  const found: Stretch[] = [];
  const last = Math.min(firstAfter(times, to), times.length - 1);
  let start = -1;
  for (let index = Math.max(firstAfter(times, from - 1) - 1, 0); index <= last; index++) {
    const filled = lower[index] !== null && upper[index] !== null;
    if (filled && start < 0) {
      start = index;
    } else if (!filled && start >= 0) {
      found.push({ start, end: index });
      start = -1;
    }
  }
  return start < 0 ? found : [...found, { start, end: last + 1 }];
}

/** Along the upper edge and back along the lower one; of the points in one pixel column only the outermost. */
function fillStretch(plot: uPlot, scale: string, times: number[], band: Band, { start, end }: Stretch) {
  const { ctx } = plot;
  const x = pixelsOf(plot, 'x');
  const y = pixelsOf(plot, scale);
  const trace = (edge: Cell[], first: number, beyond: number, outer: (a: number, b: number) => number) => {
    const step = first < beyond ? 1 : -1;
    let column = NaN;
    let value = 0;
    for (let index = first; index !== beyond; index += step) {
      const own = Math.round(x(times[index]));
      if (own === column) {
        value = outer(value, edge[index] as number);
        continue;
      }
      if (!Number.isNaN(column)) {
        ctx.lineTo(column, y(value));
      }
      column = own;
      value = edge[index] as number;
    }
    ctx.lineTo(column, y(value));
  };
  ctx.beginPath();
  trace(band.upper, start, end, Math.max);
  trace(band.lower, end - 1, start - 1, Math.min);
  ctx.closePath();
  ctx.fill();
}

/** Canvas pixels of values on one of our scales, which are all linear: uPlot's own way is slow for thousands of points. */
function pixelsOf(plot: uPlot, scale: string): (value: number) => number {
  const { min = 0, max = 1 } = plot.scales[scale];
  const start = plot.valToPos(min, scale, true);
  const slope = (plot.valToPos(max, scale, true) - start) / (max - min);
  return (value) => start + (value - min) * slope;
}
