/** What the advisor knows of one database. Plain objects, so that they survive structured cloning. */
export interface Catalog {
  datname: string;
  /** Schemas in which an unqualified name is looked for first. */
  searchPath: string[];
  tables: Table[];
  /** Unix seconds since which the counters of tables and indexes run. */
  countersSince: number;
  /** Standby servers that read from this one: their scans do not show in the counters here. */
  standbys: number;
}

export interface Table {
  oid: number;
  schema: string;
  name: string;
  /** `other` is what cannot have an index of its own, e.g. a foreign table. */
  kind: 'table' | 'partitioned' | 'other';
  /** Estimated rows; negative while nobody counted. */
  rows: number;
  sizeBytes: number;
  /** Sequential and index scans since `countersSince`. */
  scans: number;
  /** Rows written since `countersSince`; `hotUpdated` is the part of `updated` that touched no index. */
  writes: { inserted: number; updated: number; hotUpdated: number; deleted: number };
  /** Only of tables that the workload names. */
  columns: Column[];
  indexes: Index[];
  foreignKeys: ForeignKey[];
}

export interface Column {
  name: string;
  /** False when the type has no default B-tree operator class. */
  indexable: boolean;
  /** Operator class that serves `LIKE 'x%'`, absent when the default one does or none can. */
  patternClass?: string;
  /** `n_distinct` of pg_stats: a count, or when negative a share of the rows. Absent without statistics. */
  distinct?: number;
  /** Average width in bytes. */
  width?: number;
}

export interface Index {
  oid: number;
  name: string;
  method: string;
  keys: IndexKey[];
  included: string[];
  predicate?: string;
  unique: boolean;
  primary: boolean;
  /** Backs a primary key, unique or exclusion constraint. */
  constraint: boolean;
  replicaIdentity: boolean;
  valid: boolean;
  /** Being built right now. */
  building: boolean;
  /** Belongs to an index of a partitioned table, or is one. */
  partitioned: boolean;
  scans: number;
  sizeBytes: number;
  /** The whole `CREATE INDEX` statement. */
  definition: string;
}

export interface IndexKey {
  /** Name of the column; absent for an expression. */
  column?: string;
  /** Text of column or expression as PostgreSQL prints it. */
  text: string;
  descending: boolean;
  nullsFirst: boolean;
  /** Operator class and collation, to tell apart keys that look the same. */
  operatorClass: string;
  collation: string;
}

export interface ForeignKey {
  columns: string[];
  referencedTable: number;
  referencedColumns: string[];
}

/** Distinct values of a column, undefined without statistics. */
export function distinctValues(table: Table, column: Column): number | undefined {
  if (column.distinct === undefined) return undefined;
  return column.distinct < 0 ? -column.distinct * Math.max(table.rows, 0) : column.distinct;
}

/** `schema.table` for people; never for SQL. */
export function tableLabel(table: { schema: string; name: string }): string {
  return `${table.schema}.${table.name}`;
}
