import { ascending, covers, type Candidate, type CandidateKey } from './candidate.js';
import { distinctValues, type Column, type Table } from './catalog.js';
import type { ConstantCondition, Roles, SortTerm, TableAccess, Term } from './roles.js';
import { specialCandidates } from './special.js';

/** Smaller tables are read as a whole faster than through an index. */
export const MINIMUM_ROWS = 1_000;
export const DEFAULT_WIDTH = 3;
/** A B-tree entry must fit in a third of a page of 8 kB. */
const MAXIMUM_COLUMN_BYTES = 1_000;
/** Strings from this width on are compared faster by their hash. */
const HASHED_COLUMN_BYTES = 48;
const MAXIMUM_INCLUDED = 5;
const MAXIMUM_INCLUDED_BYTES = 96;
/** Part of the rows up to which an index on them alone is worth its own existence. */
const PARTIAL_FRACTION = 0.5;
/** Distinct values up to which a column of strings is taken for a state. */
const MAXIMUM_STATES = 50;
const BRIN_CORRELATION = 0.9;
const BRIN_BYTES = 10_000_000;

/** Whether an index of its own can help on the table at all. */
export function worthIndexing(table: Table): boolean {
  return table.kind !== 'other' && !table.isPartition && table.rows >= MINIMUM_ROWS;
}

/**
 * The indexes that could serve one access: equality columns first, then one range or the sort, and the shorter forms of these,
 * since a wider index costs more to keep; forms that carry the other columns or hold only the rows that a constant condition
 * leaves; and other access methods where they fit. What an existing index already serves is left out.
 */
export function candidatesFor(
  access: TableAccess,
  extensions: Readonly<Record<string, string>> = {},
  maximumWidth = DEFAULT_WIDTH,
): Candidate[] {
  const { table } = access;
  if (!worthIndexing(table)) return [];
  const lists: CandidateKey[][] = keyLists(table, access.roles, access.sort, maximumWidth);
  for (const arm of access.alternatives) lists.push(...keyLists(table, merged(access.roles, arm), [], maximumWidth));
  if (access.group.length > 0 && access.group.length <= maximumWidth) {
    const points = bySelectivity(table, access.roles.equal).map(ascending);
    lists.push(access.group.map(ascending), unique([...points, ...access.group.map(ascending)]).slice(0, maximumWidth));
  }
  const plain = distinct(lists).map((keys): Candidate => ({ ...place(table), method: 'btree', keys }));
  const found = [
    ...plain,
    ...plain.flatMap((candidate) => covering(candidate, access)),
    ...access.constants.flatMap((condition) => partial(plain, condition, table)),
    ...hashed(access),
    ...blockRanges(access),
  ].filter((candidate) => usable(table, candidate));
  return distinct([...found, ...specialCandidates(access, place(table), extensions)]).filter(
    (candidate) => !table.indexes.some((index) => covers(index, candidate)),
  );
}

function place(table: Table): Pick<Candidate, 'table' | 'schema' | 'name' | 'partitions'> {
  const { oid, schema, name, partitions } = table;
  return { table: oid, schema, name, ...(table.kind === 'partitioned' && { partitions: partitions ?? [] }) };
}

function keyLists(table: Table, roles: Roles, sort: SortTerm[], maximumWidth: number): CandidateKey[][] {
  const fixed = bySelectivity(table, roles.equal).map(ascending);
  const points = bySelectivity(table, [...roles.equal, ...roles.any]).map(ascending);
  const joins = bySelectivity(table, roles.join).map(ascending);
  const ranges = roles.range.map(ascending);
  const prefixes = roles.prefix.map((term) => patternKey(table, term));
  const lists: CandidateKey[][] = [points, fixed, [...joins, ...points], [...points, ...joins]];
  for (const tail of [...ranges, ...prefixes]) lists.push([...points, tail], [tail]);
  if (sort.length > 0)
    lists.push([...fixed, ...sort], [...sort], [...fixed, ...sort, ...roles.any.map(ascending), ...ranges]);
  for (const range of ranges) for (const join of joins) lists.push([...points, join, range]);
  for (const join of joins) lists.push([join, ...points]);
  for (const point of [...points, ...joins]) lists.push([point]);
  // a list that is cut at the width still serves with its first keys
  return lists.map((keys) => unique(keys).slice(0, maximumWidth)).filter((keys) => keys.length > 0);
}

function patternKey(table: Table, term: Term): CandidateKey {
  const column = columnNamed(table, term.column);
  return { ...ascending(term), ...(column?.patternClass && { operatorClass: column.patternClass }) };
}

/** The same keys with the few other columns that the statement reads, so that it need not visit the table. */
function covering(candidate: Candidate, { table, columns, everything }: TableAccess): Candidate[] {
  const keyed = new Set(candidate.keys.map(({ column }) => column));
  const included = [...columns].filter((name) => !keyed.has(name)).sort();
  const bytes = included.reduce((sum, name) => sum + (columnNamed(table, name)?.width ?? 8), 0);
  const fits = included.length > 0 && included.length <= MAXIMUM_INCLUDED && bytes <= MAXIMUM_INCLUDED_BYTES;
  const hasExpression = candidate.keys.some(({ text }) => !text.startsWith('"'));
  return everything || !fits || hasExpression ? [] : [{ ...candidate, included }];
}

/** The keys that are left when the index holds only the rows of a constant condition, where these are few. */
function partial(plain: readonly Candidate[], condition: ConstantCondition, table: Table): Candidate[] {
  const fraction = fractionOf(condition, columnNamed(table, condition.term.column));
  if (fraction === undefined || fraction > PARTIAL_FRACTION) return [];
  const predicate = { text: condition.text, column: condition.term.column };
  return plain.flatMap((candidate) => {
    const keys = candidate.keys.filter(({ text }) => text !== condition.term.text);
    return keys.length > 0 ? [{ ...candidate, keys, predicate }] : [];
  });
}

/** Share of the rows that a condition leaves, by the statistics; undefined when they do not tell. */
function fractionOf({ kind, value }: ConstantCondition, column: Column | undefined): number | undefined {
  const common = (wanted: string) => column?.common?.find((entry) => entry.value === wanted)?.frequency;
  switch (kind) {
    case 'null':
      return column?.nullFraction;
    case 'not_null':
      return column?.nullFraction === undefined ? undefined : 1 - column.nullFraction;
    case 'true':
      return common('t');
    case 'false':
      return common('f');
    case 'equal':
      // a number is more often one key of many than a state
      return value === undefined || !isState(column) ? undefined : common(value);
  }
}

function isState(column: Column | undefined): boolean {
  const { category, distinct = 0 } = column ?? {};
  return (category === 'S' || category === 'E') && distinct > 0 && distinct <= MAXIMUM_STATES;
}

/** Equality of long strings, which a B-tree cannot hold or only at great size. */
function hashed({ table, roles }: TableAccess): Candidate[] {
  return [...roles.equal, ...roles.join].flatMap((term) => {
    const column = columnNamed(table, term.column);
    const isLong = column?.category === 'S' && (column.width ?? 0) >= HASHED_COLUMN_BYTES;
    return isLong && !term.unproven ? [{ ...place(table), method: 'hash' as const, keys: [ascending(term)] }] : [];
  });
}

/** A range over values that lie in the order of the rows: a few pages of summaries do. */
function blockRanges({ table, roles }: TableAccess): Candidate[] {
  if (table.sizeBytes < BRIN_BYTES) return [];
  return roles.range.flatMap((term) => {
    const correlation = Math.abs(columnNamed(table, term.column)?.correlation ?? 0);
    const fits = correlation >= BRIN_CORRELATION && !term.unproven && term.text.startsWith('"');
    return fits ? [{ ...place(table), method: 'brin' as const, keys: [ascending(term)] }] : [];
  });
}

function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Most distinct values first; a column without statistics last. */
function bySelectivity(table: Table, terms: Term[]): Term[] {
  const values = (term: Term) => {
    const column = columnNamed(table, term.column);
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

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function usable(table: Table, candidate: Candidate): boolean {
  return candidate.keys.every((key) => {
    const column = columnNamed(table, key.column);
    // PostgreSQL judges an expression when it is asked
    if (!column || key.unproven) return column !== undefined;
    return column.indexable && (candidate.method !== 'btree' || (column.width ?? 0) <= MAXIMUM_COLUMN_BYTES);
  });
}
