import { type DataFrame } from '@grafana/data';
import { type Verdict, VERDICTS } from '@presage/contract/kinds';
import { labelsCell, numberCell, textCell } from './columns';
import { type Region } from './regions';

/** One moment at which a series changed. */
export interface Change {
  /** Milliseconds. */
  time: number;
  series: string;
  before?: number;
  after?: number;
  /** Relative change of the mean: 0.5 is half as much again. */
  effect?: number;
  /** 0 to 1. */
  confidence?: number;
  verdict: Verdict;
  text: string;
  labels: Record<string, string>;
  frame: DataFrame;
  row: number;
}

export const CHANGE_SORTS = ['effect', 'newest', 'confidence'] as const;
export type ChangeSort = (typeof CHANGE_SORTS)[number];

/** Reads change tables; rows without a time are left out. */
export function readChanges(frames: DataFrame[]): Change[] {
  return frames.flatMap((frame) =>
    Array.from({ length: frame.length }, (_, row) => readChange(frame, row)).flatMap((change) =>
      change ? [change] : []
    )
  );
}

/** Rows in the wanted order. `effect` puts what got worse first, then what is unsure: size alone is no urgency. */
export function sortChanges(changes: Change[], by: ChangeSort): Change[] {
  const size = ({ effect, confidence }: Change) => Math.abs(effect ?? 0) * (confidence ?? 1);
  const order = {
    effect: (a: Change, b: Change) => urgency(b) - urgency(a) || size(b) - size(a),
    newest: (a: Change, b: Change) => b.time - a.time,
    confidence: (a: Change, b: Change) => (b.confidence ?? 0) - (a.confidence ?? 0),
  };
  return [...changes].sort(order[by]);
}

/** The changes as marks over a chart of the same time. */
export function changeRegions(changes: Change[]): Region[] {
  return changes.map(({ time, series, text, verdict }) => ({
    from: time,
    to: time,
    title: series,
    text,
    tags: [verdict],
    anomaly: false,
  }));
}

function urgency({ verdict }: Change): number {
  return { worse: 2, unsure: 1, better: 1, same: 0 }[verdict];
}

function readChange(frame: DataFrame, row: number): Change | undefined {
  const time = numberCell(frame, 'time', row);
  const verdict = textCell(frame, 'verdict', row);
  return time === undefined
    ? undefined
    : {
        time,
        series: textCell(frame, 'series', row),
        before: numberCell(frame, 'before', row),
        after: numberCell(frame, 'after', row),
        effect: numberCell(frame, 'effect', row),
        confidence: numberCell(frame, 'confidence', row),
        verdict: VERDICTS.find((known) => known === verdict) ?? 'unsure',
        text: textCell(frame, 'text', row),
        labels: labelsCell(frame, 'labels', row),
        frame,
        row,
      };
}
