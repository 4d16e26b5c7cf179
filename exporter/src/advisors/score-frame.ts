import type { ScoreQuery } from '@presage/contract/api';
import { SCORE_FIELDS, type Frame } from '@presage/contract/frames';

/** One figure that sums up how something does. */
export interface Score {
  target: string;
  name: string;
  value: number;
  /** Unit of Grafana, e.g. `percentunit` or `bytes`. */
  unit: string;
  description: string;
  labels: Record<string, string>;
}

/** Scores as one table; `name` of the query selects those of that name. */
export function scoreFrame(scores: readonly Score[], query: ScoreQuery): Frame {
  const rows = scores.filter(({ name }) => query.name === undefined || name === query.name);
  return {
    schema: {
      name: 'scores',
      refId: query.refId,
      meta: {
        type: 'table',
        typeVersion: [0, 1],
        preferredVisualisationType: 'table',
        custom: { presage: 1, kind: 'score' },
      },
      fields: SCORE_FIELDS.map((name) => ({ name, type: name === 'value' ? 'number' : 'string' })),
    },
    data: {
      values: SCORE_FIELDS.map((name) =>
        rows.map((row) => (name === 'labels' ? JSON.stringify(row.labels) : row[name])),
      ),
    },
  };
}
