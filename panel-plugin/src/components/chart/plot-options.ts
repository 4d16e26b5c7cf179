import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { measureText } from '@grafana/ui';
import uPlot from 'uplot';
import { COLUMNS } from './align';
import { drawBands } from './bands';
import { type ChartModel, type ChartSeries, formatValue } from './model';
import { drawBackground, drawForeground } from './overlays';
import { axisLimits, valueRange } from './ranges';
import { intlTimeZone, tickLabels } from './time-axis';

export const FONT_SIZE = 12;
/** Pixels behind the end of the time axis. */
const END_ROOM = 20;
/** Units that count in powers of 1024: ticks at powers of two read better than at powers of ten. */
const BINARY_UNITS = new Set(['bytes', 'kbytes', 'mbytes', 'gbytes', 'tbytes', 'pbytes', 'bits', 'binBps', 'binbps']);
const BINARY_INCREMENTS = Array.from({ length: 63 }, (_, power) => 2 ** power);

export interface PlotHandlers {
  onZoom(from: number, to: number): void;
  onCursor(plot: uPlot): void;
}

interface PlotOptionsInput {
  /** The model at the time of drawing; data may change without a new plot. */
  current: () => ChartModel;
  theme: GrafanaTheme2;
  timeZone: TimeZone;
  width: number;
  height: number;
  handlers: PlotHandlers;
}

/** uPlot's options: series in the order of `alignedData`, one axis a unit, overlays drawn from the current model. */
export function plotOptions({ current, theme, timeZone, width, height, handlers }: PlotOptionsInput): uPlot.Options {
  const { series } = current();
  const scales = [...new Set(series.map(({ scale }) => scale))];
  const zone = intlTimeZone(timeZone);
  return {
    width,
    height,
    ms: 1,
    // half a label of the time axis hangs over its end
    padding: [8, scales.length > 1 || !axesShown({ width, height }).below ? 8 : END_ROOM, 0, 0],
    legend: { show: false },
    tzDate: (time) => (zone ? uPlot.tzDate(new Date(time), zone) : new Date(time)),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      // a double click would reset the range that the dashboard rules
      bind: {
        dblclick: () => null,
        // with the key held a drag moves the window
        mousedown: (_, __, select) => (event) => (event.shiftKey ? null : select(event)),
      },
      points: { size: 7, width: 1 },
    },
    scales: {
      x: { time: true, range: () => [current().range.from, current().range.to] },
      ...Object.fromEntries(
        scales.map((scale): [string, uPlot.Scale] => [
          scale,
          { range: (_, min, max) => valueRange(min, max, axisLimits(current(), scale)) },
        ])
      ),
    },
    axes: [
      { ...timeAxis(theme, timeZone), show: axesShown({ width, height }).below },
      ...scales.map((scale, index) => ({
        ...valueAxis(series, scale, index, theme),
        show: axesShown({ width, height }).beside,
      })),
    ],
    series: [{}, ...series.flatMap((one) => COLUMNS.map((column) => seriesOptions(one, column)))],
    hooks: {
      drawClear: [(plot) => drawBackground(plot, current(), theme)],
      drawAxes: [(plot) => drawBands(plot, current())],
      draw: [(plot) => drawForeground(plot, current(), theme)],
      setCursor: [handlers.onCursor],
      setSelect: [(plot) => zoomToSelection(plot, handlers.onZoom)],
    },
  };
}

/** Which axes leave room for the curve in a plot of so many pixels. */
export function axesShown({ width, height }: { width: number; height: number }): { below: boolean; beside: boolean } {
  return { below: height >= 64, beside: width >= 150 && height >= 40 };
}

/** Two plots with the same key can share one uPlot instance and only change data. */
export function plotKey(series: ChartSeries[]): string {
  return JSON.stringify(series.map(({ key, color, scale }) => [key, color, scale]));
}

function zoomToSelection(plot: uPlot, onZoom: PlotHandlers['onZoom']) {
  const { left, width } = plot.select;
  // a click that slipped is no selection
  if (width > 4) {
    onZoom(Math.round(plot.posToVal(left, 'x')), Math.round(plot.posToVal(left + width, 'x')));
  }
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function seriesOptions({ color, scale }: ChartSeries, column: (typeof COLUMNS)[number]): uPlot.Series {
  return column === 'actual'
    ? { scale, stroke: color, width: 1.5, points: { size: 4, fill: color } }
    : { scale, stroke: color, width: 1.5, dash: [6, 4], points: { show: false } };
}

function timeAxis(theme: GrafanaTheme2, timeZone: TimeZone): uPlot.Axis {
  return {
    ...axisLook(theme),
    scale: 'x',
    size: 26,
    space: (_, __, min, max, length) => {
      const [label] = tickLabels([min], ((max - min) / length) * 60, max - min, timeZone);
      return measureText(label, FONT_SIZE).width + 24;
    },
    values: ({ scales, bbox }, splits, __, ___, increment) => {
      const { min = 0, max = 0 } = scales.x;
      const labels = tickLabels(splits, increment, max - min, timeZone);
      return withoutCut(labels, ((max - splits[splits.length - 1]) / (max - min)) * (bbox.width / devicePixelRatio));
    },
  };
}

/** Without the last label where the room behind its tick, in pixels, would cut it. */
function withoutCut(labels: string[], room: number): string[] {
  const half = measureText(labels[labels.length - 1] ?? '', FONT_SIZE).width / 2;
  return half > room + END_ROOM ? [...labels.slice(0, -1), ''] : labels;
}

function valueAxis(series: ChartSeries[], scale: string, index: number, theme: GrafanaTheme2): uPlot.Axis {
  const members = series.filter((one) => one.scale === scale);
  const { display, data } = members[0];
  const binary = BINARY_UNITS.has(data.field.config.unit ?? '');
  return {
    ...axisLook(theme),
    scale,
    side: index === 0 ? 3 : 1,
    grid: { ...axisLook(theme).grid, show: index === 0 },
    space: 32,
    ...(binary && { incrs: BINARY_INCREMENTS }),
    values: (_, splits) => splits.map((split) => formatValue(display, split)),
    size: axisWidth,
  };
}

/** Colours and font that all axes share. */
export function axisLook(theme: GrafanaTheme2): uPlot.Axis {
  return {
    stroke: theme.colors.text.primary,
    font: `${FONT_SIZE}px ${theme.typography.fontFamily}`,
    gap: 5,
    grid: { stroke: theme.colors.border.weak, width: 1 },
    ticks: { stroke: theme.colors.border.weak, width: 1, size: 4 },
  };
}

/** Room for the longest label of a vertical axis. */
export function axisWidth(_: uPlot, labels: string[] | null): number {
  return Math.max(32, ...(labels ?? []).map((label) => measureText(label ?? '', FONT_SIZE).width + 16));
}
