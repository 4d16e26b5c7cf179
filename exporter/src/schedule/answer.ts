import type { InsightQuery, QueryRequest, QueryResponse, QueryResult } from '@presage/contract/api';
import type { Frame, Notice } from '@presage/contract/frames';
import { ADVISOR_KINDS } from '@presage/contract/kinds';
import type { Advisor, Job } from '../advisors/advisor.js';
import { parseDuration, type Config } from '../config/config.js';
import { suggest } from '../config/suggest.js';
import { PresageError, toPresageError } from '../error.js';
import { alignRange, type Range } from './align.js';
import type { JobState } from './scheduler.js';
import type { SharedRuns } from './shared-runs.js';

/** What answers are made from. */
export interface AnswerContext {
  config: Config;
  advisors: readonly Advisor[];
  states: readonly JobState[];
  targets: readonly string[];
  shared: SharedRuns<Frame[]>;
  /** Observes and analyses a job that no schedule has. */
  runOnDemand(advisor: Advisor, job: Job<unknown>, signal: AbortSignal): Promise<unknown>;
  /** Hears of errors that have no code, since the client only learns that there was one. */
  unexpected(error: PresageError): void;
}

/** Answers all queries of a request at once; one that fails does not spoil the others. */
export async function answerRequest(
  request: QueryRequest,
  context: AnswerContext,
  signal: AbortSignal,
): Promise<QueryResponse> {
  checkRequest(request);
  const range = { from: request.from, to: request.to };
  const results = await Promise.all(
    request.queries.map(async (query): Promise<[string, QueryResult]> => {
      try {
        return [query.refId, await answerQuery(query, range, context, signal)];
      } catch (thrown) {
        return [query.refId, { error: shownError(thrown, context).toApiError() }];
      }
    }),
  );
  return { results: Object.fromEntries(results) };
}

function checkRequest({ from, to, queries }: QueryRequest): void {
  if (from >= to) throw new PresageError('PRS_QUERY_INVALID', '`from` must be before `to`');
  const seen = new Set<string>();
  for (const { refId } of queries) {
    if (seen.has(refId)) throw new PresageError('PRS_QUERY_INVALID', `the refId ${refId} is used twice`);
    seen.add(refId);
  }
}

function shownError(thrown: unknown, context: AnswerContext): PresageError {
  const error = toPresageError(thrown);
  if (error.code !== 'PRS_INTERNAL') return error;
  context.unexpected(error);
  return new PresageError('PRS_INTERNAL', 'the query could not be answered');
}

async function answerQuery(
  query: InsightQuery,
  range: Range,
  context: AnswerContext,
  signal: AbortSignal,
): Promise<QueryResult> {
  if (query.target !== undefined && !context.targets.includes(query.target)) {
    throw unknown('PRS_TARGET_UNKNOWN', 'target', query.target, context.targets);
  }
  const frames = await answerOnDemand(query, range, context, signal);
  const answer = frames ? { frames, notices: [] } : answerFromFindings(query, range, context);
  return limited(query.refId, answer.frames, answer.notices, context.config.limits.series);
}

/** Frames of a run for this query alone; undefined when the findings of the schedule answer it. */
async function answerOnDemand(
  query: InsightQuery,
  range: Range,
  context: AnswerContext,
  signal: AbortSignal,
): Promise<Frame[] | undefined> {
  const step = stepOf(query, range, context.config.limits.points);
  const aligned = alignRange(range, step);
  const found = onDemandJob(query, aligned, context);
  if (!found) return undefined;
  const { advisor, job } = found;
  const key = JSON.stringify([Object.entries({ ...query, refId: '' }).sort(), aligned.from, aligned.to]);
  return context.shared.run(key, signal, async (runSignal) => {
    const findings = await context.runOnDemand(advisor, job, runSignal);
    return advisor.frames(findings, query, job, aligned);
  });
}

function stepOf(query: InsightQuery, { from, to }: Range, points: number): number | undefined {
  if (!('step' in query) || query.step === undefined) return undefined;
  const step = parseDuration(query.step);
  if (!step) throw new PresageError('PRS_QUERY_INVALID', '`step` must be more than nothing');
  if ((to - from) / 1000 / step > points) {
    throw new PresageError(
      'PRS_QUERY_TOO_LARGE',
      `a step of ${query.step} makes more than ${points} points of the range`,
    );
  }
  return step;
}

function onDemandJob(query: InsightQuery, range: Range, { advisors, config }: AnswerContext) {
  for (const advisor of advisors) {
    const job = advisor.onDemand?.(query, config, range);
    if (job) return { advisor, job };
  }
  if (!('expr' in query) || query.expr === undefined) return undefined;
  throw new PresageError('PRS_TARGET_UNKNOWN', `no target answers the expression of a ${query.kind} query`);
}

function answerFromFindings(query: InsightQuery, range: Range, { advisors, states }: AnswerContext) {
  const candidates = states.flatMap((state) => {
    const advisor = advisors.find(({ name }) => name === state.job.advisor)!;
    if (!wants(query, state)) return [];
    const insights = advisor.insights(state.findings, state.job).filter(({ kind }) => kind === query.kind);
    return [{ advisor, state, names: insights.map(({ name }) => name) }];
  });
  const relevant = relevantTo(query, candidates);
  if (relevant.length > 0 && relevant.every(({ state }) => state.findings === undefined)) {
    throw notYet(relevant.map(({ state }) => state));
  }
  const frames = relevant.flatMap(({ advisor, state }) =>
    state.findings === undefined ? [] : advisor.frames(state.findings, query, state.job, range),
  );
  return { frames, notices: relevant.flatMap(({ state }) => noticesOf(state)) };
}

function wants(query: InsightQuery, { job }: JobState): boolean {
  const advisor = 'advisor' in query ? query.advisor : undefined;
  const named = (query.target ?? job.target) === job.target && (advisor ?? job.advisor) === job.advisor;
  return named && ADVISOR_KINDS[job.advisor].includes(query.kind);
}

/** All, or those that know the name which the query gives. */
function relevantTo<C extends { state: JobState; names: string[] }>(
  { kind, name }: InsightQuery,
  candidates: C[],
): C[] {
  if (name === undefined) return candidates;
  const known = candidates.flatMap(({ names }) => names);
  if (known.includes(name)) return candidates.filter(({ names }) => names.includes(name));
  const pending = candidates.filter(({ state }) => state.findings === undefined);
  // the name may yet turn up in a first run
  if (pending.length > 0) return pending;
  throw unknown('PRS_INSIGHT_UNKNOWN', kind, name, known);
}

/** Why there is nothing yet: the error of the first run, or that it has not ended. */
function notYet(states: readonly JobState[]): PresageError {
  const failed = states.find(({ error }) => error);
  if (failed?.error) return new PresageError(failed.error.code, `${failed.key}: ${failed.error.message}`);
  return new PresageError('PRS_INSIGHT_PENDING', `${states[0]!.key} has not finished its first run`);
}

function noticesOf({ key, error, findings, lastSuccess, warmup, dropped }: JobState): Notice[] {
  const notices: Notice[] = [];
  if (error) {
    const age = findings === undefined ? '' : `; this is from ${new Date(lastSuccess!).toISOString()}`;
    notices.push({ severity: 'warning', text: `${key} fails: ${error.message} (${error.code})${age}` });
  } else if (findings === undefined) {
    notices.push({ severity: 'info', text: `${key} has not finished its first run` });
  }
  if (warmup) notices.push({ severity: 'info', text: `${key} still gathers the data that it needs` });
  if (dropped > 0) notices.push({ severity: 'info', text: `${key} left out ${dropped} series beyond its max_series` });
  return notices;
}

function limited(refId: string, frames: Frame[], notices: Notice[], limit: number): QueryResult {
  const kept = frames.slice(0, limit).map((frame) => ({ ...frame, schema: { ...frame.schema, refId } }));
  if (frames.length <= limit) return { frames: kept, notices };
  const text = `Showing ${limit} of ${frames.length} frames; narrow the query or raise limits.series`;
  return { frames: kept, notices: [...notices, { severity: 'warning', text }] };
}

function unknown(
  code: 'PRS_TARGET_UNKNOWN' | 'PRS_INSIGHT_UNKNOWN',
  what: string,
  name: string,
  known: readonly string[],
): PresageError {
  const meant = suggest(name, known);
  return new PresageError(
    code,
    `there is no ${what} ${JSON.stringify(name)}${meant ? `; did you mean ${meant}?` : ''}`,
  );
}
