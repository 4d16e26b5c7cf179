import type { RecommendationQuery, ScoreQuery } from '@presage/contract/api';
import {
  RECOMMENDATION_FIELDS,
  type Frame,
  type FrameField,
  type FrameValue,
  type Notice,
} from '@presage/contract/frames';
import type { AdvisorName } from '@presage/contract/kinds';
import type { Recommendation } from '@presage/contract/recommendation';

type FieldName = (typeof RECOMMENDATION_FIELDS)[number];

const UNITS: Partial<Record<FieldName, { type: FrameField['type']; unit?: string }>> = {
  gainRatio: { type: 'number', unit: 'percentunit' },
  sizeBytes: { type: 'number', unit: 'bytes' },
  confidence: { type: 'number', unit: 'percentunit' },
  firstSeen: { type: 'time' },
};

/** Whether a query means this advisor on this target. */
export function asksFor(query: RecommendationQuery | ScoreQuery, advisor: AdvisorName, target: string): boolean {
  return (query.target ?? target) === target && (query.advisor ?? advisor) === advisor;
}

/** The open recommendations as one table, largest predicted gain first; `name` of the query selects one by its id. */
export function recommendationFrame(
  open: readonly Recommendation[],
  query: RecommendationQuery,
  notices: Notice[],
): Frame {
  const rows = open
    .filter(({ confidence }) => confidence >= (query.minimumConfidence ?? 0))
    .filter(({ id }) => query.name === undefined || id === query.name)
    .sort((a, b) => (b.gainRatio ?? 0) - (a.gainRatio ?? 0) || b.confidence - a.confidence || (a.id < b.id ? -1 : 1));
  return {
    schema: {
      name: 'recommendations',
      refId: query.refId,
      meta: {
        type: 'table',
        typeVersion: [0, 1],
        preferredVisualisationType: 'table',
        uniqueRowIdFields: [RECOMMENDATION_FIELDS.indexOf('id')],
        ...(notices.length > 0 && { notices }),
        custom: { presage: 1, kind: 'recommendation' },
      },
      fields: RECOMMENDATION_FIELDS.map((name) => {
        const { type = 'string', unit } = UNITS[name] ?? {};
        return { name, type, ...(unit && { config: { unit } }) };
      }),
    },
    data: { values: RECOMMENDATION_FIELDS.map((name) => rows.map((row) => cell(row, name))) },
  };
}

function cell(row: Recommendation, name: FieldName): FrameValue {
  if (name === 'evidence' || name === 'labels') return JSON.stringify(row[name]);
  if (name === 'firstSeen') return row.firstSeen * 1_000;
  return row[name] ?? null;
}
