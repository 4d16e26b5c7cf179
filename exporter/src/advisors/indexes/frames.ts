import type { InsightQuery } from '@presage/contract/api';
import { ERROR_CATALOGUE } from '@presage/contract/errors';
import type { Frame, Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import type { IndexesConfig } from './config.js';
import type { IndexesFindings } from './findings.js';

/** The recommendation table, where the query asks for it. */
export function indexesFrames(findings: IndexesFindings, query: InsightQuery, job: Job<IndexesConfig>): Frame[] {
  if (query.kind !== 'recommendation' || !asksFor(query, 'indexes', job.target)) return [];
  return [recommendationFrame(findings.recommendations, query, notices(findings))];
}

function notices({ databases, failed, scanHistoryFailure }: IndexesFindings): Notice[] {
  const { summary, hint } = ERROR_CATALOGUE.PRS_POSTGRES_NO_HYPOPG;
  return [
    ...(scanHistoryFailure === undefined
      ? []
      : [
          {
            severity: 'warning',
            text: `No index is called unused, since Prometheus could not tell how often: ${scanHistoryFailure}`,
          } satisfies Notice,
        ]),
    ...failed.map(
      ({ datname, message }): Notice => ({
        severity: 'warning',
        text: `Database ${datname} could not be read: ${message}`,
      }),
    ),
    ...databases.flatMap((database) =>
      database.notices.map((text): Notice => ({ severity: 'info', text: `${database.datname}: ${text}` })),
    ),
    ...databases
      .filter(({ hypothetical }) => !hypothetical)
      .map(({ datname }): Notice => ({ severity: 'warning', text: `${datname}: ${summary} ${hint}` })),
    ...databases
      .filter(({ skipped }) => (skipped['budget'] ?? 0) > 0)
      .map(
        ({ datname, skipped }): Notice => ({
          severity: 'info',
          text: `${datname}: ${skipped['budget']} statements did not fit into the time of this run.`,
        }),
      ),
  ];
}
