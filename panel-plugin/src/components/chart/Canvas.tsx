import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import { type Navigation } from './useWindow';

/** Where the pointer is: value of the horizontal axis under it, and its place in the window. */
export interface Cursor {
  /** Milliseconds on a time axis. */
  at: number;
  x: number;
  y: number;
  /** Distance of the pointer from a value's height, in pixels. */
  distance(value: number, scale: string): number;
}

interface Props {
  /** A new uPlot instance is made when it changes; otherwise data and size are set. */
  identity: unknown;
  options(size: { width: number; height: number }): uPlot.Options;
  data: uPlot.AlignedData;
  /** What else is drawn; a new value draws again. */
  overlays: unknown;
  /** What the picture says, for those who do not see it. */
  summary: string;
  width: number;
  height: number;
  /** Where the chart can be moved over its horizontal axis. */
  navigation?: Pick<Navigation, 'onPan' | 'onScale' | 'onReset'>;
  onCursor(cursor: Cursor | undefined): void;
  onClick(cursor: Cursor | undefined): void;
}

/** A uPlot canvas that is read with pointer and arrow keys. */
export function Canvas({
  identity,
  options,
  data,
  overlays,
  summary,
  width,
  height,
  navigation,
  onCursor,
  onClick,
}: Props) {
  const styles = useStyles2(getStyles);
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const pan = useRef<Pan | undefined>(undefined);
  const latest = useRef({ options, data, overlays, width, height });
  const drawn = useRef<{ data: unknown; overlays: unknown }>({ data: null, overlays: null });

  useLayoutEffect(() => {
    latest.current = { options, data, overlays, width, height };
  });

  useLayoutEffect(() => {
    if (!container.current) {
      return;
    }
    const size = { width: latest.current.width, height: latest.current.height };
    const created = new uPlot(latest.current.options(size), latest.current.data, container.current);
    plot.current = created;
    drawn.current = { data: latest.current.data, overlays: latest.current.overlays };
    return () => {
      plot.current = null;
      created.destroy();
    };
  }, [identity]);

  useEffect(() => {
    // uPlot has drawn once when it was made
    if (drawn.current.data !== data || drawn.current.overlays !== overlays) {
      drawn.current = { data, overlays };
      plot.current?.setData(data);
    }
  }, [data, overlays]);
  useEffect(() => {
    if (plot.current && (plot.current.width !== width || plot.current.height !== height)) {
      plot.current.setSize({ width, height });
    }
  }, [width, height]);

  return (
    <div
      ref={container}
      className={styles.plot}
      role="img"
      aria-label={summary}
      tabIndex={0}
      data-testid="presage-chart"
      aria-keyshortcuts={navigation && 'Shift+ArrowLeft Shift+ArrowRight + - 0'}
      onKeyDown={(event) => {
        if (!navigation || !navigate(event, plot.current, navigation)) {
          moveCursor(event, plot.current);
        }
      }}
      onPointerDown={(event) => {
        pan.current = navigation && event.shiftKey ? startPan(event, plot.current) : undefined;
      }}
      onPointerMove={({ clientX }) => {
        if (navigation && pan.current) {
          navigation.onPan(pannedTo(pan.current, clientX));
        }
      }}
      onPointerUp={() => (pan.current = undefined)}
      onDoubleClick={navigation?.onReset}
      onClick={(event) => !event.shiftKey && onClick(cursorAt(event, plot.current))}
      onBlur={() => onCursor(undefined)}
    />
  );
}

/** The cursor of a plot, undefined while the pointer is elsewhere. */
export function readCursor(plot: uPlot): Cursor | undefined {
  const { left = -1, top = -1, idx } = plot.cursor;
  if (left < 0 || idx === null || idx === undefined) {
    return undefined;
  }
  const { left: x, top: y } = plot.over.getBoundingClientRect();
  return {
    at: plot.data[0][idx],
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

/** A drag that moves the window: where it began, what was shown then, and milliseconds a pixel. */
interface Pan {
  x: number;
  from: number;
  to: number;
  scale: number;
}

function startPan({ clientX, pointerId, currentTarget }: React.PointerEvent, plot: uPlot | null): Pan | undefined {
  const { min, max } = plot?.scales.x ?? {};
  if (!plot || typeof min !== 'number' || typeof max !== 'number') {
    return undefined;
  }
  currentTarget.setPointerCapture(pointerId);
  return { x: clientX, from: min, to: max, scale: (max - min) / plot.over.clientWidth };
}

function pannedTo({ x, from, to, scale }: Pan, clientX: number): { from: number; to: number } {
  const by = (x - clientX) * scale;
  return { from: from + by, to: to + by };
}

/** Keys that move, widen, narrow and reset the window; whether the key was one of them. */
function navigate(event: React.KeyboardEvent, plot: uPlot | null, navigation: NonNullable<Props['navigation']>) {
  const { min, max } = plot?.scales.x ?? {};
  if (!plot || typeof min !== 'number' || typeof max !== 'number' || event.ctrlKey || event.metaKey || event.altKey) {
    return false;
  }
  const index = plot.cursor.idx;
  const middle = typeof index === 'number' ? plot.data[0][index] : undefined;
  const move = (by: number) => navigation.onPan({ from: min + by, to: max + by });
  const keys: Record<string, () => void> = {
    '+': () => navigation.onScale(0.5, middle),
    '=': () => navigation.onScale(0.5, middle),
    '-': () => navigation.onScale(2, middle),
    '0': navigation.onReset,
    Escape: navigation.onReset,
    ...(event.shiftKey && { ArrowLeft: () => move((min - max) / 4), ArrowRight: () => move((max - min) / 4) }),
  };
  const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
  if (action && event.key !== 'Escape') {
    event.preventDefault();
  }
  action?.();
  return action !== undefined;
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
