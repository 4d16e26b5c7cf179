import type { FoundRecommendation, Open } from '../recommendation.js';

export type ConnectionsRecommendation = FoundRecommendation;

export interface ConnectionsFindings {
  time: number;
  used: number;
  limit: number;
  sessions: { datname: string; state: string; count: number }[];
  waits: Record<string, number>;
  /** Sessions at work on average since the last run. */
  load?: number;
  /** Loads of the last runs, oldest first. */
  loads: number[];
  /** Connections with which hardly a request waits at the load of busy times; absent while too few runs were seen. */
  advisedPoolSize?: number;
  blocked: number;
  longestBlockedSeconds: number;
  longestIdleInTransactionSeconds: number;
  counter?: { milliseconds: number; epoch: string };
  recommendations: Open<ConnectionsRecommendation>[];
  published: { recommendations: string[]; databases: string[] };
  dropped: number;
  /** Why the PgBouncer in front could not be read. */
  poolerFailure?: string;
}
