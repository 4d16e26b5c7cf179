import type { Candidate } from '../../analysis/indexing/candidate.js';
import type { UnneededReason } from '../../analysis/indexing/unneeded.js';
import type { StatementAnswers } from './answers.js';
import type { StatementWindow } from '../../analysis/indexing/window.js';
import type { FoundRecommendation, Open } from '../recommendation.js';

/** A recommendation with what tells later whether it is done. */
export interface IndexesRecommendation extends FoundRecommendation {
  datname: string;
  /** Statements that it rests on, by queryid. */
  statements: string[];
  /** Costs of these in planner units, without new indexes and with all that are recommended. */
  costs?: { id: string; calls: number; before: number; after?: number }[];
  /** How far the saving for common values falls behind that for unknown ones, 0 to 1. */
  disagreement?: number;
  /** The index to create. */
  candidate?: Candidate;
  /** The index to drop or rebuild. */
  index?: { oid: number; reason: UnneededReason };
}

/** What the advisor knows after a run. Times are Unix seconds. */
export interface IndexesFindings {
  time: number;
  databases: DatabaseFindings[];
  failed: { datname: string; message: string }[];
  /** Why Prometheus could not tell how often indexes were scanned. */
  scanHistoryFailure?: string;
  recommendations: Open<IndexesRecommendation>[];
  /** Ids that the cap lets through. */
  published: string[];
  /** Series that the cap leaves out. */
  dropped: number;
}

export interface DatabaseFindings {
  datname: string;
  statements: number;
  /** Statements that were left out, by reason. */
  skipped: Record<string, number>;
  plannerCalls: number;
  hypothetical: boolean;
  /** Bytes of indexes that serve nothing. */
  wasted: Record<UnneededReason, number>;
  /** Texts by queryid, so that the server need not read them again. */
  texts: Record<string, string>;
  window?: StatementWindow;
  /** What the planner said of statements, by queryid, and the sizes of hypothetical indexes. */
  answers: Record<string, StatementAnswers>;
  sizes: Record<string, number>;
  /** What could not be validated in the scratch database. */
  notices: string[];
  /** When each index was first seen, by oid; 0 for those that were there at the first run. */
  appeared: Record<string, number>;
}
