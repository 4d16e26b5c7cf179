import type { Node, SelectStmt } from 'libpg-query';
import { readAccess } from '../indexing/access.js';
import type { TableAccess } from '../indexing/roles.js';
import type { TableIndex } from '../indexing/scope.js';
import { printNode, stringOf, walk } from '../indexing/syntax.js';

/** A statement that fetches what belongs to one key. */
export interface Lookup {
  /** The table whose key is compared with the parameter. */
  table: number;
  column: string;
  /** The same statement for many keys at once, with the key among its columns; absent where it would not mean the same. */
  batched?: string;
}

/** What a statement does with tables. */
export interface TableUse {
  /** Tables that it reads. */
  tables: number[];
  writes: boolean;
  /** Set when it reads one table by an equality with a parameter. */
  lookup?: Lookup;
}

/** Resolves the names of a statement; undefined where one fits several tables or the statement is nested too deep. */
export function readTableUse(node: Node, index: TableIndex): TableUse | undefined {
  try {
    const { accesses, writes, ambiguous } = readAccess(node, index);
    if (ambiguous) return undefined;
    const lookup = readLookup(node, accesses);
    const tables = [...new Set(accesses.map(({ table }) => table.oid))];
    return { tables, writes: writes.length > 0, ...(lookup && { lookup }) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Recognises a plain `SELECT … WHERE column = $n`, joins allowed: one equality with a value in the whole statement,
 * no range, grouping or set operation.
 */
function readLookup(node: Node, accesses: TableAccess[]): Lookup | undefined {
  if (!('SelectStmt' in node)) return undefined;
  const select = node.SelectStmt;
  if (select.groupClause || select.distinctClause || select.larg || select.withClause || select.valuesLists)
    return undefined;
  const keyed = accesses.filter(({ roles }) => roles.equal.length > 0);
  const isPlain = accesses.every(
    ({ roles, alternatives }) =>
      roles.range.length + roles.any.length + roles.prefix.length + alternatives.length === 0,
  );
  const [access] = keyed;
  if (!isPlain || keyed.length !== 1 || access!.roles.equal.length !== 1) return undefined;
  const { column } = access!.roles.equal[0]!;
  const batched = select.limitCount ? undefined : batchedText(node, column);
  return { table: access!.table.oid, column, ...(batched !== undefined && { batched }) };
}

/** The statement with `column = $n` turned into `column = ANY ($n)`. */
function batchedText(node: Node, column: string): string | undefined {
  const copy = structuredClone(node);
  let key: Node | undefined;
  walk(copy, (kind, child) => {
    if (kind !== 'A_Expr' || child['kind'] !== 'AEXPR_OP' || key) return;
    const sides = [child['lexpr'], child['rexpr']] as (Node | undefined)[];
    const reference = sides.find((side) => side && columnName(side) === column);
    const parameter = sides.find((side) => side && isParameter(side));
    if (!reference || !parameter) return;
    Object.assign(child, { kind: 'AEXPR_OP_ANY', lexpr: reference, rexpr: parameter });
    key = reference;
  });
  if (!key || !('SelectStmt' in copy)) return undefined;
  addTarget(copy.SelectStmt, key, column);
  return printNode(copy);
}

/** Without the key in the answer nobody could tell which row belongs to which key. */
function addTarget(select: SelectStmt, key: Node, column: string): void {
  const targets = select.targetList ?? [];
  const isThere = targets.some((item) => {
    const value = 'ResTarget' in item ? item.ResTarget.val : undefined;
    const last = value && 'ColumnRef' in value ? value.ColumnRef.fields?.at(-1) : undefined;
    return last !== undefined && ('A_Star' in last || stringOf(last) === column);
  });
  if (!isThere) select.targetList = [{ ResTarget: { val: structuredClone(key) } }, ...targets];
}

function columnName(node: Node): string | undefined {
  return 'ColumnRef' in node ? stringOf(node.ColumnRef.fields?.at(-1)) : undefined;
}

function isParameter(node: Node): boolean {
  return (
    'ParamRef' in node || ('TypeCast' in node && node.TypeCast.arg !== undefined && 'ParamRef' in node.TypeCast.arg)
  );
}
