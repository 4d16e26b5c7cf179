import type { Slowdown } from '../../analysis/queries/slowdown.js';
import type { StatementCounters } from '../../analysis/queries/windows.js';
import type { FoundRecommendation, Open } from '../recommendation.js';

export interface QueriesRecommendation extends FoundRecommendation {
  datname: string;
  /** Statements, by queryid, without which the facts say nothing on it. */
  statements?: string[];
}

/** One statement over the last windows. */
export interface StatementFigures {
  id: string;
  text: string;
  /** Share of the time of its database, smoothed over the last windows. */
  share: number;
  /** Calls a second and milliseconds a call in the last window in which it ran. */
  callsPerSecond: number;
  mean: number;
  slowdown?: Slowdown;
}

export interface QueriesFindings {
  time: number;
  databases: DatabaseState[];
  failed: { datname: string; message: string }[];
  recommendations: Open<QueriesRecommendation>[];
  /** Ids of recommendations, and keys of statements, that the cap lets through. */
  published: { recommendations: string[]; statements: string[] };
  dropped: number;
}

export interface DatabaseState {
  datname: string;
  time: number;
  epoch: string;
  counters: StatementCounters[];
  texts: Record<string, string>;
  writes: Record<string, number>;
  statements: StatementFigures[];
  /** Milliseconds a call of the last windows, oldest first, by queryid. */
  means: Record<string, number[]>;
}
