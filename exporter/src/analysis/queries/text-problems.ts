import type { Node } from 'libpg-query';
import { printNode, stringOf, walk } from '../indexing/syntax.js';

export type TextProblemKind = 'offset' | 'unbounded' | 'day_of_column' | 'function_on_column' | 'cast_on_column';

/** Something in the text of a statement that costs more than it must. */
export interface TextProblem {
  kind: TextProblemKind;
  /** The part of the statement that it is about, as SQL. */
  part: string;
  /** The whole statement with the same meaning that avoids it, where there is one for certain. */
  rewrite?: string;
}

/** A column of a table, its type, and whether an index begins with it. */
export interface KnownColumn {
  table: string;
  column: string;
  type: string;
  indexed: boolean;
}

/** A call that returns more rows is a list without an end. */
const MANY_ROWS = 10_000;

/**
 * Reads a statement for OFFSET paging, lists without an end, and indexed columns that a function or cast hides from their index.
 *
 * @param columns those of the tables that the statement names
 * @param rowsACall rows that a call returns on average
 */
export function textProblems(node: Node, columns: readonly KnownColumn[], rowsACall: number): TextProblem[] {
  const tables = tableNames(node);
  const problems: TextProblem[] = [];
  if ('SelectStmt' in node && tables.size > 0) {
    const { limitOffset, limitCount } = node.SelectStmt;
    if (limitOffset) problems.push({ kind: 'offset', part: `OFFSET ${printNode(limitOffset) ?? ''}` });
    if (!limitCount && rowsACall >= MANY_ROWS) problems.push({ kind: 'unbounded', part: 'no LIMIT' });
  }
  const own = columns.filter(({ table }) => tables.has(table));
  walk([node], (kind, child) => {
    if (kind === 'A_Expr' && child['kind'] === 'AEXPR_OP') problems.push(...hiddenColumn(node, { A_Expr: child }, own));
  });
  return problems;
}

function tableNames(node: Node): Set<string> {
  const names = new Set<string>();
  walk([node], (kind, child) => {
    if (kind === 'RangeVar' && typeof child['relname'] === 'string') names.add(child['relname']);
  });
  return names;
}

/** An indexed column on the left of a comparison, inside a cast or function that its index knows nothing of. */
function hiddenColumn(statement: Node, expression: Node, columns: readonly KnownColumn[]): TextProblem[] {
  if (!('A_Expr' in expression)) return [];
  const side = expression.A_Expr.lexpr;
  const wrapped = side && unwrap(side);
  const column = wrapped && known(wrapped.reference, columns);
  if (!wrapped || !column?.indexed) return [];
  const part = printNode(expression) ?? '';
  if (!wrapped.day) return [{ kind: wrapped.cast ? 'cast_on_column' : 'function_on_column', part }];
  // with a time zone midnight may not exist
  const rewrite = column.type === 'timestamp' ? dayAsRange(statement, expression, wrapped.reference) : undefined;
  return [{ kind: 'day_of_column', part, ...(rewrite !== undefined && { rewrite }) }];
}

function unwrap(side: Node): { reference: Node; day: boolean; cast: boolean } | undefined {
  if ('TypeCast' in side) {
    const { arg, typeName } = side.TypeCast;
    if (!arg || !('ColumnRef' in arg)) return undefined;
    return { reference: arg, day: stringOf(typeName?.names?.at(-1)) === 'date', cast: true };
  }
  const call = 'FuncCall' in side ? side.FuncCall : 'CoalesceExpr' in side ? side.CoalesceExpr : undefined;
  const references = (call?.args ?? []).filter((argument) => 'ColumnRef' in argument);
  if (!call || references.length !== 1) return undefined;
  const name = 'funcname' in call ? stringOf(call.funcname?.at(-1)) : undefined;
  return { reference: references[0]!, day: name === 'date' && call.args?.length === 1, cast: false };
}

/** The column that is meant; undefined when no table of the statement has it, or several do. */
function known(reference: Node, columns: readonly KnownColumn[]): KnownColumn | undefined {
  if (!('ColumnRef' in reference)) return undefined;
  const name = stringOf(reference.ColumnRef.fields?.at(-1));
  const found = columns.filter(({ column }) => column === name);
  return found.length === 1 ? found[0] : undefined;
}

/** The statement with `c::date = x` as `c >= x::date AND c < x::date + 1`. */
function dayAsRange(statement: Node, expression: Node, reference: Node): string | undefined {
  if (!('A_Expr' in expression) || stringOf(expression.A_Expr.name?.at(-1)) !== '=') return undefined;
  const value = expression.A_Expr.rexpr;
  const inner = value && 'TypeCast' in value ? value.TypeCast.arg : value;
  if (!inner || !('ParamRef' in inner || 'A_Const' in inner)) return undefined;
  const day: Node = { TypeCast: { arg: inner, typeName: { names: [{ String: { sval: 'date' } }], typemod: -1 } } };
  const next = compare('+', day, { A_Const: { ival: { ival: 1 } } });
  const range: Node = {
    BoolExpr: { boolop: 'AND_EXPR', args: [compare('>=', reference, day), compare('<', reference, next)] },
  };
  return printNode(replaceNode(statement, expression, range));
}

function compare(operator: string, left: Node, right: Node): Node {
  return { A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: operator } }], lexpr: left, rexpr: right } };
}

/** A copy of the tree with each node that prints like `old` replaced. */
function replaceNode(tree: Node, old: Node, replacement: Node): Node {
  const kind = Object.keys(old)[0]!;
  const text = printNode(old);
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    if (kind in value && printNode(value as Node) === text) return replacement;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copy(child)]));
  };
  return copy(tree) as Node;
}
