import type { Node } from 'libpg-query';
import { printNode, walk } from '../indexing/syntax.js';
import type { TableAccess } from '../indexing/roles.js';

/** A statement that fetches the rows of one table that have one key. */
export interface Lookup {
  table: number;
  column: string;
  /** The same statement for many keys at once, where it can be printed. */
  batched?: string;
}

/** Recognises `SELECT … FROM one_table WHERE column = $n …` without grouping, set operations or subqueries. */
export function readLookup(node: Node, accesses: TableAccess[]): Lookup | undefined {
  const [access, ...more] = accesses;
  if (!access || more.length > 0 || !('SelectStmt' in node)) return undefined;
  const select = node.SelectStmt;
  const from = select.fromClause ?? [];
  if (from.length !== 1 || !('RangeVar' in from[0]!) || select.groupClause || select.distinctClause) return undefined;
  const [term, ...others] = access.roles.equal;
  if (!term || others.length > 0 || access.roles.range.length > 0) return undefined;
  const batched = batchedText(node, term.column);
  return { table: access.table.oid, column: term.column, ...(batched !== undefined && { batched }) };
}

/** The statement with `column = $n` turned into `column = ANY ($n)`. */
function batchedText(node: Node, column: string): string | undefined {
  const copy = structuredClone(node);
  let changed = false;
  walk(copy, (kind, child) => {
    if (kind !== 'A_Expr' || child['kind'] !== 'AEXPR_OP' || changed) return;
    const sides = [child['lexpr'], child['rexpr']] as Node[];
    const reference = sides.find((side) => side && isColumn(side, column));
    const parameter = sides.find((side) => side && isParameter(side));
    if (!reference || !parameter) return;
    Object.assign(child, { kind: 'AEXPR_OP_ANY', lexpr: reference, rexpr: parameter });
    changed = true;
  });
  return changed ? printNode(copy) : undefined;
}

function isColumn(node: Node, column: string): boolean {
  const last = 'ColumnRef' in node ? node.ColumnRef.fields?.at(-1) : undefined;
  return last !== undefined && 'String' in last && last.String.sval === column;
}

function isParameter(node: Node): boolean {
  return (
    'ParamRef' in node || ('TypeCast' in node && node.TypeCast.arg !== undefined && 'ParamRef' in node.TypeCast.arg)
  );
}
