import type { InsightQuery } from '@presage/contract/api';
import type { Frame, Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame } from '../score-frame.js';
import type { ConnectionsConfig } from './config.js';
import type { ConnectionsFindings } from './findings.js';

/** Names of the scores that the advisor gives, with their units in Grafana. */
export const CONNECTIONS_SCORES = {
  'connections used': { unit: 'percentunit', description: 'Connections by those that the server allows' },
  'sessions at work': { unit: 'short', description: 'Sessions at work on average since the last run' },
  'advised pool size': { unit: 'short', description: 'Connections with which less than 1 % of the requests wait' },
  'sessions blocked': { unit: 'short', description: 'Sessions that wait for a lock' },
} as const;

function notices({ poolerFailure }: ConnectionsFindings): Notice[] {
  return poolerFailure === undefined ? [] : [{ severity: 'warning', text: `PgBouncer: ${poolerFailure}` }];
}

/** The recommendation or the score table, where the query asks for it. */
export function connectionsFrames(
  findings: ConnectionsFindings,
  query: InsightQuery,
  { target }: Job<ConnectionsConfig>,
): Frame[] {
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'connections', target)) return [];
  if (query.kind === 'recommendation') return [recommendationFrame(findings.recommendations, query, notices(findings))];
  const values: Record<keyof typeof CONNECTIONS_SCORES, number | undefined> = {
    'connections used': findings.limit > 0 ? findings.used / findings.limit : undefined,
    'sessions at work': findings.load,
    'advised pool size': findings.advisedPoolSize,
    'sessions blocked': findings.blocked,
  };
  const scores = Object.entries(CONNECTIONS_SCORES).flatMap(([name, text]) => {
    const value = values[name as keyof typeof CONNECTIONS_SCORES];
    return value === undefined ? [] : [{ target, name, value, ...text, labels: {} }];
  });
  return [scoreFrame(scores, query)];
}
