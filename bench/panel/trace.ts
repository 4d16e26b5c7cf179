/** One complete event of Chromium's trace; times in microseconds. */
export interface TraceEvent {
  name: string;
  ph: string;
  /** By the clock on the wall. */
  ts: number;
  dur?: number;
  /** By the clock of the thread, which stands still while others have the processor. */
  tts?: number;
  tdur?: number;
  pid: number;
  tid: number;
}

/** What DevTools counts as scripting. */
const SCRIPTING = new Set([
  'EvaluateScript',
  'EventDispatch',
  'FireAnimationFrame',
  'FireIdleCallback',
  'FunctionCall',
  'MajorGC',
  'MinorGC',
  'RunMicrotasks',
  'TimerFire',
  'V8.GCScavenger',
  'v8.compile',
]);

/** Milliseconds in which scripts ran on the busiest thread; events within events count once. */
export function scriptingTime(events: TraceEvent[]): number {
  return Math.max(0, ...byThread(events).map((thread) => covered(thread) / 1_000));
}

/** Milliseconds of scripting of each stretch of work that scripts did without a pause, on the busiest thread. */
export function frameTimes(events: TraceEvent[]): number[] {
  const threads = byThread(events).sort((a, b) => covered(b) - covered(a));
  return stretches(threads[0] ?? []).map(([from, to]) => (to - from) / 1_000);
}

function byThread(events: TraceEvent[]): TraceEvent[][] {
  const threads = new Map<string, TraceEvent[]>();
  for (const event of events) {
    if (event.ph !== 'X' || !SCRIPTING.has(event.name)) continue;
    const key = `${event.pid} ${event.tid}`;
    const thread = threads.get(key);
    if (thread) thread.push(event);
    else threads.set(key, [event]);
  }
  return [...threads.values()];
}

function covered(events: TraceEvent[]): number {
  return stretches(events).reduce((sum, [from, to]) => sum + to - from, 0);
}

/** In processor time where the trace tells it: the machine may have other things to do. */
function span({ ts, dur = 0, tts, tdur }: TraceEvent): [number, number] {
  return tts === undefined || tdur === undefined ? [ts, ts + dur] : [tts, tts + tdur];
}

/** Outermost events, those that overlap joined. */
function stretches(events: TraceEvent[]): Array<[number, number]> {
  const joined: Array<[number, number]> = [];
  for (const [from, to] of events.map(span).sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
