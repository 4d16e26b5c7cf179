/** What the advisor knows of one database. Plain objects, so that they survive structured cloning. */
export interface Catalog {
  datname: string;
  /** Schemas in which an unqualified name is looked for first. */
  searchPath: string[];
  tables: Table[];
  /** Views that the workload names. */
  views?: View[];
  /** Versions of the extensions that are created, by name. */
  extensions?: Record<string, string>;
  /** Unix seconds since which the counters of tables and indexes run. */
  countersSince: number;
  /** Standby servers that read from this one: their scans do not show in the counters here. */
  standbys: number;
}

export interface View {
  schema: string;
  name: string;
  /** The query behind it. */
  definition: string;
}

export interface Table {
  oid: number;
  schema: string;
  name: string;
  /** `other` is what cannot have an index of its own, e.g. a foreign table. */
  kind: 'table' | 'partitioned' | 'other';
  /** The partitions at the end of the tree, with rows, of a partitioned table. */
  partitions?: { schema: string; name: string }[];
  /** The table is a partition itself: its parent is what queries name. */
  isPartition?: boolean;
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
  /** Name of the type, the base type of a domain. */
  type?: string;
  /** `typcategory` of the type, e.g. `A` for arrays, `S` for strings, `R` for ranges. */
  category?: string;
  /** Dimensions of a `vector`. */
  dimensions?: number;
  nullFraction?: number;
  /** Correlation of the order of values with the order of rows, −1 to 1. */
  correlation?: number;
  /** Most common values with their share of the rows. */
  common?: { value: string; frequency: number }[];
  /** Values at a quarter, half and three quarters of the histogram. */
  quartiles?: string[];
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
