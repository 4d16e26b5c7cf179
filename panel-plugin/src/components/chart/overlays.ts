import { type GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import { translate } from '../../i18n';
import { type Region } from '../../data/regions';
import { type ChartModel, type ChartSeries, type ThresholdLine } from './model';
import { onPlotArea } from './plot-area';

interface ScaledThreshold extends ThresholdLine {
  scale: string;
}

interface PlacedThreshold extends ScaledThreshold {
  y: number;
}

/** Lower plots, in pixels, are for the curve alone. */
const LABELS_MIN_HEIGHT = 44;
/** Height in pixels that the label of a line needs. */
const LABEL_ROOM = 16;

/** Shaded future and marked spans, under grid and curves. */
export function drawBackground(plot: uPlot, model: ChartModel, theme: GrafanaTheme2): void {
  onPlotArea(plot, () => {
    if (model.shadedFrom !== undefined) {
      fillSpan(plot, model.shadedFrom, model.range.to, theme.colors.text.primary, 0.05);
    }
    for (const region of model.regions) {
      drawRegion(plot, region, theme);
    }
  });
}

/** Threshold lines, crossings, the now line and marked points, over the curves. */
export function drawForeground(plot: uPlot, model: ChartModel, theme: GrafanaTheme2): void {
  onPlotArea(plot, () => {
    let previous = -Infinity;
    for (const line of fromTop(plot, thresholdLines(model.series))) {
      drawThreshold(plot, line, line.y - previous < LABEL_ROOM * devicePixelRatio, labelWidth(plot, model.now), theme);
      previous = line.y;
    }
    if (model.now !== undefined) {
      drawNow(plot, model.now, theme);
    }
    for (const series of model.series) {
      for (const line of series.thresholds) {
        drawCrossing(plot, { ...line, scale: series.scale }, theme);
      }
      for (const index of series.marks) {
        drawMark(plot, series, index, theme);
      }
    }
  });
}

/** A threshold that several series share is one line. */
export function thresholdLines(series: ChartSeries[]): ScaledThreshold[] {
  const lines = new Map<string, ScaledThreshold>();
  for (const { scale, thresholds } of series) {
    for (const line of thresholds) {
      const key = `${scale} ${line.value} ${line.label}`;
      if (!lines.has(key)) {
        lines.set(key, { ...line, scale });
      }
    }
  }
  return [...lines.values()];
}

/** The lines that lie in the plot, with their heights in canvas pixels, from top to bottom. */
function fromTop(plot: uPlot, lines: ScaledThreshold[]): PlacedThreshold[] {
  const { top, height } = plot.bbox;
  return lines
    .map((line) => ({ ...line, y: Math.round(plot.valToPos(line.value, line.scale, true)) }))
    .filter(({ y }) => y >= top && y <= top + height)
    .sort((a, b) => a.y - b.y);
}

function drawRegion(plot: uPlot, { from, to, anomaly }: Region, theme: GrafanaTheme2) {
  const color = anomaly ? theme.colors.error.main : theme.colors.info.main;
  const { ctx, bbox } = plot;
  const left = plot.valToPos(from, 'x', true);
  const width = Math.max(plot.valToPos(to, 'x', true) - left, devicePixelRatio);
  fillSpan(plot, from, to, color, 0.12);
  ctx.fillStyle = color;
  ctx.fillRect(left, bbox.top + bbox.height - 3 * devicePixelRatio, width, 3 * devicePixelRatio);
}

function fillSpan(plot: uPlot, from: number, to: number, color: string, alpha: number) {
  const { ctx, bbox } = plot;
  const left = plot.valToPos(from, 'x', true);
  const right = plot.valToPos(to, 'x', true);
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.fillStyle = color;
  ctx.fillRect(left, bbox.top, Math.max(right - left, devicePixelRatio), bbox.height);
  ctx.restore();
}

function drawNow(plot: uPlot, now: number, theme: GrafanaTheme2) {
  const { bbox } = plot;
  const x = Math.round(plot.valToPos(now, 'x', true));
  strokeLine(plot, [x, bbox.top, x, bbox.top + bbox.height], theme.colors.text.secondary, [3, 3]);
  const label = translate('chart.now', 'now');
  drawLabel(
    plot,
    label,
    x + 4 * devicePixelRatio,
    bbox.top + 2 * devicePixelRatio,
    'top',
    theme.colors.text.secondary,
    theme
  );
}

/** The label stands above the line; below it where the line above or the edge leaves no room. */
function drawThreshold(
  plot: uPlot,
  { y, color, label }: PlacedThreshold,
  crowded: boolean,
  width: number,
  theme: GrafanaTheme2
) {
  const { bbox } = plot;
  strokeLine(plot, [bbox.left, y, bbox.left + bbox.width, y], color, [8, 4]);
  const above = !crowded && y - bbox.top > LABEL_ROOM * devicePixelRatio;
  const offset = (above ? -3 : 4) * devicePixelRatio;
  plot.ctx.font = labelFont(theme);
  const text = fitted(label, width, (part) => plot.ctx.measureText(part).width);
  drawLabel(plot, text, bbox.left + 6 * devicePixelRatio, y + offset, above ? 'bottom' : 'top', color, theme);
}

/** Canvas pixels that the label of a threshold has: up to the now line, unless that leaves hardly anything. */
function labelWidth(plot: uPlot, now: number | undefined): number {
  const whole = plot.bbox.width - 12 * devicePixelRatio;
  const history = now === undefined ? whole : plot.valToPos(now, 'x', true) - plot.bbox.left - 12 * devicePixelRatio;
  return history > whole / 3 && history < whole ? history : whole;
}

/** The text, or its beginning with an ellipsis where it is wider than the room. */
export function fitted(text: string, room: number, widthOf: (text: string) => number): string {
  const width = widthOf(text);
  if (width <= room) {
    return text;
  }
  // letters differ in width: on the way down the estimate gets better
  let length = Math.min(Math.floor((text.length * room) / width), text.length - 1);
  while (length > 0 && widthOf(`${text.slice(0, length)}…`) > room) {
    length--;
  }
  return length > 0 ? `${text.slice(0, length)}…` : '';
}

function labelFont(theme: GrafanaTheme2): string {
  return `${11 * devicePixelRatio}px ${theme.typography.fontFamily}`;
}

/** The moment as a diamond on the line, its interval as a bar through it. */
function drawCrossing(plot: uPlot, { value, scale, color, crossing }: ScaledThreshold, theme: GrafanaTheme2) {
  if (!crossing || (crossing.expected === undefined && crossing.earliest === undefined)) {
    return;
  }
  const { ctx } = plot;
  const y = plot.valToPos(value, scale, true);
  const end = plot.scales.x.max ?? 0;
  const from = plot.valToPos(crossing.earliest ?? crossing.expected ?? end, 'x', true);
  const to = plot.valToPos(crossing.latest ?? end, 'x', true);
  ctx.save();
  ctx.globalAlpha = 0.6;
  ctx.fillStyle = color;
  ctx.fillRect(from, y - 2.5 * devicePixelRatio, Math.max(to - from, 0), 5 * devicePixelRatio);
  ctx.restore();
  if (crossing.expected !== undefined) {
    drawDiamond(plot, plot.valToPos(crossing.expected, 'x', true), y, color, theme);
  }
}

/** A diamond marks a moment or a size that matters. */
export function drawDiamond({ ctx }: uPlot, x: number, y: number, color: string, theme: GrafanaTheme2) {
  const radius = 6 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, y - radius);
  ctx.lineTo(x + radius, y);
  ctx.lineTo(x, y + radius);
  ctx.lineTo(x - radius, y);
  ctx.closePath();
  fillAndOutline(ctx, color, theme);
}

function drawMark(plot: uPlot, series: ChartSeries, index: number, theme: GrafanaTheme2) {
  const value = series.data.actual[index];
  if (value === null) {
    return;
  }
  const x = plot.valToPos(series.data.times[index], 'x', true);
  const y = plot.valToPos(value, series.scale, true);
  plot.ctx.beginPath();
  plot.ctx.arc(x, y, 4 * devicePixelRatio, 0, 2 * Math.PI);
  fillAndOutline(plot.ctx, theme.colors.error.main, theme);
}

function fillAndOutline(ctx: CanvasRenderingContext2D, color: string, theme: GrafanaTheme2) {
  ctx.save();
  ctx.setLineDash([]);
  ctx.fillStyle = color;
  ctx.strokeStyle = theme.colors.background.primary;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}

/** A dashed line between two points of the canvas. */
export function strokeLine({ ctx }: uPlot, [x1, y1, x2, y2]: number[], color: string, dash: number[]) {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
  ctx.restore();
}

/** Text with a halo of the panel's background, so that it stays readable over curves; none in a plot that is too low. */
export function drawLabel(
  { ctx, bbox }: uPlot,
  text: string,
  x: number,
  y: number,
  baseline: CanvasTextBaseline,
  color: string,
  theme: GrafanaTheme2
) {
  if (bbox.height < LABELS_MIN_HEIGHT * devicePixelRatio) {
    return;
  }
  ctx.save();
  ctx.font = labelFont(theme);
  ctx.textAlign = 'left';
  ctx.textBaseline = baseline;
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.strokeStyle = theme.colors.background.primary;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = color;
  ctx.fillText(text, x, y);
  ctx.restore();
}
