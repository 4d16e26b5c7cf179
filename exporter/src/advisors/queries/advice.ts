import type { Evidence, RecommendationAction } from '@presage/contract/recommendation';
import type { PlanProblem } from '../../analysis/queries/plan-problems.js';
import type { TextProblem } from '../../analysis/queries/text-problems.js';
import type { StatementWindow } from '../../analysis/queries/windows.js';
import { recommendationId } from '../recommendation.js';
import { cutText } from '../recommendation-metrics.js';
import type { QueriesRecommendation, StatementFigures } from './findings.js';

/** A statement with its last window, for advice on it. */
export interface Subject {
  target: string;
  datname: string;
  figures: StatementFigures;
  window: StatementWindow;
}

interface Text {
  kind: string;
  title: string;
  reason: string;
  change: string;
  confidence: number;
  action?: RecommendationAction;
  rollback?: string;
  gainRatio?: number;
  relname?: string;
  evidence?: Evidence[];
}

const TITLE_LENGTH = 60;
const PAGE_BYTES = 8_192;

function recommend({ target, datname, figures, window }: Subject, text: Text): QueriesRecommendation {
  const { kind, relname, evidence = [], ...said } = text;
  return {
    action: 'change_query',
    rollback: figures.text,
    ...said,
    id: recommendationId(target, datname, figures.id, kind),
    advisor: 'queries',
    target,
    object: `${datname} queryid ${figures.id}`,
    evidence: [
      { label: 'statement', value: figures.text },
      { label: 'share of the time of the database', value: `${(figures.share * 100).toFixed(1)} %` },
      { label: 'milliseconds a call', value: figures.mean.toFixed(2) },
      { label: 'calls a second', value: figures.callsPerSecond.toFixed(2) },
      { label: 'rows a call', value: (window.rows / window.calls).toFixed(1) },
      ...evidence,
    ],
    labels: { datname, queryid: figures.id, ...(relname !== undefined && { relname }) },
    datname,
  };
}

/** What a problem in the text calls for. */
export function adviseText(subject: Subject, problem: TextProblem): QueriesRecommendation {
  const { text } = subject.figures;
  const short = shorten(text);
  const { kind, part, rewrite } = problem;
  switch (kind) {
    case 'offset':
      return recommend(subject, {
        kind,
        title: `Page by key instead of OFFSET: ${short}`,
        reason:
          'PostgreSQL reads and throws away every row before the page, so later pages take longer and longer. Remember the last key of a page and ask for what follows it.',
        change: `-- in place of ${oneLine(part)}: WHERE (sort columns) > (last values of the page before)\n${text}`,
        confidence: 0.5,
      });
    case 'unbounded':
      return recommend(subject, {
        kind,
        title: `Limit the rows of a list: ${short}`,
        reason:
          'A call returns more rows than anyone reads, and more with every row that is added. Ask for a page, or let the database sum up.',
        change: `-- add ORDER BY and LIMIT, or aggregate\n${text}`,
        confidence: 0.5,
      });
    case 'day_of_column':
    case 'function_on_column':
    case 'cast_on_column':
      return recommend(subject, {
        kind: `${kind} ${part}`,
        title: `Compare the column itself: ${cutText(oneLine(part), TITLE_LENGTH)}`,
        reason:
          'An index begins with the column, but knows nothing of what is computed from it, so every row is read.' +
          (rewrite === undefined
            ? ' Compute on the other side of the comparison, or create an index on the expression.'
            : ' The change means the same and can use the index.'),
        change: rewrite ?? `-- compare the column itself: ${oneLine(part)}\n${text}`,
        confidence: rewrite === undefined ? 0.5 : 0.8,
      });
  }
}

/** What a problem in the plan calls for. */
export function advisePlan(subject: Subject, { kind, detail, table }: PlanProblem): QueriesRecommendation {
  const { text } = subject.figures;
  const short = shorten(text);
  const evidence = [{ label: 'plan', value: detail }];
  const relname = table === undefined ? {} : { relname: table };
  switch (kind) {
    case 'misestimate':
      return recommend(subject, {
        kind,
        title: `Let the planner know better: ${short}`,
        reason: `For unknown parameters ${detail}. Wrong by so much, it chooses the wrong joins. Look whether statistics are old, columns depend on one another (CREATE STATISTICS), or the statement hides a column in an expression.`,
        change: `EXPLAIN (ANALYZE, BUFFERS)\n${text}`,
        confidence: 0.35,
        evidence,
      });
    case 'scan_in_loop':
      return recommend(subject, {
        kind: `${kind} ${table}`,
        title: `Scan ${table} once, not for each row: ${short}`,
        reason: `${detail}: an index on the column that is compared turns each scan into a lookup.`,
        change: `-- an index on the compared column of ${oneLine(table ?? '')}, or a statement that joins once\n${text}`,
        confidence: 0.6,
        evidence,
        ...relname,
      });
    case 'wide_sort':
      return recommend(subject, {
        kind,
        title: `Sort less: ${short}`,
        reason: `${detail}. Sort keys only and join the wide columns afterwards, or let an index give the order.`,
        change: `-- sort the keys in a subquery, then join the wide columns\n${text}`,
        confidence: 0.4,
        evidence,
      });
  }
}

/** Sorts and hashes that do not fit into memory. */
export function adviseSpill(subject: Subject): QueriesRecommendation {
  const bytes = (subject.window.temporaryBlocks / subject.window.calls) * PAGE_BYTES;
  const megabytes = Math.max(8, 2 ** Math.ceil(Math.log2((bytes * 1.5) / 1024 ** 2)));
  return recommend(subject, {
    kind: 'spill',
    action: 'change_setting',
    title: `Give more work_mem to ${shorten(subject.figures.text)}`,
    reason:
      'Its sorts or hashes write temporary files in each call. Raise work_mem in the transaction that runs it, not for everyone; or make it sort less.',
    change: `SET LOCAL work_mem = '${megabytes}MB';`,
    rollback: '-- SET LOCAL ends with its transaction',
    confidence: 0.6,
    evidence: [{ label: 'temporary files a call', value: `${(bytes / 1024 ** 2).toFixed(1)} MB` }],
  });
}

/** A statement that became slower. */
export function adviseSlowdown(subject: Subject, windowSeconds: number): QueriesRecommendation {
  const { share, text, slowdown } = subject.figures;
  const { before, after, confidence, windowsAgo } = slowdown!;
  const minutes = Math.round((windowsAgo * windowSeconds) / 60);
  return recommend(subject, {
    kind: 'slowdown',
    title: `Find out why it became ${(after / before).toFixed(1)} times slower: ${shorten(text)}`,
    reason: `A call takes ${after.toFixed(2)} ms since about ${minutes} minutes, after ${before.toFixed(2)} ms before. A plan that changed, a table that grew, an index that went, or more calls at the same time are the usual causes.`,
    change: `EXPLAIN (ANALYZE, BUFFERS)\n${text}`,
    gainRatio: share * (1 - before / after),
    confidence: Math.min(0.95, confidence),
  });
}

/** An answer that is asked for far more often than what it is made of changes. */
export function adviseResultCache(
  subject: Subject,
  facts: { parameters: number; writes: number; seconds: number },
): QueriesRecommendation {
  const { figures, window } = subject;
  const { parameters, writes, seconds } = facts;
  const kept = Math.max(0, 1 - (writes + 1) / window.calls);
  return recommend(subject, {
    kind: 'result cache',
    title: `Keep the answer of ${shorten(figures.text)} in a cache`,
    reason:
      `It ran ${Math.round(window.calls)} times while ${Math.round(writes)} rows of its tables were written.` +
      (parameters > 0
        ? ' How often it is asked with the same parameters cannot be seen here; sample that first.'
        : ' It has no parameters, so one kept answer serves all.'),
    change: `-- keep the answer for up to ${Math.max(1, Math.round(seconds / Math.max(1, writes)))} s, or until a row of its tables changes\n${figures.text}`,
    rollback: '-- ask the database again',
    confidence: parameters > 0 ? 0.4 : 0.7,
    ...(parameters === 0 && { gainRatio: figures.share * kept }),
  });
}

function shorten(text: string): string {
  return cutText(oneLine(text), TITLE_LENGTH);
}

/** For comments too: a line break would end them. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
