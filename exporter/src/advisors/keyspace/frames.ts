import type { InsightQuery } from '@presage/contract/api';
import type { Frame, Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame, type Score } from '../score-frame.js';
import type { SkipReason } from './commands.js';
import type { KeyspaceConfig } from './config.js';
import type { KeyspaceFindings } from './findings.js';

/** The recommendation or the score table, where the query asks for it. */
export function keyspaceFrames(findings: KeyspaceFindings, query: InsightQuery, job: Job<KeyspaceConfig>): Frame[] {
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'keyspace', job.target)) return [];
  const notices = skippedNotices(findings);
  if (query.kind === 'recommendation') return [recommendationFrame(findings.recommendations, query, notices)];
  const frame = scoreFrame(keyspaceScores(findings, job.target), query);
  if (notices.length > 0) frame.schema.meta.notices = notices;
  return [frame];
}

const REASONS: Record<SkipReason, string> = {
  denied: 'the user may not run it',
  unknown: 'this version of the server does not have it',
  'too-many-clients': 'too many clients are connected',
};

/** One notice that names everything that was left out. */
export function skippedNotices({ commands }: Pick<KeyspaceFindings, 'commands'>): Notice[] {
  const skipped = commands.flatMap(({ command, skipped: reason }) =>
    reason ? [`${command} (${REASONS[reason]})`] : [],
  );
  return skipped.length > 0 ? [{ severity: 'info', text: `Left out: ${skipped.join(', ')}.` }] : [];
}

/** Names of the scores that the advisor gives, with their units in Grafana. */
export const KEYSPACE_SCORES = {
  keys: { unit: 'short', description: 'Keys of the prefix, estimated from the sample' },
  memory: { unit: 'bytes', description: 'Memory of the prefix, estimated from the sample' },
  'without time to live': { unit: 'percentunit', description: 'Share of the keys of the prefix that never expire' },
  'median idle time': { unit: 's', description: 'Half of the keys of the prefix were used more recently than this' },
  'largest key': { unit: 'bytes', description: 'The largest key of the prefix in the sample' },
} as const;

function keyspaceScores({ prefixes }: KeyspaceFindings, target: string): Score[] {
  return prefixes.flatMap(({ prefix, keys, memoryBytes, persistentRatio, idleSeconds, largestKey }) => {
    const values: Record<keyof typeof KEYSPACE_SCORES, number | undefined> = {
      keys: keys.value,
      memory: memoryBytes.value || undefined,
      'without time to live': persistentRatio,
      'median idle time': idleSeconds?.p50,
      'largest key': largestKey.memoryBytes || undefined,
    };
    return Object.entries(values).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [{ target, name, value, ...KEYSPACE_SCORES[name as keyof typeof KEYSPACE_SCORES], labels: { prefix } }],
    );
  });
}
