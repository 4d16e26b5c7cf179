import type { FoundRecommendation, Open } from '../recommendation.js';

/** A recommendation with the database that it is about; absent for those about the server. */
export interface TablesRecommendation extends FoundRecommendation {
  datname?: string;
}

/** Where a counter stood when it was first seen, to tell its rate over a long span. Time in Unix seconds. */
export interface Mark {
  time: number;
  value: number;
}

export interface TableFigures {
  datname: string;
  schemaname: string;
  relname: string;
  sizeBytes: number;
  deadRatio?: number;
  bloatBytes?: number;
  bufferHitRatio?: number;
  transactionAge: number;
}

export interface SequenceFigures {
  datname: string;
  schemaname: string;
  relname: string;
  usedRatio: number;
  secondsLeft?: number;
}

export interface TablesFindings {
  time: number;
  databases: { datname: string; transactionIdsLeft: number; wraparoundSeconds?: number }[];
  /** Transactions that the oldest holder of old rows spans, by its kind. */
  horizonAge?: { kind: string; age: number };
  tables: TableFigures[];
  sequences: SequenceFigures[];
  failed: { datname: string; message: string }[];
  recommendations: Open<TablesRecommendation>[];
  /** Ids and keys that the cap lets through. */
  published: { recommendations: string[]; tables: string[]; sequences: string[] };
  dropped: number;
  /** By counter: `xid`, or database and sequence. */
  marks: Record<string, Mark>;
}
