import type { ChangeQuery, InsightQuery } from '@presage/contract/api';
import { CHANGE_FIELDS, FIELDS, type Frame } from '@presage/contract/frames';
import type { Verdict } from '@presage/contract/kinds';
import type { Direction } from '../../analysis/changepoints/compare.js';
import { certainty, digits, explainComparison } from '../../analysis/changepoints/explain.js';
import { PresageError } from '../../error.js';
import type { Job } from '../advisor.js';
import { seriesTitle } from '../series-labels.js';
import type { ChangeFindings, RuleFindings, SeriesFindings } from './analyse.js';
import type { ChangeJob } from './config.js';

type Range = { from: number; to: number };
type Row = Record<(typeof CHANGE_FIELDS)[number], string | number | null> & { rule: string };

const UNSURE_BELOW = 0.99;

/**
 * `table`: one row a change within the range, newest first, verdicts on deployments among them. `annotations`: the same
 * as marks on any panel.
 *
 * @throws the error of the rule that was asked for by name
 */
export function frames(
  findings: ChangeFindings,
  query: InsightQuery,
  { config }: Job<ChangeJob>,
  range: Range,
): Frame[] {
  if (query.kind !== 'change') return [];
  const onDemand = config.window !== undefined;
  const rules = findings.rules.filter(({ rule }) => onDemand || query.name === undefined || rule.name === query.name);
  const failed = rules.find(({ error }) => error);
  if (failed?.error && rules.length === 1) throw new PresageError(failed.error.code, failed.error.message);
  if (rules.length === 0) return [];
  const rows = rules
    .flatMap((rule) => rule.series.flatMap((series) => rowsOf(series, rule)))
    .filter(
      ({ time, confidence }) => isWithin(Number(time), range) && Number(confidence) >= (query.minimumConfidence ?? 0),
    )
    .sort((a, b) => Number(b.time) - Number(a.time));
  return [query.format === 'annotations' ? annotationFrame(rows, query) : tableFrame(rows, query)];
}

function isWithin(time: number, { from, to }: Range): boolean {
  return time >= from && time <= to;
}

function rowsOf({ labels, changes, comparison }: SeriesFindings, { rule, deployment }: RuleFindings): Row[] {
  const series = seriesTitle(rule.name, labels);
  const base = { series, rule: rule.name, labels: JSON.stringify(labels) };
  const rows = changes.map(
    ({ time, before, after, effect, confidence, kind }): Row => ({
      ...base,
      time: time * 1000,
      before,
      after,
      effect: effect ?? null,
      confidence,
      verdict: verdictOf(before, after, confidence, rule),
      text: `${series}: the ${kind} changed from ${digits(before)} to ${digits(after)}, ${certainty(confidence)} sure.`,
    }),
  );
  if (!deployment || !comparison || comparison.before.points === 0 || comparison.after.points === 0) return rows;
  const { before, after, effect, confidence, verdict } = comparison;
  const what = deployment.version === undefined ? 'the deployment' : `version ${deployment.version}`;
  return [
    ...rows,
    {
      ...base,
      time: deployment.time * 1000,
      before: before.centre,
      after: after.centre,
      effect: effect ?? null,
      confidence,
      verdict,
      text: `${series}: ${verdict} since ${what}: ${explainComparison(comparison)}.`,
    },
  ];
}

function verdictOf(
  before: number,
  after: number,
  confidence: number,
  { direction, minimum_effect }: { direction: Direction; minimum_effect: number },
): Verdict {
  if (Math.abs(after - before) < minimum_effect * Math.abs(before)) return 'same';
  if (direction === 'none' || confidence < UNSURE_BELOW) return 'unsure';
  return after < before === (direction === 'lower-is-better') ? 'better' : 'worse';
}

function tableFrame(rows: Row[], { refId }: ChangeQuery): Frame {
  const numbers = new Set(['before', 'after', 'effect', 'confidence']);
  return {
    schema: {
      name: 'changes',
      refId,
      meta: {
        type: 'table',
        typeVersion: [0, 1],
        preferredVisualisationType: 'table',
        custom: { presage: 1, kind: 'change' },
      },
      fields: CHANGE_FIELDS.map((name) => ({
        name,
        type: name === 'time' ? 'time' : numbers.has(name) ? 'number' : 'string',
      })),
    },
    data: { values: CHANGE_FIELDS.map((name) => rows.map((row) => row[name])) },
  };
}

function annotationFrame(rows: Row[], { refId }: ChangeQuery): Frame {
  const names = [FIELDS.time, FIELDS.timeEnd, FIELDS.title, FIELDS.text, FIELDS.tags, FIELDS.id] as const;
  const marks = rows.map((row) => ({
    time: row.time,
    timeEnd: row.time,
    title: `Change in ${row.rule}`,
    text: row.text,
    tags: ['change', row.verdict, row.rule.replaceAll(',', ' ')].join(','),
    id: `${row.series}@${row.time}`,
  }));
  return {
    schema: {
      name: 'changes',
      refId,
      meta: { dataTopic: 'annotations', custom: { presage: 1, kind: 'change' } },
      fields: names.map((name) => ({ name, type: name === 'time' || name === 'timeEnd' ? 'time' : 'string' })),
    },
    data: { values: names.map((name) => marks.map((mark) => mark[name])) },
  };
}
