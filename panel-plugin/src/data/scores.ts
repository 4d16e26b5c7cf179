import { type DataFrame } from '@grafana/data';
import { labelsCell, numberCell, textCell } from './columns';

/** One derived number with its own unit. */
export interface ScoreRow {
  target: string;
  name: string;
  /** Undefined while the advisor does not know it. */
  value?: number;
  unit: string;
  description: string;
  labels: Record<string, string>;
  frame: DataFrame;
  row: number;
}

/** Reads score tables; rows without a name are left out. */
export function readScores(frames: DataFrame[]): ScoreRow[] {
  return frames
    .flatMap((frame) => Array.from({ length: frame.length }, (_, row) => readRow(frame, row)))
    .filter(({ name }) => name !== '');
}

function readRow(frame: DataFrame, row: number): ScoreRow {
  return {
    target: textCell(frame, 'target', row),
    name: textCell(frame, 'name', row),
    value: numberCell(frame, 'value', row),
    unit: textCell(frame, 'unit', row),
    description: textCell(frame, 'description', row),
    labels: labelsCell(frame, 'labels', row),
    frame,
    row,
  };
}
