/** What lies in the buffer cache of PostgreSQL. Counts are of buffers. */
export interface BufferContents {
  unused: number;
  dirty: number;
  /** Buffers in use by their usage count, 0 to 5: 5 was asked for often of late, 0 is the next to go. */
  byUsage: number[];
  /** Seconds since the server started; buffers fill slowly. */
  uptimeSeconds: number;
}

/** What usage counts say of the size. */
export interface BufferJudgement {
  /** Share of all buffers that hold nothing. */
  unusedRatio: number;
  /** Share of the buffers in use that are dirty, that were used three times or more, and at most once. */
  dirtyRatio: number;
  hotRatio: number;
  coldRatio: number;
  /**
   * `hot`: what is kept is asked for again and again, so more room would be used too. `passing`: most blocks leave before they
   * are asked for again, so more room helps only if it holds them all. `idle`: much of it was never filled.
   */
  kind: 'hot' | 'passing' | 'idle' | 'mixed';
}

const HOT_COUNT = 3;
const MOST = 0.5;
const NEARLY_ALL = 0.8;
const DAY = 86_400;

/**
 * Reads the size of shared buffers off their usage counts, as the clock sweep keeps them.
 * https://www.postgresql.org/docs/current/pgbuffercache.html
 */
export function judgeBuffers({ unused, dirty, byUsage, uptimeSeconds }: BufferContents): BufferJudgement {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const used = sum(byUsage);
  const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  const unusedRatio = ratio(unused, used + unused);
  const hotRatio = ratio(sum(byUsage.slice(HOT_COUNT)), used);
  const coldRatio = ratio(sum(byUsage.slice(0, 2)), used);
  let kind: BufferJudgement['kind'] = 'mixed';
  if (unusedRatio >= MOST) kind = uptimeSeconds >= DAY ? 'idle' : 'mixed';
  else if (hotRatio >= MOST) kind = 'hot';
  else if (coldRatio >= NEARLY_ALL) kind = 'passing';
  return { unusedRatio, dirtyRatio: ratio(dirty, used), hotRatio, coldRatio, kind };
}
