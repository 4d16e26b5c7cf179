import type { Node } from 'libpg-query';
import type { Catalog, Column } from './catalog.js';
import type { ParameterUse } from './roles.js';
import { parameterOf } from './syntax.js';

/** Least characters of a pattern that is made up, and its share of the value. */
const PREFIX_CHARACTERS = 4;
const PREFIX_SHARE = 0.75;

/**
 * Constants for parameters of which more is known than the planner would assume: the limit of the rows follows from the rows that
 * calls returned, and a LIKE pattern is taken to begin like a value of the column.
 */
export function knownValues(
  node: Node,
  { calls, rows }: { calls: number; rows: number },
  parameters: readonly ParameterUse[],
  catalog: Catalog,
): Map<number, string | number> {
  const known = new Map<number, string | number>();
  const limit = 'SelectStmt' in node ? parameterOf(node.SelectStmt.limitCount) : undefined;
  if (limit !== undefined && calls > 0) known.set(limit, Math.max(1, Math.ceil(rows / calls)));
  for (const use of parameters) {
    const prefix = use.kind === 'prefix' ? prefixOf(columnOf(catalog, use)) : undefined;
    if (prefix !== undefined) known.set(use.number, prefix);
  }
  return known;
}

function prefixOf(column: Column | undefined): string | undefined {
  const value = column?.quartiles?.[1] ?? column?.common?.[0]?.value;
  if (value === undefined || value === '') return undefined;
  const characters = [...value];
  const start = characters.slice(0, Math.max(PREFIX_CHARACTERS, characters.length * PREFIX_SHARE)).join('');
  return `${start.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A value that a statement was seen to compare a column with. */
export interface ObservedValue extends Omit<ParameterUse, 'number'> {
  value: string;
}

/**
 * A likely value of each parameter: the first that was `observed`, else by the statistics the most common one for equality and the
 * quartiles for the ends of a range. Undefined when they do not know all of `numbers`.
 */
export function likelyValues(
  numbers: readonly number[],
  parameters: readonly ParameterUse[],
  catalog: Catalog,
  observed: readonly ObservedValue[] = [],
): string[] | undefined {
  const values = numbers.map((number) => {
    const use = parameters.find((entry) => entry.number === number);
    if (!use) return undefined;
    const seen = observed.find(
      ({ table, column, kind }) => table === use.table && column === use.column && kind === use.kind,
    );
    return seen?.value ?? likelyValue(columnOf(catalog, use), use.kind);
  });
  return values.every((value) => value !== undefined) ? values : undefined;
}

function likelyValue(column: Column | undefined, kind: ParameterUse['kind']): string | undefined {
  const [low, middle, high] = column?.quartiles ?? [];
  const common = column?.common?.[0]?.value;
  switch (kind) {
    case 'equal':
      return common ?? middle;
    case 'lower':
      return middle ?? common;
    case 'upper':
      return high ?? low ?? common;
    case 'prefix':
      return prefixOf(column);
  }
}

function columnOf(catalog: Catalog, use: ParameterUse): Column | undefined {
  return catalog.tables.find(({ oid }) => oid === use.table)?.columns.find(({ name }) => name === use.column);
}
