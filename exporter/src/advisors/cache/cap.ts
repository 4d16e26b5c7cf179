import { stickyTop } from '../sticky.js';
import type { CacheFindings, CacheState, DatabaseState } from './findings.js';

/** Most series of one cache, one database, one recommendation, and of the counts. */
const SERIES = { cache: 10, database: 3, recommendation: 4, counts: 1 } as const;

/**
 * Shares the cap out: first caches, then recommendations, then databases; of each kind the busiest, or surest, with stickiness.
 * One place of caches and databases is kept for the sum of the others.
 */
export function capSeries(
  findings: Pick<CacheFindings, 'caches' | 'databases' | 'recommendations'>,
  previous: CacheFindings['published'] | undefined,
  maximumSeries: number,
): Pick<CacheFindings, 'published' | 'dropped'> {
  let left = maximumSeries - SERIES.counts;
  let dropped = 0;
  const take = (
    items: { key: string; score: number }[],
    known: readonly string[] | undefined,
    series: number,
    spare: number,
  ) => {
    const room = Math.floor(left / series);
    const top = stickyTop(items, new Set(known), items.length <= room ? room : Math.max(0, room - spare));
    left -= (top.kept.length + (top.dropped > 0 ? spare : 0)) * series;
    dropped += top.dropped * series;
    return top.kept;
  };
  const busy = ({ reading, interval }: CacheState | DatabaseState) =>
    interval ? interval.hits + interval.misses : (reading.counters.hits + reading.counters.misses) * 1e-9;
  const caches = findings.caches.map((state) => ({ key: state.cache, score: busy(state) }));
  const recommendations = findings.recommendations.map(({ id, confidence }) => ({ key: id, score: confidence }));
  const databases = findings.databases.map((state) => ({ key: state.datname, score: busy(state) }));
  const published = {
    caches: take(caches, previous?.caches, SERIES.cache, 1),
    recommendations: take(recommendations, previous?.recommendations, SERIES.recommendation, 0),
    databases: take(databases, previous?.databases, SERIES.database, 1),
  };
  return { published, dropped };
}
