import { type TimeRange } from '@grafana/data';
import { useState } from 'react';
import { type ChartModel } from './model';
import { isAskable, movedWindow, scaledWindow, windowWithin } from './window';

type Span = ChartModel['range'];

/** What moves a chart over its time. */
export interface Navigation {
  /** Shows a span that was selected. */
  onZoom(selection: Span): void;
  /** Shows a span as long as the one that is shown. */
  onPan(span: Span): void;
  /** Shows a span that is longer or shorter by a factor, around a moment. */
  onScale(factor: number, middle: number | undefined): void;
  onReset(): void;
}

interface Input {
  /** All that there is to see. */
  whole: Span;
  /** What the dashboard asked for; the whole may go on after it. */
  timeRange: TimeRange;
  now?: number;
  onChangeTimeRange(range: Span): void;
}

/**
 * The part of a chart that is shown. A selection in the past is the dashboard's to ask for, in more detail; one that reaches
 * beyond its range is shown from what is there, until it is reset or the dashboard's range becomes another.
 */
export function useWindow({ whole, timeRange, now, onChangeTimeRange }: Input): Navigation & { window?: Span } {
  // a range that ends now stays the same while the clock goes on
  const asked = `${timeRange.raw.from.valueOf()} ${timeRange.raw.to.valueOf()}`;
  const [kept, setKept] = useState<{ asked: string; window?: Span }>({ asked });
  const window = windowWithin(kept.asked === asked ? kept.window : undefined, whole);
  const shown = window ?? whole;
  const show = (next: Span | undefined) => setKept({ asked, window: next });
  return {
    window,
    onZoom: (selection) => {
      if (isAskable(selection, timeRange.to.valueOf())) {
        show(undefined);
        onChangeTimeRange(selection);
      } else {
        show(selection);
      }
    },
    onPan: (span) => show(movedWindow(span, 0, whole)),
    onScale: (factor, middle) => show(scaledWindow(shown, factor, middle ?? now ?? (shown.from + shown.to) / 2)),
    onReset: () => show(undefined),
  };
}
