import { type DataFrame } from '@grafana/data';
import { type CauseEdge, type CauseMeta } from '@presage/contract/frames';
import { labelsCell, numberCell, textCell } from './columns';
import { insightMeta } from './insight';
import { finiteOf, textOf } from './meta-values';

/** One series that may be the cause. */
export interface Cause {
  series: string;
  /** 0 to 1. */
  score: number;
  /** When it left its normal, milliseconds. */
  onset?: number;
  /** How far, in residual spreads. */
  deviation?: number;
  direction: string;
  text: string;
  labels: Record<string, string>;
  frame: DataFrame;
  row: number;
}

/** What may have led to one incident, the most likely first. `edges` point into `causes`. */
export interface Incident {
  name: string;
  expr: string;
  /** Span of the incident, milliseconds. */
  start?: number;
  end?: number;
  explanation: string;
  causes: Cause[];
  edges: CauseEdge[];
}

/** Reads cause frames; rows without a series and edges that point nowhere are left out. */
export function readIncidents(frames: DataFrame[]): Incident[] {
  return frames.map((frame) => {
    const meta: Partial<CauseMeta> = insightMeta(frame) ?? {};
    const causes = Array.from({ length: frame.length }, (_, row) => readCause(frame, row))
      .filter(({ series }) => series !== '')
      .sort((a, b) => b.score - a.score);
    const places = new Map(causes.map(({ row }, place) => [row, place]));
    return {
      name: textOf(meta.name),
      expr: textOf(meta.expr),
      start: finiteOf(meta.start),
      end: finiteOf(meta.end),
      explanation: textOf(meta.explanation),
      causes,
      edges: readEdges(meta.edges, places),
    };
  });
}

/** The span that holds the incident and every onset, milliseconds; undefined when nothing has a time. */
export function incidentSpan({ start, end, causes }: Incident): { from: number; to: number } | undefined {
  const moments = [start, end, ...causes.map(({ onset }) => onset)].filter((moment) => moment !== undefined);
  if (moments.length === 0) {
    return undefined;
  }
  const from = Math.min(...moments);
  const to = Math.max(...moments);
  return { from, to: to > from ? to : from + 1 };
}

function readCause(frame: DataFrame, row: number): Cause {
  return {
    series: textCell(frame, 'series', row),
    score: Math.min(Math.max(numberCell(frame, 'score', row) ?? 0, 0), 1),
    onset: numberCell(frame, 'onset', row),
    deviation: numberCell(frame, 'deviation', row),
    direction: textCell(frame, 'direction', row),
    text: textCell(frame, 'text', row),
    labels: labelsCell(frame, 'labels', row),
    frame,
    row,
  };
}

function readEdges(edges: unknown, places: Map<number, number>): CauseEdge[] {
  return (Array.isArray(edges) ? edges : []).flatMap((edge: unknown) => {
    const said = (typeof edge === 'object' && edge !== null ? edge : {}) as Partial<CauseEdge>;
    const from = places.get(said.from ?? -1);
    const to = places.get(said.to ?? -1);
    const strength = finiteOf(said.strength);
    return from === undefined || to === undefined || from === to || strength === undefined
      ? []
      : [{ from, to, strength, lagSeconds: finiteOf(said.lagSeconds) ?? 0 }];
  });
}
