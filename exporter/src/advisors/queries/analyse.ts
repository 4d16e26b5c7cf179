import { planProblems } from '../../analysis/queries/plan-problems.js';
import { findSlowdown } from '../../analysis/queries/slowdown.js';
import { windowsBetween, type StatementWindow } from '../../analysis/queries/windows.js';
import type { Job } from '../advisor.js';
import { continueRecommendations, type Verdict } from '../recommendation.js';
import { stickyTop } from '../sticky.js';
import { advisePlan, adviseResultCache, adviseSlowdown, adviseSpill, adviseText, type Subject } from './advice.js';
import type { QueriesConfig } from './config.js';
import type { DatabaseState, QueriesFindings, QueriesRecommendation, StatementFigures } from './findings.js';
import type { DatabaseQueries, QueriesObservation } from './observe.js';
import { repeatedLookups } from './repeated.js';

/** Windows whose mean is remembered, and the calls that make a mean. */
const REMEMBERED = 120;
const ENOUGH_CALLS = 5;
/** Weight of the last window in the share of time. */
const SMOOTHING = 0.3;
/** A result that is worth keeping is asked for often, takes time, is small and outlives many calls. */
const CACHE = { callsPerSecond: 1, milliseconds: 1, rows: 1_000, callsPerWrite: 50 } as const;
/** Blocks of temporary files a call: 1 MB. */
const SPILL_BLOCKS = 128;
/** Most series of one recommendation and of one statement, and of the counts. */
const SERIES = { recommendation: 3, statement: 4, counts: 4 } as const;

/** Turns one observation into ranked statements and recommendations, joined with those that were open before. */
export function analyseQueries(
  observation: QueriesObservation,
  job: Job<QueriesConfig>,
  previous: QueriesFindings | undefined,
): QueriesFindings {
  const { time, failed } = observation;
  const analysed = observation.databases.map((database) =>
    analyseDatabase(
      database,
      job,
      previous?.databases.find(({ datname }) => datname === database.datname),
      time,
    ),
  );
  const unread = new Set(failed.map(({ datname }) => datname));
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    analysed.flatMap(({ found }) => found),
    (open) =>
      judge(
        open,
        observation.databases.find(({ datname }) => datname === open.datname),
      ),
    time,
  );
  const databases = [
    ...analysed.map(({ state }) => state),
    ...(previous?.databases ?? []).filter(({ datname }) => unread.has(datname)),
  ];
  return {
    time,
    databases,
    failed,
    recommendations,
    ...cap(databases, recommendations, previous, job.config.maximumSeries),
  };
}

/** A database that could not be read says nothing, nor does one on a statement that it does not show. */
function judge({ statements = [] }: QueriesRecommendation, database: DatabaseQueries | undefined): Verdict {
  return database && statements.every((id) => id in database.facts) ? 'contradicted' : 'unknown';
}

function analyseDatabase(
  database: DatabaseQueries,
  job: Job<QueriesConfig>,
  before: DatabaseState | undefined,
  time: number,
): { state: DatabaseState; found: QueriesRecommendation[] } {
  const { datname, counters, texts, epoch, writes } = database;
  const known = new Map((before?.counters ?? []).map((entry) => [entry.id, entry]));
  const windows = windowsBetween(known, counters, before !== undefined && before.epoch !== epoch);
  const seconds = before ? time - before.time : 0;
  const means = remember(before, windows);
  const statements = rank(windows, before, texts, means, seconds);
  const subjects = new Map(windows.map((window) => [window.id, window]));
  const found = statements
    .filter(({ share }) => share >= job.config.minimumShare)
    .flatMap((figures) => {
      const window = subjects.get(figures.id);
      return window ? advise({ target: job.target, datname, figures, window }, database, before, seconds) : [];
    });
  found.push(...repeatedLookups(database, job.target, before));
  return { state: { datname, time, epoch, counters, texts, writes, statements, means }, found };
}

/** The first window holds all since counting began and is no sample of now. */
function remember(before: DatabaseState | undefined, windows: readonly StatementWindow[]): Record<string, number[]> {
  if (!before) return {};
  const means = { ...before.means };
  for (const { id, calls, milliseconds } of windows) {
    if (calls >= ENOUGH_CALLS) means[id] = [...(means[id] ?? []), milliseconds / calls].slice(-REMEMBERED);
  }
  return means;
}

function rank(
  windows: readonly StatementWindow[],
  before: DatabaseState | undefined,
  texts: Readonly<Record<string, string>>,
  means: Readonly<Record<string, number[]>>,
  seconds: number,
): StatementFigures[] {
  const total = windows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const ran = new Map(windows.map((window) => [window.id, window]));
  const known = new Map((before?.statements ?? []).map((figures) => [figures.id, figures]));
  return Object.entries(texts)
    .flatMap(([id, text]): StatementFigures[] => {
      const window = ran.get(id);
      const old = known.get(id);
      if (!window && !old) return [];
      const now = window && total > 0 ? window.milliseconds / total : 0;
      const slowdown = findSlowdown(means[id] ?? []);
      return [
        {
          id,
          text,
          share: old ? (1 - SMOOTHING) * old.share + SMOOTHING * now : now,
          callsPerSecond: window && seconds > 0 ? window.calls / seconds : 0,
          mean: window ? window.milliseconds / window.calls : (old?.mean ?? 0),
          ...(slowdown && { slowdown }),
        },
      ];
    })
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}

function advise(
  subject: Subject,
  { facts, plans, writes }: DatabaseQueries,
  before: DatabaseState | undefined,
  seconds: number,
): QueriesRecommendation[] {
  const { figures, window } = subject;
  const fact = facts[figures.id];
  const found: QueriesRecommendation[] = (fact?.problems ?? []).map((problem) => adviseText(subject, problem));
  for (const problem of planProblems(plans[figures.id], window.rows / window.calls))
    found.push(advisePlan(subject, problem));
  if (window.temporaryBlocks / window.calls >= SPILL_BLOCKS) found.push(adviseSpill(subject));
  if (figures.slowdown && seconds > 0) found.push(adviseSlowdown(subject, seconds));
  if (fact?.reads && before && isKept(subject)) {
    const written = fact.tables.reduce(
      (sum, table) => sum + Math.max(0, (writes[table] ?? 0) - (before.writes[table] ?? 0)),
      0,
    );
    const isKnown = fact.tables.length > 0 && fact.tables.every((table) => table in writes && table in before.writes);
    if (isKnown && written * CACHE.callsPerWrite <= window.calls)
      found.push(adviseResultCache(subject, { parameters: fact.parameters, writes: written, seconds }));
  }
  return found;
}

function isKept({ figures, window }: Subject): boolean {
  return (
    figures.callsPerSecond >= CACHE.callsPerSecond &&
    figures.mean >= CACHE.milliseconds &&
    window.rows / window.calls <= CACHE.rows
  );
}

/** What one statement of one database is known by. */
export function statementKey(datname: string, id: string): string {
  return JSON.stringify([datname, id]);
}

function cap(
  databases: readonly DatabaseState[],
  recommendations: QueriesFindings['recommendations'],
  previous: QueriesFindings | undefined,
  maximumSeries: number,
): Pick<QueriesFindings, 'published' | 'dropped'> {
  const left = Math.max(0, maximumSeries - SERIES.counts);
  const advice = stickyTop(
    recommendations.map(({ id, gainRatio = 0, confidence }) => ({ key: id, score: (gainRatio + 0.01) * confidence })),
    new Set(previous?.published.recommendations),
    Math.floor(left / 2 / SERIES.recommendation),
  );
  const statements = stickyTop(
    databases.flatMap(({ datname, statements: all }) =>
      all.map(({ id, share }) => ({ key: statementKey(datname, id), score: share })),
    ),
    new Set(previous?.published.statements),
    Math.floor((left - advice.kept.length * SERIES.recommendation) / SERIES.statement),
  );
  return {
    published: { recommendations: advice.kept, statements: statements.kept },
    dropped: advice.dropped * SERIES.recommendation + statements.dropped * SERIES.statement,
  };
}
