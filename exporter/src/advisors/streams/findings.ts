import type { StreamReport } from '../../analysis/caching/streams/stream-report.js';
import type { ListeningTotals, StreamTotals } from '../../sources/source.js';
import type { FoundRecommendation, Open } from '../recommendation.js';
import type { RedisServer } from './observe.js';

/** What the advisor knows of a stream after a run. */
export interface StreamFindings {
  /** Unix seconds. */
  time: number;
  totals: StreamTotals;
  /** Where the stream listens in bursts of MONITOR. */
  listening?: ListeningTotals;
  /** Seconds that the window covers. */
  windowSeconds: number;
  /** Absent while there is too little to say. */
  report?: StreamReport;
  server?: RedisServer;
  serverError?: string;
  /** A month, in the configured currency. */
  cost?: StreamCost;
  recommendations: Open<FoundRecommendation>[];
  /** Prefixes and recommendations that the cap lets through. */
  published: { prefixes: string[]; recommendations: string[] };
  dropped: number;
}

/** What the cache costs a month as it is, and when its size and times to live are as advised. */
export interface StreamCost {
  currency: string;
  memory: number;
  misses: number;
  /** What one hit costs. */
  hit?: number;
  saving?: number;
}
