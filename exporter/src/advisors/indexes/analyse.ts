import { candidateBody } from '../../analysis/indexing/ddl.js';
import { findUnneeded, type UnneededIndex, type UnneededReason } from '../../analysis/indexing/unneeded.js';
import type { Job } from '../advisor.js';
import { continueRecommendations, type Open, type Verdict } from '../recommendation.js';
import { stickyTop } from '../sticky.js';
import type { IndexesConfig } from './config.js';
import type { DatabaseFindings, IndexesFindings, IndexesRecommendation } from './findings.js';
import { judgeMissing, missingIndexes } from './missing.js';
import { publishedDatabases, recommendationCap, SERIES_A_RECOMMENDATION } from './metrics.js';
import type { DatabaseObservation, IndexesObservation } from './observe.js';
import { scanHistoryKey, type ScanHistories } from './scan-history.js';
import { judgeRemoval, recommendRemoval } from './superfluous.js';

/** Turns one observation into recommendations, joined with those that were open before. */
export function analyseIndexes(
  observation: IndexesObservation,
  job: Job<IndexesConfig>,
  previous: IndexesFindings | undefined,
): IndexesFindings {
  const { time } = observation;
  const before = new Map(previous?.databases.map((database) => [database.datname, database]));
  const analysed = observation.databases.map((database) =>
    analyseDatabase(database, job, before.get(database.datname), previous?.recommendations ?? [], observation),
  );
  const byName = new Map(observation.databases.map((database) => [database.datname, database]));
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    analysed.flatMap(({ found }) => found),
    (open) => judge(open, byName.get(open.datname)),
    time,
  );
  const failed = new Set(observation.failed.map(({ datname }) => datname));
  const databases = [
    ...analysed.map(({ findings }) => findings),
    ...(previous?.databases ?? []).filter(({ datname }) => failed.has(datname)),
  ];
  return {
    time,
    databases,
    failed: observation.failed,
    ...(observation.scanHistoryFailure !== undefined && { scanHistoryFailure: observation.scanHistoryFailure }),
    recommendations,
    ...cap(databases, recommendations, job, previous),
  };
}

/** A database that could not be read says nothing about its recommendations. */
function judge(open: Open<IndexesRecommendation>, database: DatabaseObservation | undefined): Verdict {
  if (!database) return 'unknown';
  return open.candidate ? judgeMissing(open, database) : judgeRemoval(open, database);
}

function analyseDatabase(
  database: DatabaseObservation,
  job: Job<IndexesConfig>,
  before: DatabaseFindings | undefined,
  open: readonly Open<IndexesRecommendation>[],
  { time: now, scanHistories, scanHistoryFailure }: IndexesObservation,
): { findings: DatabaseFindings; found: IndexesRecommendation[] } {
  const { datname, catalog, shapes, skipped } = database;
  const appeared = appearedIndexes(database, before, now);
  const unneeded = findUnneeded(catalog, {
    now,
    unusedAfter: scanHistoryFailure === undefined ? job.config.unusedAfter : Infinity,
    histories: historiesOf(database, scanHistories),
    appeared: new Map(Object.entries(appeared).map(([oid, seen]) => [Number(oid), seen])),
  });
  const preferred = open.flatMap(({ datname: name, candidate }) =>
    name === datname && candidate ? [candidateBody(candidate)] : [],
  );
  const counts: Record<string, number> = {};
  for (const { reason } of skipped) counts[reason] = (counts[reason] ?? 0) + 1;
  return {
    found: [
      ...missingIndexes(database, job.target, {
        minimumGainRatio: job.config.minimumGainRatio,
        preferred: new Set(preferred),
      }),
      ...unneeded.map((entry) => recommendRemoval(entry, database, job.target, now)),
    ],
    findings: {
      datname,
      statements: shapes.length,
      skipped: counts,
      plannerCalls: database.plannerCalls,
      hypothetical: database.hypothetical,
      wasted: wastedBytes(unneeded),
      texts: database.texts,
      ...(database.window && { window: database.window }),
      answers: database.whatIf.answers,
      sizes: database.whatIf.sizes,
      notices: database.whatIf.notices,
      appeared,
    },
  };
}

function historiesOf(
  { datname, catalog }: DatabaseObservation,
  known: ScanHistories = {},
): Map<number, { since: number; scans: number }> {
  return new Map(
    catalog.tables.flatMap(({ schema, indexes }) =>
      indexes.flatMap(({ oid, name }) => {
        const history = known[scanHistoryKey(datname, schema, name)];
        return history ? [[oid, history] as const] : [];
      }),
    ),
  );
}

/** An index that comes while we watch is young whatever the counters say; of those that were there before nobody knows. */
function appearedIndexes(
  { catalog }: DatabaseObservation,
  before: DatabaseFindings | undefined,
  now: number,
): Record<string, number> {
  const oids = catalog.tables.flatMap((table) => table.indexes.map((index) => index.oid));
  return Object.fromEntries(oids.map((oid) => [oid, before ? (before.appeared[oid] ?? now) : 0]));
}

function wastedBytes(unneeded: readonly UnneededIndex[]): Record<UnneededReason, number> {
  const wasted = { unused: 0, duplicate: 0, redundant: 0, invalid: 0 };
  for (const { reason, index } of unneeded) wasted[reason] += index.sizeBytes;
  return wasted;
}

function cap(
  databases: readonly DatabaseFindings[],
  recommendations: readonly Open<IndexesRecommendation>[],
  job: Job<IndexesConfig>,
  previous: IndexesFindings | undefined,
): { published: string[]; dropped: number } {
  const shown = publishedDatabases(databases, job.config.maximumSeries);
  const { kept, dropped } = stickyTop(
    recommendations.map(({ id, gainRatio = 0, confidence }) => ({ key: id, score: (gainRatio + 0.01) * confidence })),
    new Set(previous?.published),
    recommendationCap(shown.kept, job.config.maximumSeries),
  );
  return { published: kept, dropped: dropped * SERIES_A_RECOMMENDATION + shown.dropped };
}
