import { type DataQueryRequest, type DataQueryResponse, LoadingState, rangeUtil, type TimeRange } from '@grafana/data';
import type { InsightQuery, Revision, Revisions } from '@presage/contract/api';
import { ADVISOR_KINDS } from '@presage/contract/kinds';
import {
  catchError,
  defer,
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  type Observable,
  of,
  repeat,
  share,
  ReplaySubject,
  skip,
  switchMap,
  take,
  timer,
} from 'rxjs';

/** A poll that failed: what is known may be old. */
const UNKNOWN = undefined;
/** Pauses double with each failure in a row, up to this many times the interval. */
const LONGEST_PAUSE = 16;
/** Panels that refresh leave and come back; the poll goes on meanwhile. */
const GRACE_MS = 2_000;
/** What is computed of PromQL follows no schedule; the exporter keeps it for about as long. */
const EXPRESSION_MS = 60_000;

type Polled = Revisions | typeof UNKNOWN;

/**
 * One poll for all panels: runs while somebody subscribes and the page can be seen, and pauses longer and longer while the
 * exporter does not answer. Emits each answer; `undefined` for one that failed.
 *
 * @param ask the request, made anew for each poll
 * @param intervalMs pause between an answer and the next request
 */
export function pollRevisions(ask: () => Observable<Revisions>, intervalMs: number): Observable<Polled> {
  let failures = 0;
  const poll = defer(ask).pipe(
    map((revisions): Polled => {
      failures = 0;
      return revisions;
    }),
    catchError(() => {
      failures += 1;
      return of(UNKNOWN);
    }),
  );
  const pause = () => timer(intervalMs * Math.min(2 ** failures, LONGEST_PAUSE)).pipe(switchMap(untilVisible));
  return poll.pipe(
    repeat({ delay: pause }),
    share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: () => timer(GRACE_MS) }),
  );
}

/**
 * Asks at once, and again whenever what the queries are about was analysed anew, or when the exporter answers again.
 * What is computed of PromQL is asked for again each minute.
 */
export function askAgain<T>(
  polled: Observable<Polled>,
  queries: InsightQuery[],
  ask: () => Observable<T>,
): Observable<T> {
  const news = polled.pipe(
    map((revisions) => revisions && fingerprint(queries, revisions)),
    distinctUntilChanged(),
    // the first answer says only what there was when the panel asked
    skip(1),
    filter((known) => known !== UNKNOWN),
  );
  return merge(of(''), news).pipe(switchMap(ask));
}

/** Answers that differ from the one before, over a range that moves on where it is relative to now. */
export function streamAnswers(
  polled: Observable<Polled>,
  queries: InsightQuery[],
  request: Pick<DataQueryRequest, 'range' | 'timezone'>,
  ask: (range: TimeRange) => Observable<DataQueryResponse>,
): Observable<DataQueryResponse> {
  const { raw } = request.range;
  const isRelative = [raw.from, raw.to].some((end) => typeof end === 'string' && end.includes('now'));
  let isFirst = true;
  const askNow = () => {
    const range = isFirst || !isRelative ? request.range : rangeOfNow(request);
    isFirst = false;
    return ask(range);
  };
  return askAgain(polled, queries, askNow).pipe(
    // Grafana writes into the frames that it gets, so they are compared as they came
    map((answer) => ({ answer, text: JSON.stringify(answer) })),
    distinctUntilChanged((one, next) => one.text === next.text),
    map(({ answer }) => (answer.errors ? answer : { ...answer, state: LoadingState.Streaming })),
  );
}

/** Whole seconds, so that panels that are told at the same time ask for the same. */
function rangeOfNow({ range: { raw }, timezone }: Pick<DataQueryRequest, 'range' | 'timezone'>): TimeRange {
  const { from, to } = rangeUtil.convertRawToRange(raw, timezone);
  return { from: from.startOf('second'), to: to.startOf('second'), raw };
}

/** Changes when one of the queries would be answered from something new. */
function fingerprint(queries: InsightQuery[], { revisions }: Revisions): string {
  const parts = queries.flatMap((query) =>
    'expr' in query && query.expr !== undefined
      ? [Math.floor(Date.now() / EXPRESSION_MS)]
      : revisions.filter((revision) => isAbout(query, revision)).map(({ lastSuccess = 0 }) => lastSuccess),
  );
  return parts.join(' ');
}

function isAbout(query: InsightQuery, { advisor, target }: Revision): boolean {
  const wanted = 'advisor' in query ? query.advisor : undefined;
  return (
    (ADVISOR_KINDS[advisor]?.includes(query.kind) ?? false) &&
    (wanted ?? advisor) === advisor &&
    (query.target ?? target) === target
  );
}

function untilVisible(): Observable<unknown> {
  return document.hidden
    ? fromEvent(document, 'visibilitychange').pipe(
        filter(() => !document.hidden),
        take(1),
      )
    : of(true);
}
