import { useTheme2 } from '@grafana/ui';
import React, { useLayoutEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { Canvas, type Cursor, readCursor } from '../../components/chart/Canvas';
import { axesShown } from '../../components/chart/plot-options';
import { type CurveModel } from './model';
import { curvePlotOptions } from './plot-options';

interface Props {
  model: CurveModel;
  summary: string;
  width: number;
  height: number;
  onCursor(cursor: Cursor | undefined): void;
}

/** The canvas of a curve over cache size. */
export function CurvePlot({ model, summary, width, height, onCursor }: Props) {
  const theme = useTheme2();
  const latest = useRef({ model, onCursor });
  const keep = () => {
    latest.current = { model, onCursor };
  };
  useLayoutEffect(keep);
  const data = useMemo(
    (): uPlot.AlignedData => [model.sizes, ...model.curves.map(({ ratios }) => ratios)],
    [model.sizes, model.curves]
  );
  const axes = axesShown({ width, height });
  const key = JSON.stringify([
    axes,
    model.binary,
    model.curves.map(({ key, color, current }) => [key, color, current]),
  ]);
  const identity = useMemo(() => ({ key, theme }), [key, theme]);
  return (
    <Canvas
      identity={identity}
      options={(size) => {
        // the canvas, a child, makes its plot before the effect of this component has run
        keep();
        return curvePlotOptions({
          ...size,
          current: () => latest.current.model,
          theme,
          onCursor: (plot) => latest.current.onCursor(readCursor(plot)),
        });
      }}
      data={data}
      overlays={model}
      summary={summary}
      width={width}
      height={height}
      onCursor={onCursor}
      onClick={onCursor}
    />
  );
}
