import type { InsightQuery } from '@presage/contract/api';
import type { Frame } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame, type Score } from '../score-frame.js';
import type { TablesConfig } from './config.js';
import type { TablesFindings } from './findings.js';

/** Names of the scores that the advisor gives, with their units in Grafana. */
export const TABLES_SCORES = {
  'transaction ids left': { unit: 'short', description: 'Transactions until the database stops taking writes' },
  'time to wraparound': { unit: 's', description: 'When that is at the present rate, if nothing is vacuumed' },
  'fullest sequence': { unit: 'percentunit', description: 'Share of its values that the sequence has used' },
} as const;

/** The recommendation or the score table, where the query asks for it. */
export function tablesFrames(findings: TablesFindings, query: InsightQuery, job: Job<TablesConfig>): Frame[] {
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'tables', job.target)) return [];
  if (query.kind === 'score') return [scoreFrame(scores(findings, job.target), query)];
  const notices = findings.failed.map(({ datname, message }) => ({
    severity: 'warning' as const,
    text: `Database ${datname} could not be read: ${message}`,
  }));
  return [recommendationFrame(findings.recommendations, query, notices)];
}

function scores({ databases, sequences }: TablesFindings, target: string): Score[] {
  const score = (
    name: keyof typeof TABLES_SCORES,
    value: number | undefined,
    labels: Record<string, string>,
  ): Score[] => (value === undefined ? [] : [{ target, name, value, ...TABLES_SCORES[name], labels }]);
  const fullest = [...sequences].sort((a, b) => b.usedRatio - a.usedRatio)[0];
  return [
    ...databases.flatMap(({ datname, transactionIdsLeft, wraparoundSeconds }) => [
      ...score('transaction ids left', transactionIdsLeft, { datname }),
      ...score('time to wraparound', wraparoundSeconds, { datname }),
    ]),
    ...(fullest
      ? score('fullest sequence', fullest.usedRatio, {
          datname: fullest.datname,
          schemaname: fullest.schemaname,
          relname: fullest.relname,
        })
      : []),
  ];
}
