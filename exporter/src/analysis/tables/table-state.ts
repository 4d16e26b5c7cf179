import { quoteQualified } from '../indexing/quote.js';

/** What the statistics of PostgreSQL say of one table. Times are Unix seconds, counters run since the last reset. */
export interface TableState {
  oid: number;
  schema: string;
  name: string;
  /** Live rows as last estimated; negative while nobody counted. */
  rows: number;
  deadRows: number;
  /** Rows changed since the statistics for the planner were made. */
  modifiedRows: number;
  sizeBytes: number;
  /** Absent when it never was. */
  lastVacuum?: number;
  lastAnalyze?: number;
  /** Being vacuumed right now. */
  vacuuming: boolean;
  writes: { inserted: number; updated: number; deleted: number };
  blocks: { hit: number; read: number };
  /** Transactions since the oldest row version that is not frozen, its TOAST table included. */
  transactionAge: number;
  /** Storage parameters, e.g. `autovacuum_enabled` → `false`. */
  options: Record<string, string>;
  /** Only of large tables. */
  columns?: ColumnSummary;
}

/** What pg_stats says of the columns of one table together. */
export interface ColumnSummary {
  count: number;
  /** Average bytes of a row's values. */
  width: number;
  nullable: boolean;
  /** False when a column has no statistics, so that `width` is a guess. */
  known: boolean;
  /** A date or time column along which the rows lie on disk. */
  timeColumn?: string;
}

/** Settings of the server that decide when autovacuum comes. */
export interface AutovacuumSettings {
  enabled: boolean;
  vacuumThreshold: number;
  vacuumScaleFactor: number;
  analyzeThreshold: number;
  analyzeScaleFactor: number;
  freezeMaximumAge: number;
}

/** What keeps VACUUM from removing rows that are newer than it. */
export interface HorizonHolder {
  kind: 'session' | 'prepared transaction' | 'replication slot' | 'standby';
  name: string;
  /** Transactions since it began. */
  age: number;
}

/** `schema.table` for people. */
export function labelOf(table: { schema: string; name: string }): string {
  return `${table.schema}.${table.name}`;
}

/** For SQL. */
export function sqlName(table: { schema: string; name: string }): string {
  return quoteQualified(table);
}

export function tableLabels(table: { schema: string; name: string }): Record<string, string> {
  return { schemaname: table.schema, relname: table.name };
}

/** A number among the storage parameters; `otherwise` when it is not set or no number. */
export function numberOption(table: TableState, name: string, otherwise: number): number {
  const value = Number(table.options[name] ?? NaN);
  return Number.isFinite(value) ? value : otherwise;
}
