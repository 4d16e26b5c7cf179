import type { Node } from 'libpg-query';
import type { ConstantCondition, TableAccess } from './roles.js';
import { columnTerm } from './roles.js';
import { columnReference, resolveColumn, type Scope } from './scope.js';
import { printNode, stringOf } from './syntax.js';

/** Notes a condition without parameters, such as `deleted_at IS NULL` or `state = 'open'`, with the table it restricts. */
export function readConstant(node: Node, scope: Scope): void {
  const read = constantOf(node);
  const reference = read && columnReference(read.column);
  const found = reference && resolveColumn(reference, scope);
  if (!read || !found) return;
  const term = columnTerm(found.column);
  const { kind, value, after } = read;
  add(found.access, {
    text: kind === 'false' ? `NOT ${term.text}` : term.text + after,
    term,
    kind,
    ...(value !== undefined && { value }),
  });
}

function add(access: TableAccess, condition: ConstantCondition): void {
  if (!access.constants.some(({ text }) => text === condition.text)) access.constants.push(condition);
}

function constantOf(
  node: Node,
): { column: Node | undefined; kind: ConstantCondition['kind']; value?: string; after: string } | undefined {
  if ('NullTest' in node) {
    const isNull = node.NullTest.nulltesttype === 'IS_NULL';
    return {
      column: node.NullTest.arg,
      kind: isNull ? 'null' : 'not_null',
      after: isNull ? ' IS NULL' : ' IS NOT NULL',
    };
  }
  if ('ColumnRef' in node) return { column: node, kind: 'true', after: '' };
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'NOT_EXPR') {
    return { column: node.BoolExpr.args?.[0], kind: 'false', after: '' };
  }
  if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP' || stringOf(node.A_Expr.name?.at(-1)) !== '=')
    return undefined;
  const { lexpr, rexpr } = node.A_Expr;
  if (!rexpr || !('A_Const' in rexpr) || rexpr.A_Const.isnull) return undefined;
  const { boolval, sval, ival, fval } = rexpr.A_Const;
  if (boolval) return { column: lexpr, kind: boolval.boolval ? 'true' : 'false', after: '' };
  const value = sval?.sval ?? fval?.fval ?? (ival ? String(ival.ival ?? 0) : undefined);
  const printed = printNode(rexpr);
  if (value === undefined || printed === undefined) return undefined;
  return { column: lexpr, kind: 'equal', value, after: ` = ${printed}` };
}
