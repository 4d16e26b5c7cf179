import { distinctValues, type Index, type Table } from './catalog.js';
import { quoteIdentifier } from './quote.js';
import type { Roles, SortTerm, TableAccess, Term } from './roles.js';

/** An index that could be made. */
export interface Candidate {
  table: number;
  schema: string;
  name: string;
  keys: CandidateKey[];
}

export interface CandidateKey extends Term {
  descending: boolean;
  nullsFirst: boolean;
  operatorClass?: string;
}

/** Smaller tables are read as a whole faster than through an index. */
export const MINIMUM_ROWS = 1_000;
const MAXIMUM_WIDTH = 3;
/** A B-tree entry must fit in a third of a page of 8 kB. */
const MAXIMUM_COLUMN_BYTES = 1_000;

/** Whether an index of its own can help on the table at all. */
export function worthIndexing(table: Table): boolean {
  return table.kind === 'table' && table.rows >= MINIMUM_ROWS;
}

/**
 * The indexes that could serve one access: equality columns first, then one range or the sort, and the shorter forms of these,
 * since a wider index costs more to keep. What an existing index already serves is left out.
 */
export function candidatesFor(access: TableAccess): Candidate[] {
  const { table } = access;
  if (!worthIndexing(table)) return [];
  const found: CandidateKey[][] = keyLists(table, access.roles, access.sort);
  for (const arm of access.alternatives) found.push(...keyLists(table, merged(access.roles, arm), []));
  if (access.group.length > 0 && access.group.length <= MAXIMUM_WIDTH) found.push(access.group.map(ascending));
  return distinct(found.filter((keys) => usable(table, keys)))
    .map((keys) => ({ table: table.oid, schema: table.schema, name: table.name, keys }))
    .filter((candidate) => !table.indexes.some((index) => covers(index, candidate)));
}

function keyLists(table: Table, roles: Roles, sort: SortTerm[]): CandidateKey[][] {
  const fixed = bySelectivity(table, roles.equal).map(ascending);
  const points = bySelectivity(table, [...roles.equal, ...roles.any]).map(ascending);
  const joins = bySelectivity(table, roles.join).map(ascending);
  const ranges = roles.range.map(ascending);
  const prefixes = roles.prefix.map((term) => patternKey(table, term));
  const lists: CandidateKey[][] = [points, fixed, [...joins, ...points], [...points, ...joins]];
  for (const tail of [...ranges, ...prefixes]) lists.push([...points, tail], [tail]);
  if (sort.length > 0) lists.push([...fixed, ...sort], [...sort]);
  for (const range of ranges) for (const join of joins) lists.push([...points, join, range]);
  for (const join of joins) lists.push([join, ...points]);
  for (const point of [...points, ...joins]) lists.push([point]);
  // a list that is cut at the width still serves with its first keys
  return lists.map((keys) => unique(keys).slice(0, MAXIMUM_WIDTH)).filter((keys) => keys.length > 0);
}

function ascending(term: Term): CandidateKey {
  return { text: term.text, column: term.column, descending: false, nullsFirst: false };
}

function patternKey(table: Table, term: Term): CandidateKey {
  const column = table.columns.find((candidate) => candidate.name === term.column);
  return { ...ascending(term), ...(column?.patternClass && { operatorClass: column.patternClass }) };
}

/** Most distinct values first; a column without statistics last. */
function bySelectivity(table: Table, terms: Term[]): Term[] {
  const values = (term: Term) => {
    const column = table.columns.find((candidate) => candidate.name === term.column);
    return (column && distinctValues(table, column)) ?? 0;
  };
  return [...terms].sort((a, b) => values(b) - values(a) || (a.text < b.text ? -1 : 1));
}

function merged(outer: Roles, arm: Roles): Roles {
  return {
    equal: [...outer.equal, ...arm.equal],
    any: [...outer.any, ...arm.any],
    join: arm.join,
    range: arm.range,
    prefix: arm.prefix,
  };
}

function unique(keys: CandidateKey[]): CandidateKey[] {
  return keys.filter((key, position) => keys.findIndex((other) => other.text === key.text) === position);
}

function distinct(lists: CandidateKey[][]): CandidateKey[][] {
  const seen = new Set<string>();
  return lists.filter((keys) => {
    const text = JSON.stringify(keys);
    return !seen.has(text) && seen.add(text);
  });
}

function usable(table: Table, keys: CandidateKey[]): boolean {
  return keys.every((key) => {
    const column = table.columns.find((candidate) => candidate.name === key.column);
    return column?.indexable === true && (column.width ?? 0) <= MAXIMUM_COLUMN_BYTES;
  });
}

/** Whether the first keys of a usable index are those of the candidate, read forwards or backwards. */
export function covers(index: Index, candidate: Candidate): boolean {
  if (!index.valid || index.method !== 'btree' || index.predicate !== undefined) return false;
  if (index.keys.length < candidate.keys.length) return false;
  const same = (flipped: boolean) =>
    candidate.keys.every((key, position) => {
      const existing = index.keys[position]!;
      return (
        sameKey(existing.column, existing.text, key) &&
        (existing.descending !== key.descending) === flipped &&
        (existing.nullsFirst !== key.nullsFirst) === flipped &&
        (key.operatorClass === undefined || existing.operatorClass.endsWith(key.operatorClass))
      );
    });
  return same(false) || same(true);
}

function sameKey(column: string | undefined, text: string, key: CandidateKey): boolean {
  if (key.text === quoteIdentifier(key.column)) return column === key.column;
  return column === undefined && bare(text) === bare(key.text);
}

/** An expression without the casts and parentheses that PostgreSQL adds when it prints it. */
function bare(expression: string): string {
  return expression.replace(/::[a-z ]+|[()"\s]/g, '');
}
