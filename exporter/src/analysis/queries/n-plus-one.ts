import { tableLabel, type Table } from '../indexing/catalog.js';
import type { Lookup, TableUse } from './lookup.js';
import type { StatementCounters } from './windows.js';

/** A statement with what it did since counting began. */
export interface CountedStatement extends StatementCounters {
  text: string;
  use: TableUse;
}

/** A statement that runs once for each row of another, where one call for all of them would do. */
export interface NPlusOne {
  child: CountedStatement;
  lookup: Lookup;
  parent: CountedStatement;
  /** The table that the child looks into. */
  table: Table;
  /** The table whose rows the parent returns. */
  parentTable: Table;
  /** What joins both tables: a foreign key, or only names such as `order_id` and `orders`. */
  link: 'foreign key' | 'name';
  /** Calls of the child for one call of the parent. */
  callsPerParent: number;
  /** Calls of the child for one row of the parent; near 1 when it runs once a row. */
  callsPerRow: number;
  /** Share of all calls of the workload. */
  callShare: number;
  /** 0 to 1. */
  confidence: number;
}

/** A child runs at least this many times for one call of its parent. */
export const MINIMUM_CALLS_A_PARENT = 10;
/** A child has at least this share of all calls. */
const MINIMUM_SHARE = 0.1;
/** More rows a call than this is a list, not the lookup of one thing. */
const MAXIMUM_ROWS_A_CALL = 20;
/** How far calls of the child may be from rows of the parent, as a factor. */
const ROW_TOLERANCE = 2;
/** By link: counters over the same window cannot prove that one page runs both, so no confidence is high. */
const CONFIDENCE = { 'foreign key': 0.5, name: 0.4 } as const;
const CLOSENESS_CONFIDENCE = 0.25;

/**
 * Finds key lookups that run at least ten times as often as a statement which returns about one row for each of them,
 * where a foreign key or a name leads from one table to the other, and which make up a good share of all calls.
 */
export function findNPlusOne(statements: readonly CountedStatement[], known: readonly Table[]): NPlusOne[] {
  const allCalls = statements.reduce((sum, { calls }) => sum + calls, 0);
  const tables = new Map(known.map((table) => [table.oid, table]));
  return statements.flatMap((child) => {
    const { lookup } = child.use;
    const table = lookup && tables.get(lookup.table);
    const callShare = child.calls / allCalls;
    if (!table || callShare < MINIMUM_SHARE || child.rows / child.calls > MAXIMUM_ROWS_A_CALL) return [];
    const matches = statements
      .flatMap((parent) => matchParent({ child, lookup, table }, parent, tables) ?? [])
      .sort((a, b) => b.confidence - a.confidence || (a.parent.id < b.parent.id ? -1 : 1));
    return matches.slice(0, 1).map((match) => ({ ...match, callShare }));
  });
}

function matchParent(
  found: Pick<NPlusOne, 'child' | 'lookup' | 'table'>,
  parent: CountedStatement,
  tables: ReadonlyMap<number, Table>,
): Omit<NPlusOne, 'callShare'> | undefined {
  const { child, lookup, table } = found;
  if (parent.id === child.id || parent.rows <= 0 || parent.use.writes) return undefined;
  const callsPerParent = child.calls / parent.calls;
  const callsPerRow = child.calls / parent.rows;
  if (callsPerParent < MINIMUM_CALLS_A_PARENT) return undefined;
  if (callsPerRow > ROW_TOLERANCE || callsPerRow < 1 / ROW_TOLERANCE) return undefined;
  const closeness = 1 - Math.abs(Math.log2(callsPerRow));
  for (const parentTable of parent.use.tables.flatMap((oid) => tables.get(oid) ?? [])) {
    const link = linkBetween(parentTable, table, lookup.column);
    if (!link) continue;
    const confidence = CONFIDENCE[link] + CLOSENESS_CONFIDENCE * closeness;
    return { ...found, parent, parentTable, link, callsPerParent, callsPerRow, confidence };
  }
  return undefined;
}

/** What joins `parent` with the looked-up column: a foreign key one way or the other, or names that say so. */
function linkBetween(parent: Table, table: Table, column: string): NPlusOne['link'] | undefined {
  const towards = parent.foreignKeys.some(
    (key) => key.referencedTable === table.oid && key.referencedColumns.includes(column),
  );
  const from = table.foreignKeys.some((key) => key.referencedTable === parent.oid && key.columns.includes(column));
  if (towards || from) return 'foreign key';
  if (parent.oid === table.oid) return undefined;
  const namesParent = refersTo(column, parent.name);
  const namedByParent = parent.columns.some(({ name }) => refersTo(name, table.name) && name.endsWith(column));
  return namesParent || namedByParent ? 'name' : undefined;
}

/** Whether a column such as `order_id` is named after a table such as `order` or `orders`, `category_id` after `categories`. */
function refersTo(column: string, table: string): boolean {
  const subject = /^(.+?)_?(id|key|no|uuid)$/i.exec(column)?.[1]?.toLowerCase();
  if (!subject) return false;
  const name = table.toLowerCase();
  return [subject, `${subject}s`, `${subject}es`, subject.replace(/y$/, 'ies')].includes(name);
}

/** What was seen, in one or two sentences. */
export function describeNPlusOne({ child, parent, table, parentTable, callsPerParent, link }: NPlusOne): string {
  const rows = (parent.rows / parent.calls).toFixed(0);
  const doubt = link === 'name' ? ' No foreign key joins the tables, only their names.' : '';
  return (
    `A lookup on ${tableLabel(table)} ran ${child.calls} times, ${callsPerParent.toFixed(0)} times for each call of a statement ` +
    `on ${tableLabel(parentTable)} that returns about ${rows} rows: once a row instead of once for all.${doubt}`
  );
}
