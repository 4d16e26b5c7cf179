import type { InsightQuery } from '@presage/contract/api';
import { CAUSE_FIELDS, type Frame, type Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import type { CauseFindings } from './analyse.js';
import type { CauseJob } from './config.js';

/** Below, nothing moved out of the usual. */
const MOVED = 1;

/** One table of series, most likely cause first. */
export function frames(findings: CauseFindings, query: InsightQuery, { config }: Job<CauseJob>): Frame[] {
  if (query.kind !== 'cause') return [];
  const { start, end, causes, edges, dropped } = findings;
  const rows = causes.map(({ node, score, onset, deviation, direction, labels }) => ({
    series: node,
    score,
    onset: onset * 1000,
    deviation,
    direction,
    text: `${node} went ${direction} to ${digits(deviation)} times what is usual, ${Math.round((onset - start) / 60)} minutes into the incident.`,
    labels: JSON.stringify(labels),
  }));
  const notices: Notice[] =
    dropped > 0 ? [{ severity: 'warning', text: `${dropped} more series were left out by the limit.` }] : [];
  return [
    {
      schema: {
        name: 'causes',
        refId: query.refId,
        meta: {
          type: 'table',
          typeVersion: [0, 1],
          preferredVisualisationType: 'table',
          executedQueryString: config.among,
          notices,
          custom: {
            presage: 1,
            kind: 'cause',
            name: config.name,
            expr: config.expr,
            start: start * 1000,
            end: end * 1000,
            explanation: explain(findings),
            edges,
          },
        },
        fields: CAUSE_FIELDS.map((name) => ({
          name,
          type: name === 'onset' ? 'time' : name === 'score' || name === 'deviation' ? 'number' : 'string',
        })),
      },
      data: { values: CAUSE_FIELDS.map((name) => rows.map((row) => row[name])) },
    },
  ];
}

function explain({ causes }: CauseFindings): string {
  const moved = causes.filter(({ deviation }) => deviation > MOVED);
  const first = moved[0];
  if (!first) return 'Nothing among these series left the usual.';
  const others = moved.length === 1 ? 'nothing else did' : `${moved.length - 1} more did`;
  return `${first.node} went ${first.direction} to ${digits(first.deviation)} times what is usual; ${others}.`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
