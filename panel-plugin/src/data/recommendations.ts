import { type DataFrame, FieldType } from '@grafana/data';
import {
  type Evidence,
  type Recommendation,
  RECOMMENDATION_STATES,
  type RecommendationState,
} from '@presage/contract/recommendation';
import { findField, jsonCell, labelsCell, numberCell, textCell } from './columns';

/** A recommendation as it was read: advisor and action are whatever the answer holds. */
export interface RecommendationRow
  extends Omit<Recommendation, 'advisor' | 'action' | 'confidence' | 'firstSeen' | 'state'> {
  advisor: string;
  action: string;
  confidence?: number;
  /** Milliseconds. */
  firstSeen?: number;
  /** Undefined where the answer says nothing that is known. */
  state?: RecommendationState;
  /** Where it came from; data links and colours are asked for by it. */
  frame: DataFrame;
  row: number;
}

export const RECOMMENDATION_SORTS = ['rank', 'gain', 'size', 'confidence', 'newest', 'object'] as const;
export type RecommendationSort = (typeof RECOMMENDATION_SORTS)[number];

export const RECOMMENDATION_GROUPS = ['none', 'object', 'target', 'advisor', 'action'] as const;
export type RecommendationGroup = (typeof RECOMMENDATION_GROUPS)[number];

/** Reads recommendation tables. A row needs a title or a change; the same id from two queries counts once. */
export function readRecommendations(frames: DataFrame[]): RecommendationRow[] {
  const rows = frames.flatMap((frame, index) =>
    Array.from({ length: frame.length }, (_, row) => readRow(frame, row, `${index}/${row}`))
  );
  const seen = new Set<string>();
  return rows.filter(({ id, title, change }) => {
    const kept = (title !== '' || change !== '') && !seen.has(id);
    seen.add(id);
    return kept;
  });
}

/** Rows in the wanted order; what a row does not say sorts last. `rank` is the gain that can be counted on: gain × confidence. */
export function sortRecommendations(rows: RecommendationRow[], by: RecommendationSort): RecommendationRow[] {
  const freed = (row: RecommendationRow) => -(row.sizeBytes ?? 0);
  const descending = (value: (row: RecommendationRow) => number | undefined) =>
    [...rows].sort((a, b) => (value(b) ?? -Infinity) - (value(a) ?? -Infinity) || freed(b) - freed(a) || 0);
  switch (by) {
    case 'rank':
      return descending((row) => (row.gainRatio ?? 0) * (row.confidence ?? 0));
    case 'gain':
      return descending((row) => row.gainRatio);
    case 'confidence':
      return descending((row) => row.confidence);
    case 'newest':
      return descending((row) => row.firstSeen);
    case 'size':
      return [...rows].sort((a, b) => (a.sizeBytes ?? Infinity) - (b.sizeBytes ?? Infinity) || 0);
    case 'object':
      return [...rows].sort((a, b) => a.object.localeCompare(b.object));
  }
}

/** Rows with the same object, target, advisor or action together; groups and rows keep the order of the rows. */
export function groupRecommendations(
  rows: RecommendationRow[],
  by: RecommendationGroup
): Array<{ name: string; rows: RecommendationRow[] }> {
  const groups = new Map<string, RecommendationRow[]>();
  for (const row of rows) {
    const name = by === 'none' ? '' : row[by];
    const members = groups.get(name);
    if (members) {
      members.push(row);
    } else {
      groups.set(name, [row]);
    }
  }
  return [...groups].map(([name, members]) => ({ name, rows: members }));
}

/** The first so many rows of the groups in their order; `total` is how many a group has. */
export function firstOfGroups(
  groups: Array<{ name: string; rows: RecommendationRow[] }>,
  limit: number
): Array<{ name: string; rows: RecommendationRow[]; total: number }> {
  let room = limit;
  return groups.flatMap(({ name, rows }) => {
    const shown = rows.slice(0, Math.max(room, 0));
    room -= shown.length;
    return shown.length > 0 ? [{ name, rows: shown, total: rows.length }] : [];
  });
}

/** Rows that hold every word of the text, in any of their fields, letter case aside. */
export function filterRecommendations(rows: RecommendationRow[], text: string): RecommendationRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const haystack = [row.title, row.object, row.target, row.advisor, row.action, row.reason, row.change]
      .concat(
        Object.values(row.labels),
        row.evidence.map(({ label, value }) => `${label} ${value}`)
      )
      .join('\n')
      .toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}

function readRow(frame: DataFrame, row: number, fallbackId: string): RecommendationRow {
  return {
    id: textCell(frame, 'id', row) || fallbackId,
    advisor: textCell(frame, 'advisor', row),
    target: textCell(frame, 'target', row),
    action: textCell(frame, 'action', row),
    object: textCell(frame, 'object', row),
    title: textCell(frame, 'title', row),
    reason: textCell(frame, 'reason', row),
    gainRatio: numberCell(frame, 'gainRatio', row),
    sizeBytes: numberCell(frame, 'sizeBytes', row),
    confidence: numberCell(frame, 'confidence', row),
    change: textCell(frame, 'change', row),
    rollback: textCell(frame, 'rollback', row),
    evidence: readEvidence(jsonCell(frame, 'evidence', row)),
    labels: labelsCell(frame, 'labels', row),
    firstSeen: readMoment(frame, row),
    state: RECOMMENDATION_STATES.find((state) => state === textCell(frame, 'state', row)),
    frame,
    row,
  };
}

/** A time field holds milliseconds, a plain number Unix seconds. */
function readMoment(frame: DataFrame, row: number): number | undefined {
  const value = numberCell(frame, 'firstSeen', row);
  const isTime = findField(frame, 'firstSeen')?.type === FieldType.time;
  return value === undefined || isTime ? value : value * 1000;
}

function readEvidence(value: unknown): Evidence[] {
  if (typeof value === 'string' && value !== '') {
    return [{ label: '', value }];
  }
  return (Array.isArray(value) ? value : []).flatMap((fact: unknown) => {
    const { label, value: said } = (typeof fact === 'object' && fact !== null ? fact : {}) as Partial<Evidence>;
    return said === undefined || said === null ? [] : [{ label: String(label ?? ''), value: String(said) }];
  });
}
