import { type DataQueryResponse, dateTime, LoadingState, type TimeRange } from '@grafana/data';
import type { InsightQuery, Revision, Revisions } from '@presage/contract/api';
import { NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { askAgain, pollRevisions, streamAnswers } from './live';

const SECOND = 1_000;
const revisions = (...all: Revision[]): Revisions => ({ revisions: all });
const cache = (lastSuccess: number, target = 'shop'): Revision => ({ advisor: 'cache', target, lastSuccess });
const scores: InsightQuery = { refId: 'q0', kind: 'score' };

/** Time goes on, and what waits for it gets its turn. */
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

function hide(hidden: boolean) {
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe('pollRevisions', () => {
  /** A poll that counts its requests and answers what `answer` gives. */
  function counted(answer: () => Observable<Revisions> = () => of(revisions())) {
    const poll = { asked: 0, polled: new Observable<Revisions | undefined>() };
    poll.polled = pollRevisions(() => {
      poll.asked += 1;
      return answer();
    }, 10 * SECOND);
    return poll;
  }

  it('asks once an interval for all who subscribe, and stops when the last has gone', async () => {
    const poll = counted();
    const panels = Array.from({ length: 5 }, () => poll.polled.subscribe());
    await pass(0);
    expect(poll.asked).toBe(1);
    await pass(30 * SECOND);
    expect(poll.asked).toBe(4);
    panels.slice(1).forEach((panel) => panel.unsubscribe());
    await pass(10 * SECOND);
    expect(poll.asked).toBe(5);
    panels[0].unsubscribe();
    await pass(100 * SECOND);
    expect(poll.asked).toBe(5);
  });

  it('goes on while a panel leaves and comes back, as it does when the dashboard refreshes', async () => {
    const poll = counted();
    for (let refresh = 0; refresh < 9; refresh += 1) {
      const panel = poll.polled.subscribe();
      await pass(SECOND);
      panel.unsubscribe();
    }
    expect(poll.asked).toBe(1);
  });

  it('asks nothing before somebody subscribes, and waits for a slow answer', async () => {
    const poll = counted(() => NEVER);
    await pass(60 * SECOND);
    expect(poll.asked).toBe(0);
    poll.polled.subscribe();
    await pass(60 * SECOND);
    expect(poll.asked).toBe(1);
  });

  it('pauses longer with each failure, up to a limit, and is as quick as before after a success', async () => {
    let isDown = true;
    const poll = counted(() => (isDown ? throwError(() => new Error('down')) : of(revisions())));
    const seen: unknown[] = [];
    poll.polled.subscribe((answer) => seen.push(answer));
    await pass(0);
    await pass(20 * SECOND);
    await pass(40 * SECOND);
    expect([poll.asked, seen]).toEqual([3, [undefined, undefined, undefined]]);
    await pass(80 * SECOND + 160 * SECOND + 160 * SECOND);
    expect(poll.asked).toBe(6);
    isDown = false;
    await pass(160 * SECOND);
    expect(seen.at(-1)).toEqual(revisions());
    await pass(10 * SECOND);
    expect(poll.asked).toBe(8);
  });

  it('rests while nobody can see the page', async () => {
    const poll = counted();
    poll.polled.subscribe();
    await pass(0);
    hide(true);
    await pass(100 * SECOND);
    expect(poll.asked).toBe(1);
    hide(false);
    await pass(0);
    expect(poll.asked).toBe(2);
  });
});

describe('askAgain', () => {
  function asking(queries: InsightQuery[]) {
    const polled = new Subject<Revisions | undefined>();
    const state = { asked: 0, polled, next: (...all: Revision[]) => polled.next(revisions(...all)) };
    askAgain(polled, queries, () => of((state.asked += 1))).subscribe();
    return state;
  }

  it('asks at once, whatever the poll says, and then when the advisor ran again', () => {
    const state = asking([scores]);
    expect(state.asked).toBe(1);
    state.next(cache(1));
    state.next(cache(1));
    expect(state.asked).toBe(1);
    state.next(cache(2));
    expect(state.asked).toBe(2);
  });

  it.each<[string, InsightQuery]>([
    ['another kind', { refId: 'q0', kind: 'forecast', name: 'disk' }],
    ['another target', { ...scores, target: 'sessions' }],
    ['another advisor', { refId: 'q0', kind: 'score', advisor: 'tables' }],
  ])('does not ask again for %s', (_what, query) => {
    const state = asking([query]);
    state.next(cache(1));
    state.next(cache(2));
    expect(state.asked).toBe(1);
  });

  it('asks again when the exporter answers after a failure, even after one at the start', () => {
    const state = asking([scores]);
    state.polled.next(undefined);
    state.polled.next(undefined);
    expect(state.asked).toBe(1);
    state.next(cache(1));
    expect(state.asked).toBe(2);
    state.polled.next(undefined);
    state.next(cache(1));
    expect(state.asked).toBe(3);
  });

  it('asks each minute for what is computed of PromQL', async () => {
    jest.setSystemTime(60 * SECOND);
    const state = asking([{ refId: 'q0', kind: 'forecast', expr: 'up' }]);
    state.next(cache(1));
    await pass(30 * SECOND);
    state.next(cache(2));
    expect(state.asked).toBe(1);
    await pass(30 * SECOND);
    state.next(cache(2));
    expect(state.asked).toBe(2);
  });

  it('survives advisors that it does not know', () => {
    const state = asking([scores]);
    state.next({ advisor: 'dreams' as never, target: 'shop', lastSuccess: 1 });
    state.next({ advisor: 'dreams' as never, target: 'shop', lastSuccess: 2 });
    expect(state.asked).toBe(1);
  });
});

describe('streamAnswers', () => {
  const range = (raw: TimeRange['raw']): TimeRange => ({ from: dateTime(0), to: dateTime(3_600 * SECOND), raw });

  function streaming(raw: TimeRange['raw'], answer: () => DataQueryResponse) {
    const polled = new Subject<Revisions | undefined>();
    const asked: number[] = [];
    const seen: DataQueryResponse[] = [];
    streamAnswers(polled, [scores], { range: range(raw), timezone: 'utc' }, ({ to }) => {
      asked.push(to.valueOf());
      return of(answer());
    }).subscribe((response) => seen.push(response));
    return { polled, asked, seen };
  }

  it('hands on only what is new', () => {
    let data: unknown[] = [{ refId: 'A' }];
    const { polled, asked, seen } = streaming({ from: 'now-1h', to: 'now' }, () => ({ data }) as DataQueryResponse);
    polled.next(revisions(cache(1)));
    polled.next(revisions(cache(2)));
    expect([asked.length, seen.length]).toEqual([2, 1]);
    data = [{ refId: 'B' }];
    polled.next(revisions(cache(3)));
    expect(seen.map(({ state }) => state)).toEqual([LoadingState.Streaming, LoadingState.Streaming]);
  });

  it('moves a relative range on, in whole seconds, and leaves another where it is', () => {
    jest.setSystemTime(7_200 * SECOND + 345);
    const relative = streaming({ from: 'now-1h', to: 'now' }, () => ({ data: [] }));
    const absolute = streaming({ from: dateTime(0), to: dateTime(3_600 * SECOND) }, () => ({ data: [] }));
    for (const { polled } of [relative, absolute]) {
      polled.next(revisions(cache(1)));
      polled.next(revisions(cache(2)));
    }
    expect(relative.asked).toEqual([3_600 * SECOND, 7_200 * SECOND]);
    expect(absolute.asked).toEqual([3_600 * SECOND, 3_600 * SECOND]);
  });

  it('says that something failed', () => {
    const failed = { data: [], errors: [{ message: 'gone' }], state: LoadingState.Error };
    const { seen } = streaming({ from: 'now-1h', to: 'now' }, () => failed);
    expect(seen).toEqual([failed]);
  });
});
