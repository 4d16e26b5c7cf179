import type { InsightQuery } from '@presage/contract/api';
import type { Frame } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame } from '../score-frame.js';
import type { QueriesConfig } from './config.js';
import type { QueriesFindings } from './findings.js';

/** Name of the score that ranks statements. */
export const TIME_SHARE = 'share of time';
const RANKED = 25;

/** The recommendation table, or the statements by their share of time, where the query asks for it. */
export function queriesFrames(findings: QueriesFindings, query: InsightQuery, { target }: Job<QueriesConfig>): Frame[] {
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'queries', target)) return [];
  if (query.kind === 'score') {
    const scores = findings.databases.flatMap(({ datname, statements }) =>
      statements.slice(0, RANKED).map(({ id, text, share }) => ({
        target,
        name: TIME_SHARE,
        value: share,
        unit: 'percentunit',
        description: text,
        labels: { datname, queryid: id },
      })),
    );
    return [scoreFrame(scores, query)];
  }
  const notices = findings.failed.map(({ datname, message }) => ({
    severity: 'warning' as const,
    text: `Database ${datname} could not be read: ${message}`,
  }));
  return [recommendationFrame(findings.recommendations, query, notices)];
}
