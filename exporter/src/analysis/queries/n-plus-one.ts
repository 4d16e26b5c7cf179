import { tableLabel, type Catalog, type Table } from '../indexing/catalog.js';
import type { StatementShape } from '../indexing/statement.js';

/** A statement that runs once for each row of another, where one call for all of them would do. */
export interface NPlusOne {
  child: StatementShape;
  parent: StatementShape;
  table: Table;
  /** Calls of the child for one call of the parent. */
  callsPerParent: number;
  /** Calls of the child for one row of the parent; near 1 when it runs once a row. */
  callsPerRow: number;
  /** Share of all calls of the workload. */
  callShare: number;
  /** 0 to 1. */
  confidence: number;
}

export interface NPlusOneOptions {
  minimumRatio: number;
  minimumShare: number;
}

const DEFAULTS: NPlusOneOptions = { minimumRatio: 10, minimumShare: 0.1 };
/** More rows a call than this is a list, not the lookup of one thing. */
const MAXIMUM_ROWS_A_CALL = 20;
/** How far calls of the child may be from rows of the parent, as a factor. */
const ROW_TOLERANCE = 2;

/**
 * Finds key lookups that run at least ten times as often as a statement which returns about one row for each of them,
 * where a foreign key leads from one table to the other, and which make up a good share of all calls.
 * Counters over the same window cannot prove that one page runs both, so the confidence stays moderate.
 */
export function findNPlusOne(
  shapes: readonly StatementShape[],
  catalog: Catalog,
  options: NPlusOneOptions = DEFAULTS,
): NPlusOne[] {
  const allCalls = shapes.reduce((sum, shape) => sum + shape.calls, 0);
  const tables = new Map(catalog.tables.map((table) => [table.oid, table]));
  return shapes.flatMap((child) => {
    const table = child.lookup && tables.get(child.lookup.table);
    const share = child.calls / allCalls;
    if (!table || share < options.minimumShare || child.rows / child.calls > MAXIMUM_ROWS_A_CALL) return [];
    const matches = shapes
      .flatMap((parent) => matchParent(child, parent, table, tables, options) ?? [])
      .sort((a, b) => b.confidence - a.confidence || (a.parent.id < b.parent.id ? -1 : 1));
    return matches.slice(0, 1).map((match) => ({ ...match, callShare: share }));
  });
}

function matchParent(
  child: StatementShape,
  parent: StatementShape,
  table: Table,
  tables: ReadonlyMap<number, Table>,
  options: NPlusOneOptions,
): Omit<NPlusOne, 'callShare'> | undefined {
  if (parent.id === child.id || parent.rows <= 0 || parent.writes.length > 0) return undefined;
  const callsPerParent = child.calls / parent.calls;
  const callsPerRow = child.calls / parent.rows;
  if (callsPerParent < options.minimumRatio) return undefined;
  if (callsPerRow > ROW_TOLERANCE || callsPerRow < 1 / ROW_TOLERANCE) return undefined;
  const linked = parent.tables.some((oid) => isLinked(tables.get(oid), table, child.lookup!.column));
  if (!linked) return undefined;
  const closeness = 1 - Math.abs(Math.log2(callsPerRow));
  return { child, parent, table, callsPerParent, callsPerRow, confidence: 0.45 + 0.3 * closeness };
}

/** Whether a foreign key joins `other` with the looked-up column: from it to the key, or from the column to it. */
function isLinked(other: Table | undefined, table: Table, column: string): boolean {
  if (!other) return false;
  const towards = other.foreignKeys.some(
    (key) => key.referencedTable === table.oid && key.referencedColumns.includes(column),
  );
  const from = table.foreignKeys.some((key) => key.columns.includes(column) && key.referencedTable === other.oid);
  return towards || from;
}

/** One sentence on what was seen. */
export function describeNPlusOne({ child, parent, table, callsPerParent }: NPlusOne): string {
  const rows = (parent.rows / parent.calls).toFixed(0);
  return (
    `A lookup on ${tableLabel(table)} ran ${child.calls} times, ${callsPerParent.toFixed(0)} times for each call of a statement ` +
    `that returns about ${rows} rows: once a row instead of once for all.`
  );
}
