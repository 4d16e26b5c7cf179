/** What happened to keys between two readings of one server, and the settings that decided it. */
export interface ServerInterval {
  seconds: number;
  keysBefore: number;
  keys: number;
  keysExpiring: number;
  hits: number;
  misses: number;
  /** Calls of commands that delete single keys, and of those that empty a database. */
  deletes: number;
  flushes: number;
  usedBytes: number;
  limitBytes?: number;
  policy: string;
}

export type ServerProblem =
  /** A flush threw away keys that were in use. */
  | { kind: 'flushed'; flushes: number; keysBefore: number; keys: number }
  /** Deletions make up a large part of the misses. */
  | { kind: 'deletes'; deletesPerSecond: number; missesPerSecond: number; deletedHitRatio: number }
  /** Only keys with a time to live may be evicted, and there are few. */
  | { kind: 'volatile_policy'; policy: string; evictableRatio: number };

/** Deletions by misses above which invalidation, not room or age, makes the misses. */
const DELETE_SHARE = 0.3;
const BUSY_MISSES_A_SECOND = 1;
const FEWEST_KEYS = 100;

/** What is wrong with how keys of a server are thrown away. */
export function serverProblems(interval: ServerInterval): ServerProblem[] {
  const { seconds, hits, misses, deletes, flushes, keysBefore, keys, policy, keysExpiring, limitBytes, usedBytes } =
    interval;
  const problems: ServerProblem[] = [];
  if (flushes > 0 && keysBefore >= FEWEST_KEYS && keys < keysBefore / 2 && hits > 0) {
    problems.push({ kind: 'flushed', flushes, keysBefore, keys });
  }
  const lookups = hits + misses;
  if (deletes >= DELETE_SHARE * misses && misses / seconds >= BUSY_MISSES_A_SECOND && hits > misses) {
    problems.push({
      kind: 'deletes',
      deletesPerSecond: deletes / seconds,
      missesPerSecond: misses / seconds,
      deletedHitRatio: Math.min(1, (hits + Math.min(deletes, misses)) / lookups),
    });
  }
  const evictableRatio = keys > 0 ? keysExpiring / keys : 1;
  const isNear = limitBytes !== undefined && usedBytes >= 0.8 * limitBytes;
  if (policy.startsWith('volatile-') && isNear && evictableRatio < 0.2 && keys >= FEWEST_KEYS) {
    problems.push({ kind: 'volatile_policy', policy, evictableRatio });
  }
  return problems;
}
