import { stickyTop } from '../sticky.js';
import type { BufferedRelation } from './buffer-contents.js';
import type { CacheFindings, CacheState, DatabaseState } from './findings.js';

/** Most series of one cache, one database, one relation, one recommendation, of the counts, and of what buffers hold. */
const SERIES = { cache: 10, database: 3, relation: 2, recommendation: 4, counts: 1, view: 9 } as const;

/** Tells relations apart. */
export function relationKey({ schemaname, relname }: BufferedRelation): string {
  return JSON.stringify([schemaname, relname]);
}

/**
 * Shares the cap out: first caches, then recommendations, databases and relations; of each kind the busiest, or surest, with stickiness.
 * One place of caches, databases and relations is kept for the sum of the others.
 */
export function capSeries(
  findings: Pick<CacheFindings, 'caches' | 'databases' | 'recommendations' | 'view'>,
  previous: CacheFindings['published'] | undefined,
  maximumSeries: number,
): Pick<CacheFindings, 'published' | 'dropped'> {
  const view = typeof findings.view === 'object' ? findings.view : undefined;
  let left = maximumSeries - SERIES.counts - (findings.view === undefined ? 0 : SERIES.view);
  let dropped = 0;
  const take = (
    items: { key: string; score: number }[],
    known: readonly string[] | undefined,
    series: number,
    spare: number,
  ) => {
    const room = Math.max(0, Math.floor(left / series));
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
  const relations = (view?.relations ?? []).map((relation) => ({
    key: relationKey(relation),
    score: relation.buffers,
  }));
  const published = {
    caches: take(caches, previous?.caches, SERIES.cache, 1),
    recommendations: take(recommendations, previous?.recommendations, SERIES.recommendation, 0),
    databases: take(databases, previous?.databases, SERIES.database, 1),
    relations: take(relations, previous?.relations, SERIES.relation, 1),
  };
  return { published, dropped };
}
