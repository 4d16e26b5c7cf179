import { type TimeZone } from '@grafana/schema';
import { useTheme2 } from '@grafana/ui';
import React, { useLayoutEffect, useMemo, useRef } from 'react';
import { alignedData } from './align';
import { Canvas, type Cursor, readCursor } from './Canvas';
import { type ChartModel } from './model';
import { type Navigation } from './useWindow';
import { axesShown, plotKey, plotOptions } from './plot-options';

interface Props {
  model: ChartModel;
  /** What the picture says, for those who do not see it. */
  summary: string;
  width: number;
  height: number;
  timeZone: TimeZone;
  navigation: Navigation;
  onCursor(cursor: Cursor | undefined): void;
  onClick(cursor: Cursor | undefined): void;
}

/** The canvas of a chart over time. uPlot starts anew only when series, theme or time zone change. */
export function Plot({ model, summary, width, height, timeZone, navigation, onCursor, onClick }: Props) {
  const theme = useTheme2();
  const { series, range } = model;
  const pixels = Math.ceil(width * devicePixelRatio);
  const data = useMemo(() => alignedData({ series, range }, pixels), [series, range, pixels]);
  const latest = useRef({ model, navigation, onCursor });
  const keep = () => {
    latest.current = { model, navigation, onCursor };
  };
  useLayoutEffect(keep);
  const key = plotKey(model.series);
  const { below, beside } = axesShown({ width, height });
  const identity = useMemo(() => ({ key, theme, timeZone, below, beside }), [key, theme, timeZone, below, beside]);
  return (
    <Canvas
      identity={identity}
      options={(size) => {
        // the canvas, a child, makes its plot before the effect of this component has run
        keep();
        return plotOptions({
          ...size,
          current: () => latest.current.model,
          theme,
          timeZone,
          handlers: {
            onZoom: (from, to) => latest.current.navigation.onZoom({ from, to }),
            onCursor: (plot) => latest.current.onCursor(readCursor(plot)),
          },
        });
      }}
      data={data}
      overlays={model}
      summary={summary}
      width={width}
      height={height}
      navigation={navigation}
      onCursor={onCursor}
      onClick={onClick}
    />
  );
}
