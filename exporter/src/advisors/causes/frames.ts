import type { InsightQuery } from '@presage/contract/api';
import { CAUSE_FIELDS, type Frame, type Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { PresageError } from '../../error.js';
import type { CauseFindings, Incident, QuestionFindings } from './analyse.js';
import type { CauseJob } from './config.js';

/** Below, nothing moved out of the usual. */
const MOVED = 1;

/**
 * One table a rule, most likely cause first; empty where there is no incident now.
 *
 * @throws the error of the rule that was asked for by name
 */
export function frames(
  { questions }: CauseFindings,
  query: InsightQuery,
  _job: Job<CauseJob>,
  range: { from: number; to: number },
): Frame[] {
  if (query.kind !== 'cause') return [];
  const asked = questions.filter(
    ({ rule }) => rule.asked !== undefined || query.name === undefined || rule.name === query.name,
  );
  const failed = asked.find(({ error }) => error);
  if (failed?.error && asked.length === 1) throw new PresageError(failed.error.code, failed.error.message);
  return asked.map(({ rule, incident }) => table(rule, incident, range, query.refId));
}

function table(
  rule: QuestionFindings['rule'],
  incident: Incident | undefined,
  range: { from: number; to: number },
  refId: string,
): Frame {
  const none = { start: range.from / 1000, end: range.to / 1000, causes: [], edges: [], dropped: 0 };
  const { start, end, causes, edges, dropped } = incident ?? none;
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
  return {
    schema: {
      name: 'causes',
      refId,
      meta: {
        type: 'table',
        typeVersion: [0, 1],
        preferredVisualisationType: 'table',
        executedQueryString: rule.among,
        notices,
        custom: {
          presage: 1,
          kind: 'cause',
          name: rule.name,
          expr: rule.expr,
          start: start * 1000,
          end: end * 1000,
          explanation: incident ? explain(causes) : 'There is no incident now.',
          edges,
        },
      },
      fields: CAUSE_FIELDS.map((name) => ({
        name,
        type: name === 'onset' ? 'time' : name === 'score' || name === 'deviation' ? 'number' : 'string',
      })),
    },
    data: { values: CAUSE_FIELDS.map((name) => rows.map((row) => row[name])) },
  };
}

function explain(causes: Incident['causes']): string {
  const moved = causes.filter(({ deviation }) => deviation > MOVED);
  const first = moved[0];
  if (!first) return 'Nothing among these series left the usual.';
  const others = moved.length === 1 ? 'nothing else did' : `${moved.length - 1} more did`;
  return `${first.node} went ${first.direction} to ${digits(first.deviation)} times what is usual; ${others}.`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
