import { type GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import { formatValue } from '../../components/chart/model';
import { drawDiamond, drawLabel, strokeLine } from '../../components/chart/overlays';
import { onPlotArea } from '../../components/chart/plot-area';
import { axesShown, axisLook, axisWidth } from '../../components/chart/plot-options';
import { type CurveModel } from './model';

const RATIO = 'ratio';
/** Height of a label of a vertical line; neighbours are set below one another. */
const LABEL_HEIGHT = 14;
const LABEL_LEVELS = 3;
/** Below this the labels would cover the curve. */
const LABELS_MIN_HEIGHT = 60;

interface Input {
  current: () => CurveModel;
  theme: GrafanaTheme2;
  width: number;
  height: number;
  onCursor(plot: uPlot): void;
}

/** uPlot's options of a miss-ratio curve: logarithmic sizes, ratios from 0, one line a policy. */
export function curvePlotOptions({ current, theme, width, height, onCursor }: Input): uPlot.Options {
  const { curves, binary } = current();
  return {
    width,
    height,
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, bind: { dblclick: () => null }, points: { size: 7, width: 1 } },
    scales: {
      x: { time: false, distr: 3, log: binary ? 2 : 10, range: () => sizeRange(current()) },
      [RATIO]: { range: (_, __, max) => ratioRange(max, current()) },
    },
    axes: [
      {
        ...axisLook(theme),
        scale: 'x',
        show: axesShown({ width, height }).below,
        size: 26,
        space: 64,
        values: (_, splits) => splits.map((split) => labelOf(split, current().size)),
      },
      {
        ...axisLook(theme),
        scale: RATIO,
        show: axesShown({ width, height }).beside,
        space: 32,
        size: axisWidth,
        values: (_, splits) => splits.map((split) => labelOf(split, current().ratio)),
      },
    ],
    series: [
      {},
      ...curves.map(
        ({ color, dash, current: isCurrent }): uPlot.Series => ({
          scale: RATIO,
          stroke: color,
          dash,
          width: isCurrent ? 2.5 : 1.5,
          points: { show: false },
        })
      ),
    ],
    hooks: { draw: [(plot) => drawMarks(plot, current(), theme)], setCursor: [onCursor] },
  };
}

/** Every size of the curve and every mark is in sight; one point alone gets room on both sides. */
export function sizeRange({ sizes, marks }: Pick<CurveModel, 'sizes' | 'marks'>): [number, number] {
  const all = [sizes[0], sizes[sizes.length - 1], ...marks.map(({ size }) => size)];
  const from = Math.min(...all);
  const to = Math.max(...all);
  return to > from ? [from, to] : [from / 2, to * 2];
}

/** From zero to the highest ratio with a little room, unless the options say otherwise. */
export function ratioRange(
  highest: number | null,
  { limits, targetRatio, marks }: Pick<CurveModel, 'limits' | 'targetRatio' | 'marks'>
): [number, number] {
  const top = Math.max(highest ?? 0, targetRatio ?? 0, ...marks.map(({ ratio }) => ratio ?? 0));
  const from = limits.min ?? 0;
  const to = limits.max ?? Math.min(1, top * 1.1 || 1);
  return to > from ? [from, to] : [from, from + 1];
}

/** A logarithmic axis leaves out the labels that would not fit. */
function labelOf(split: number | null, display: CurveModel['size']): string | null {
  return split === null ? null : formatValue(display, split);
}

function drawMarks(plot: uPlot, { marks, targetRatio }: CurveModel, theme: GrafanaTheme2) {
  onPlotArea(plot, () => {
    const { left, top, width, height } = plot.bbox;
    if (targetRatio !== undefined) {
      const y = Math.round(plot.valToPos(targetRatio, RATIO, true));
      strokeLine(plot, [left, y, left + width, y], theme.colors.info.text, [8, 4]);
    }
    marks.forEach(({ size, label, color, ratio, kind }, index) => {
      const x = Math.round(plot.valToPos(size, 'x', true));
      strokeLine(plot, [x, top, x, top + height], color, kind === 'current' ? [] : [3, 3]);
      if (ratio !== undefined) {
        drawDiamond(plot, x, plot.valToPos(ratio, RATIO, true), color, theme);
      }
      if (height < LABELS_MIN_HEIGHT * devicePixelRatio) {
        return;
      }
      const labelTop = top + (2 + (index % LABEL_LEVELS) * LABEL_HEIGHT) * devicePixelRatio;
      const room = plot.ctx.measureText(label).width + 16 * devicePixelRatio;
      const onLeft = x + room > left + width;
      drawLabel(plot, label, onLeft ? x - room : x + 4 * devicePixelRatio, labelTop, 'top', color, theme);
    });
  });
}
