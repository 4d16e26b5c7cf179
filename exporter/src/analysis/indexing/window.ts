/** What is known of how often statements run lately. Times are Unix seconds. */
export interface StatementWindow {
  time: number;
  /** Counter of calls at `time`, by queryid. */
  calls: Record<string, number>;
  /** Calls that faded with their age, by queryid. */
  recent: Record<string, number>;
}

const HALF_LIFE_SECONDS = 86_400;
/** Mean age of what fades with that half-life. */
const MEAN_AGE_SECONDS = HALF_LIFE_SECONDS / Math.LN2;

/**
 * Adds the calls between two reads of pg_stat_statements to those of before, which fade with a half-life of a day. A counter that fell
 * was reset, or its statement was evicted and came back: then all of it is new. Of a statement that was not read before, only the total
 * since `since` is known, which is taken as even over time.
 */
export function advanceWindow(
  previous: StatementWindow | undefined,
  statements: readonly { id: string; calls: number }[],
  now: number,
  since: number,
): StatementWindow {
  const fade = previous ? 2 ** (-Math.max(0, now - previous.time) / HALF_LIFE_SECONDS) : 0;
  const even = Math.min(1, MEAN_AGE_SECONDS / Math.max(1, now - since));
  const window: StatementWindow = { time: now, calls: {}, recent: {} };
  for (const { id, calls } of statements) {
    const before = previous?.calls[id];
    window.calls[id] = calls;
    if (before === undefined) window.recent[id] = calls * (previous && since > previous.time ? 1 : even);
    else window.recent[id] = (previous?.recent[id] ?? 0) * fade + (calls >= before ? calls - before : calls);
  }
  return window;
}

/** The share of a statement's counters that counts now. */
export function windowWeight(window: StatementWindow, id: string): number {
  const calls = window.calls[id] ?? 0;
  return calls > 0 ? Math.min(1, (window.recent[id] ?? 0) / calls) : 0;
}
