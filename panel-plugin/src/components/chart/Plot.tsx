import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React, { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { alignedData } from './align';
import { type ChartModel } from './model';
import { plotKey, plotOptions } from './plot-options';

/** Where the pointer is: time under it, and its place in the window. */
export interface Cursor {
  time: number;
  x: number;
  y: number;
  /** Distance of the pointer from a value's height, in pixels. */
  distance(value: number, scale: string): number;
}

interface Props {
  model: ChartModel;
  /** What the picture says, for those who do not see it. */
  summary: string;
  width: number;
  height: number;
  timeZone: TimeZone;
  onZoom(from: number, to: number): void;
  onCursor(cursor: Cursor | undefined): void;
  onClick(cursor: Cursor | undefined): void;
}

/** The canvas. A new uPlot instance is made only when series, theme or time zone change; otherwise data and size are set. */
export function Plot({ model, summary, width, height, timeZone, onZoom, onCursor, onClick }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ model, width, height, onZoom, onCursor });
  const data = useMemo(() => alignedData(model.series), [model.series]);
  const latestData = useRef(data);
  const key = plotKey(model.series);

  useLayoutEffect(() => {
    latest.current = { model, width, height, onZoom, onCursor };
    latestData.current = data;
  });

  useLayoutEffect(() => {
    if (!container.current) {
      return;
    }
    const options = plotOptions({
      current: () => latest.current.model,
      theme,
      timeZone,
      width: latest.current.width,
      height: latest.current.height,
      handlers: {
        onZoom: (from, to) => latest.current.onZoom(from, to),
        onCursor: (source) => latest.current.onCursor(readCursor(source)),
      },
    });
    const created = new uPlot(options, latestData.current, container.current);
    plot.current = created;
    return () => {
      plot.current = null;
      created.destroy();
    };
  }, [key, theme, timeZone]);

  useEffect(() => plot.current?.setData(data), [data, model]);
  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);

  return (
    <div
      ref={container}
      className={styles.plot}
      role="img"
      aria-label={summary}
      tabIndex={0}
      data-testid="presage-chart"
      onKeyDown={(event) => moveCursor(event, plot.current)}
      onClick={(event) => onClick(cursorAt(event, plot.current))}
      onBlur={() => onCursor(undefined)}
    />
  );
}

function readCursor(plot: uPlot): Cursor | undefined {
  const { left = -1, top = -1, idx } = plot.cursor;
  if (left < 0 || idx === null || idx === undefined) {
    return undefined;
  }
  const { left: x, top: y } = plot.over.getBoundingClientRect();
  return {
    time: plot.data[0][idx],
    x: x + left,
    y: y + top,
    distance: (value, scale) => Math.abs(plot.valToPos(value, scale) - top),
  };
}

/** The cursor under a click: uPlot follows the pointer a frame late. */
function cursorAt({ clientX, clientY }: React.MouseEvent, plot: uPlot | null): Cursor | undefined {
  if (!plot) {
    return undefined;
  }
  const { left, top } = plot.over.getBoundingClientRect();
  plot.setCursor({ left: clientX - left, top: clientY - top });
  return readCursor(plot);
}

/** Arrow keys walk from point to point, so that the tooltip can be read without a pointer. */
function moveCursor(event: React.KeyboardEvent, plot: uPlot | null) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!plot || step === undefined) {
    return;
  }
  event.preventDefault();
  const [first, last] = plot.series[0].idxs ?? [0, plot.data[0].length - 1];
  const index = Math.min(Math.max((plot.cursor.idx ?? first - step) + step, first), last);
  plot.setCursor({ left: plot.valToPos(plot.data[0][index], 'x'), top: plot.over.clientHeight / 2 });
}

/** uPlot's own sheet, scoped to the panel: plugins must not import global CSS. */
const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({
    '& .uplot, & .uplot *': { boxSizing: 'border-box' },
    '& .uplot': { width: 'min-content', lineHeight: 1.5 },
    '& .u-wrap': { position: 'relative', userSelect: 'none' },
    '& .u-over, & .u-under': { position: 'absolute' },
    '& .u-under': { overflow: 'hidden' },
    '& .uplot canvas': { display: 'block', position: 'relative', width: '100%', height: '100%' },
    '& .u-axis': { position: 'absolute' },
    '& .u-select': { position: 'absolute', pointerEvents: 'none', background: theme.colors.action.selected },
    '& .u-cursor-x': {
      position: 'absolute',
      left: 0,
      top: 0,
      height: '100%',
      pointerEvents: 'none',
      borderRight: `1px dashed ${theme.colors.text.disabled}`,
    },
    '& .u-cursor-pt': {
      position: 'absolute',
      top: 0,
      left: 0,
      borderRadius: theme.shape.radius.circle,
      border: '0 solid',
      pointerEvents: 'none',
      backgroundClip: 'padding-box !important',
    },
    '& .u-off': { display: 'none' },
  }),
});
