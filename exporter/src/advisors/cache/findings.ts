import type { ConditionState } from '../../analysis/caching/condition.js';
import type { CacheInterval, CounterReading } from '../../analysis/caching/interval.js';
import type { BufferView, NoBufferView } from './buffer-contents.js';
import type { FoundRecommendation, Open } from '../recommendation.js';

/** What the advisor knows of a target after a run. */
export interface CacheFindings {
  /** Unix seconds. */
  time: number;
  caches: CacheState[];
  /** Databases behind the buffer cache of PostgreSQL; empty for Redis. */
  databases: DatabaseState[];
  /** What the buffers of PostgreSQL hold, or why that is not known; absent for Redis. */
  view?: BufferView | NoBufferView;
  /** Bytes of one of them. */
  blockBytes?: number;
  recommendations: Open<CacheRecommendation>[];
  /** Names of caches, databases and relations, and ids of recommendations, that the cap lets through. */
  published: { caches: string[]; databases: string[]; relations: string[]; recommendations: string[] };
  /** Series that the cap leaves out. */
  dropped: number;
}

export interface CacheState {
  /** `redis`, `host:port` of a cluster node, or `shared_buffers`. */
  cache: string;
  reading: CounterReading;
  /** Hits and misses that the server had when this exporter first saw it; the published counters begin there. */
  base?: { hits: number; misses: number };
  interval?: CacheInterval;
  entries?: number;
  entriesExpiring?: number;
  usedBytes?: number;
  limitBytes?: number;
  fragmentationRatio?: number;
  conditions: Record<string, ConditionState>;
}

export interface DatabaseState {
  datname: string;
  reading: CounterReading;
  interval?: CacheInterval;
}

export interface CacheRecommendation extends FoundRecommendation {
  cache: string;
}
