import type { InsightQuery } from '@presage/contract/api';
import type { Frame, Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame, type Score } from '../score-frame.js';
import type { CacheConfig } from './config.js';
import type { CacheFindings, CacheState } from './findings.js';

/** The recommendation or the score table, where the query asks for it. */
export function cacheFrames(findings: CacheFindings, query: InsightQuery, job: Job<CacheConfig>): Frame[] {
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'cache', job.target)) return [];
  if (query.kind === 'recommendation') return [recommendationFrame(findings.recommendations, query, notices(findings))];
  return [scoreFrame(cacheScores(findings, job.target), query)];
}

function notices({ caches, view }: CacheFindings): Notice[] {
  const isNew = caches.every(({ interval }) => interval === undefined);
  const notes: Notice[] = [];
  if (isNew) notes.push({ severity: 'info', text: 'Ratios and advice need at least two observations.' });
  if (view === 'missing') {
    notes.push({ severity: 'info', text: 'What shared buffers hold is not known: CREATE EXTENSION pg_buffercache.' });
  }
  if (view === 'too_large') {
    notes.push({
      severity: 'info',
      text: 'What shared buffers hold is not looked at above 16 GiB, for it would take long.',
    });
  }
  return notes;
}

/** Names of the scores that the advisor gives, with their units in Grafana. */
export const CACHE_SCORES = {
  'hit ratio': { unit: 'percentunit', description: 'Hits by look-ups between the last two observations' },
  'memory use': { unit: 'percentunit', description: 'Memory used by memory allowed' },
  evictions: { unit: 'ops', description: 'Entries thrown out for lack of room' },
  expirations: { unit: 'ops', description: 'Entries whose time to live ended' },
  'entries expiring': { unit: 'percentunit', description: 'Share of entries with a time to live' },
  fragmentation: { unit: 'none', description: 'Memory active in the allocator by memory allocated' },
} as const;

type ScoreName = keyof typeof CACHE_SCORES;

function cacheScores({ caches }: CacheFindings, target: string): Score[] {
  return caches.flatMap((state) =>
    Object.entries(scoreValues(state)).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [{ target, name, value, ...CACHE_SCORES[name as ScoreName], labels: { cache: state.cache } }],
    ),
  );
}

function scoreValues(state: CacheState): Record<ScoreName, number | undefined> {
  const { interval, usedBytes, limitBytes, entries, entriesExpiring, fragmentationRatio, reading } = state;
  const rate = (count: number | undefined, counted: number | undefined) =>
    interval && count !== undefined && counted !== undefined ? count / interval.seconds : undefined;
  return {
    'hit ratio': interval?.hitRatio,
    'memory use': usedBytes !== undefined && limitBytes ? usedBytes / limitBytes : undefined,
    evictions: rate(interval?.evictions, reading.counters.evictions),
    expirations: rate(interval?.expirations, reading.counters.expirations),
    'entries expiring': entries && entriesExpiring !== undefined ? entriesExpiring / entries : undefined,
    fragmentation: fragmentationRatio,
  };
}
