import { type ChartModel } from './model';

type Span = ChartModel['range'];

/** Closer than this there is nothing more to see, milliseconds. */
const SHORTEST = 1_000;

/** The part of the whole that a window shows; undefined when it shows all of it, or nothing. */
export function windowWithin(window: Span | undefined, whole: Span): Span | undefined {
  if (!window) {
    return undefined;
  }
  const from = Math.max(window.from, whole.from);
  const to = Math.min(window.to, whole.to);
  return to - from < SHORTEST || (from === whole.from && to === whole.to) ? undefined : { from, to };
}

/** The window moved by so many milliseconds, as long as before and within the whole. */
export function movedWindow({ from, to }: Span, by: number, whole: Span): Span {
  const length = to - from;
  const start = Math.max(whole.from, Math.min(from + by, whole.to - length));
  return { from: start, to: start + length };
}

/** The window made longer or shorter by a factor; the moment in the middle of it all stays where it is in the picture. */
export function scaledWindow({ from, to }: Span, factor: number, middle: number): Span {
  const held = Math.min(Math.max(middle, from), to);
  const scaled = { from: held - (held - from) * factor, to: held + (to - held) * factor };
  return scaled.to - scaled.from < SHORTEST ? { from, to } : scaled;
}

/**
 * Whether the dashboard can be asked for a selection. What was predicted beyond the end of its range comes with any range
 * that holds now, and with none that ends later than the range: a selection that reaches into it is shown from what is there.
 */
export function isAskable(selection: Span, askedUntil: number): boolean {
  return selection.to <= askedUntil;
}
