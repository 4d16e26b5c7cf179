/** Counters of one statement of pg_stat_statements, since their reset. */
export interface StatementCounters {
  id: string;
  calls: number;
  milliseconds: number;
  rows: number;
  /** Blocks that were not found in shared buffers, and blocks of temporary files written. */
  blocksRead: number;
  temporaryBlocks: number;
}

/** What a statement did between two readings. */
export type StatementWindow = StatementCounters;

/**
 * Differences between two readings. A statement that is new, or whose counters went back (a reset, or thrown out for lack of room
 * and back again), counts from zero; what did not run is left out.
 *
 * @param reset whether all counters began anew in between
 */
export function windowsBetween(
  previous: ReadonlyMap<string, StatementCounters>,
  current: readonly StatementCounters[],
  reset: boolean,
): StatementWindow[] {
  return current.flatMap((now) => {
    const known = previous.get(now.id);
    const before = !known || reset || now.calls < known.calls ? undefined : known;
    const since = (read: (counters: StatementCounters) => number) =>
      Math.max(0, read(now) - (before ? read(before) : 0));
    const calls = since((counters) => counters.calls);
    if (calls === 0) return [];
    return [
      {
        id: now.id,
        calls,
        milliseconds: since((counters) => counters.milliseconds),
        rows: since((counters) => counters.rows),
        blocksRead: since((counters) => counters.blocksRead),
        temporaryBlocks: since((counters) => counters.temporaryBlocks),
      },
    ];
  });
}
