import type { AdvisorName } from './kinds.js';

/** What a recommendation does when it is applied. */
export const RECOMMENDATION_ACTIONS = [
  'create_index',
  'drop_index',
  'rebuild_index',
  'change_setting',
  'change_query',
  'change_schema',
  'run_maintenance',
  'end_session',
] as const;
export type RecommendationAction = (typeof RECOMMENDATION_ACTIONS)[number];

/**
 * What the last run of its advisor says on an open recommendation: `confirmed` it found it again; `unconfirmed` its facts could
 * not be read or say nothing; `contradicted` they speak against it, and it is withdrawn when they go on to.
 */
export const RECOMMENDATION_STATES = ['confirmed', 'unconfirmed', 'contradicted'] as const;
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

/** One fact that a recommendation rests on, for example a statement with its cost before and after. */
export interface Evidence {
  /** Short name of the fact in words, e.g. `calls` or `SELECT … FROM orders`. */
  label: string;
  /** The fact in words or as a number with its unit. */
  value: string;
}

/** An insight that proposes a change. */
export interface Recommendation {
  /** Stable over restarts: 12 hex digits of the hash of target and normalised change. */
  id: string;
  advisor: AdvisorName;
  target: string;
  action: RecommendationAction;
  /** What the change is about, e.g. `shop.public.orders` or `maxmemory`. */
  object: string;
  /** One sentence in the imperative, e.g. `Create an index on orders (customer_id, created_at)`. */
  title: string;
  /** Why, in one to three sentences. */
  reason: string;
  /** Predicted share of the workload's cost that goes away, 0 to 1; absent when it cannot be predicted. */
  gainRatio?: number;
  /** Bytes that the change needs (positive) or frees (negative). */
  sizeBytes?: number;
  /** How sure the advisor is, 0 to 1. */
  confidence: number;
  /** The change itself: DDL or configuration text, ready to paste. */
  change: string;
  /** The way back: DDL or configuration text that undoes the change. */
  rollback: string;
  evidence: Evidence[];
  /** Labels of the object as the stock exporters name them (datname, schemaname, relname, indexrelname, db …). */
  labels: Record<string, string>;
  /** Unix seconds at which this exporter first found it. */
  firstSeen: number;
  state: RecommendationState;
}
