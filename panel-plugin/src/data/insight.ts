import { type DataFrame } from '@grafana/data';
import { FIELDS, type FrameCustom } from '@presage/contract/frames';
import { INSIGHT_KINDS, type InsightKind } from '@presage/contract/kinds';
import { findField } from './columns';

/** Columns by which a frame is known when a transformation has dropped its meta data; the first match wins. */
const TELLING_COLUMNS: Array<[InsightKind, string[]]> = [
  ['forecast', [FIELDS.time, FIELDS.predicted]],
  ['anomaly', [FIELDS.time, FIELDS.actual, FIELDS.score]],
  ['cause', ['series', 'score', 'onset']],
  ['change', ['series', 'before', 'after', 'verdict']],
  ['curve', ['size', 'lru']],
  ['recommendation', ['title', 'change', 'rollback']],
  ['score', ['target', 'name', 'value']],
];

/** What the exporter says about the frame; undefined when the frame is not ours or of a later shape. */
export function insightMeta(frame: DataFrame): FrameCustom | undefined {
  const custom: unknown = frame.meta?.custom;
  if (typeof custom !== 'object' || custom === null) {
    return undefined;
  }
  const { presage, kind } = custom as Partial<FrameCustom>;
  return presage === 1 && INSIGHT_KINDS.some((known) => known === kind) ? (custom as FrameCustom) : undefined;
}

/** The kind of insight in a frame: as the frame says, else as its columns tell. Annotations are no kind of their own. */
export function insightKind(frame: DataFrame): InsightKind | undefined {
  if (frame.meta?.dataTopic === 'annotations') {
    return undefined;
  }
  const said = insightMeta(frame)?.kind;
  return said ?? TELLING_COLUMNS.find(([, columns]) => columns.every((name) => findField(frame, name)))?.[0];
}

/** The frames of one kind, in the order of the queries. */
export function framesOfKind(frames: DataFrame[], kind: InsightKind): DataFrame[] {
  return frames.filter((frame) => insightKind(frame) === kind);
}

/** The kind to show when the user has not chosen: a forecast carries anomalies beside it, so it goes first. */
export function leadingKind(frames: DataFrame[]): InsightKind | undefined {
  const present = new Set(frames.map(insightKind));
  return TELLING_COLUMNS.map(([kind]) => kind).find((kind) => present.has(kind));
}
