import { OTHER_LABEL_VALUE } from '@presage/contract/kinds';
import type { MetricName, MetricSample } from '@presage/contract/metrics';
import { sumIntervals, type CacheInterval } from '../../analysis/caching/interval.js';
import type { Job, PublishedMetrics } from '../advisor.js';
import { knownSamples } from '../known-samples.js';
import { recommendationSamples } from '../recommendation-metrics.js';
import { relationKey } from './cap.js';
import type { BufferedRelation } from './buffer-contents.js';
import { judgeBuffers } from '../../analysis/caching/buffer-contents.js';
import type { CacheConfig } from './config.js';
import type { CacheFindings, CacheState, DatabaseState } from './findings.js';

/** Everything that the advisor publishes of one target. */
export function cacheMetrics(findings: CacheFindings, job: Job<CacheConfig>): PublishedMetrics {
  const { caches, databases, recommendations, published, dropped } = findings;
  const shown = recommendations.filter(({ id }) => published.recommendations.includes(id));
  return {
    samples: [
      ...fold(caches, published.caches, ({ cache }) => cache, sumCaches).flatMap((state) =>
        cacheSamples(job.target, state),
      ),
      ...fold(databases, published.databases, ({ datname }) => datname, sumDatabases).flatMap((state) =>
        databaseSamples(job.target, state),
      ),
      ...viewSamples(job.target, findings),
      ...recommendationSamples('cache', job.target, recommendations, shown, ['change_setting']),
    ],
    dropped,
    warmup: caches.every(({ interval }) => interval === undefined),
  };
}

/** The published ones by name, and the others as one. */
function fold<T>(all: readonly T[], names: readonly string[], nameOf: (item: T) => string, sum: (rest: T[]) => T): T[] {
  const published = new Set(names);
  const rest = all.filter((item) => !published.has(nameOf(item)));
  const kept = all.filter((item) => published.has(nameOf(item)));
  return rest.length === 0 ? kept : [...kept, sum(rest)];
}

function cacheSamples(target: string, state: CacheState): MetricSample[] {
  const { hits, misses, evictions, expirations } = state.reading.counters;
  const values: Partial<Record<MetricName, number | undefined>> = {
    presage_cache_hits_total: hits - (state.base?.hits ?? 0),
    presage_cache_misses_total: misses - (state.base?.misses ?? 0),
    presage_cache_hit_ratio: state.interval?.hitRatio,
    presage_cache_evictions_total: evictions,
    presage_cache_expirations_total: expirations,
    presage_cache_entries: state.entries,
    presage_cache_entries_expiring: state.entriesExpiring,
    presage_cache_memory_used_bytes: state.usedBytes,
    presage_cache_memory_limit_bytes: state.limitBytes,
    presage_cache_fragmentation_ratio: state.fragmentationRatio,
  };
  return knownSamples({ target, cache: state.cache }, values);
}

function databaseSamples(target: string, { datname, reading, interval }: DatabaseState): MetricSample[] {
  const values = {
    presage_postgres_buffer_hits_total: reading.counters.hits,
    presage_postgres_buffer_misses_total: reading.counters.misses,
    presage_postgres_buffer_hit_ratio: interval?.hitRatio,
  };
  return knownSamples({ target, datname }, values);
}

/** What shared buffers hold; only that it is not known where the extension is missing. */
function viewSamples(target: string, { view, blockBytes = 8_192, published }: CacheFindings): MetricSample[] {
  if (view === undefined) return [];
  const isKnown = typeof view === 'object';
  const available = knownSamples({ target }, { presage_postgres_buffercache_available: isKnown ? 1 : 0 });
  if (!isKnown) return available;
  const counts: [string, number][] = [...view.byUsage.map((count, usage): [string, number] => [String(usage), count])];
  counts.push(['unused', view.unused]);
  const sum = (rest: BufferedRelation[]): BufferedRelation => ({
    schemaname: OTHER_LABEL_VALUE,
    relname: OTHER_LABEL_VALUE,
    buffers: rest.reduce((total, { buffers }) => total + buffers, 0),
  });
  return [
    ...available,
    ...knownSamples({ target }, { presage_postgres_buffers_dirty_ratio: judgeBuffers(view).dirtyRatio }),
    ...counts.flatMap(([usage_count, count]) =>
      knownSamples({ target, usage_count }, { presage_postgres_buffers_bytes: count * blockBytes }),
    ),
    ...fold(view.relations, published.relations, relationKey, sum).flatMap(({ schemaname, relname, buffers, ratio }) =>
      knownSamples(
        { target, datname: view.datname, schemaname, relname },
        { presage_postgres_buffered_bytes: buffers * blockBytes, presage_postgres_buffered_ratio: ratio },
      ),
    ),
  ];
}

function sumCaches(rest: CacheState[]): CacheState {
  const sum = (read: (state: CacheState) => number | undefined): number | undefined => {
    const values = rest.flatMap((state) => read(state) ?? []);
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  };
  return {
    cache: OTHER_LABEL_VALUE,
    base: { hits: sum(({ base }) => base?.hits) ?? 0, misses: sum(({ base }) => base?.misses) ?? 0 },
    reading: {
      ...rest[0]!.reading,
      counters: {
        hits: sum(({ reading }) => reading.counters.hits) ?? 0,
        misses: sum(({ reading }) => reading.counters.misses) ?? 0,
        evictions: sum(({ reading }) => reading.counters.evictions),
        expirations: sum(({ reading }) => reading.counters.expirations),
      },
    },
    interval: intervalOf(rest),
    entries: sum(({ entries }) => entries),
    entriesExpiring: sum(({ entriesExpiring }) => entriesExpiring),
    usedBytes: sum(({ usedBytes }) => usedBytes),
    limitBytes: rest.every(({ limitBytes }) => limitBytes !== undefined)
      ? sum(({ limitBytes }) => limitBytes)
      : undefined,
    conditions: {},
  };
}

function sumDatabases(rest: DatabaseState[]): DatabaseState {
  const sum = (name: 'hits' | 'misses') => rest.reduce((total, { reading }) => total + reading.counters[name], 0);
  return {
    datname: OTHER_LABEL_VALUE,
    reading: { ...rest[0]!.reading, counters: { hits: sum('hits'), misses: sum('misses') } },
    interval: intervalOf(rest),
  };
}

function intervalOf(states: readonly { interval?: CacheInterval }[]): CacheInterval | undefined {
  return sumIntervals(states.flatMap(({ interval }) => interval ?? []));
}
