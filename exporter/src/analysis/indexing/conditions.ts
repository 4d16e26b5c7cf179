import type { A_Expr, BoolExpr, Node } from 'libpg-query';
import { addTerm, columnTerm, emptyRoles, type RoleName, type Roles, type TableAccess, type Term } from './roles.js';
import { columnReference, resolveColumn, type Found, type Scope } from './scope.js';
import { stringOf, walk } from './syntax.js';

/** Where found roles go: the access itself, or one arm of an OR. */
type Sink = (access: TableAccess, role: RoleName, term: Term) => void;
/** Told of each subquery that a condition holds, with the column compared with its result. */
type SubqueryVisitor = (subquery: Node, comparedWith: Found | undefined) => void;

const RANGE_OPERATORS = new Set(['<', '<=', '>', '>=']);
const INDEXED_FUNCTIONS = new Set(['lower', 'upper']);

/** Reads a WHERE or ON condition and adds to each table access what an index could use of it. */
export function readCondition(node: Node | undefined, scope: Scope, onSubquery: SubqueryVisitor): void {
  read(node, scope, (access, role, term) => addTerm(access.roles[role], term), onSubquery);
}

function read(node: Node | undefined, scope: Scope, sink: Sink, onSubquery: SubqueryVisitor): void {
  if (!node) return;
  if ('BoolExpr' in node) readBoolean(node.BoolExpr, scope, sink, onSubquery);
  else if ('A_Expr' in node) readComparison(node.A_Expr, scope, sink, onSubquery);
  else if ('NullTest' in node) {
    const found = node.NullTest.nulltesttype === 'IS_NULL' ? termOf(node.NullTest.arg, scope) : undefined;
    if (found) sink(found.access, 'equal', found.term);
  } else if ('ColumnRef' in node) {
    const found = termOf(node, scope);
    if (found) sink(found.access, 'equal', found.term);
  } else if ('SubLink' in node) {
    const { subselect, testexpr, subLinkType, operName } = node.SubLink;
    const isIn = subLinkType === 'ANY_SUBLINK' && (operName === undefined || stringOf(operName[0]) === '=');
    const found = isIn ? termOf(testexpr, scope) : undefined;
    if (found) sink(found.access, 'join', found.term);
    if (subselect) onSubquery(subselect, found);
  } else readSubqueries(node, onSubquery);
}

/** Subqueries anywhere below a node that is no condition itself. */
export function readSubqueries(node: unknown, onSubquery: SubqueryVisitor): void {
  walk(node, (kind, child) => {
    if (kind !== 'SubLink') return true;
    if (child['subselect']) onSubquery(child['subselect'] as Node, undefined);
    readSubqueries(child['testexpr'], onSubquery);
    return false;
  });
}

function readBoolean(expression: BoolExpr, scope: Scope, sink: Sink, onSubquery: SubqueryVisitor): void {
  const parts = expression.args ?? [];
  if (expression.boolop === 'AND_EXPR') {
    for (const part of parts) read(part, scope, sink, onSubquery);
  } else if (expression.boolop === 'OR_EXPR') {
    readAlternatives(parts, scope, onSubquery);
  } else {
    const found = termOf(parts[0], scope);
    if (found) sink(found.access, 'equal', found.term);
    else readSubqueries(parts, onSubquery);
  }
}

/** An OR helps only where every arm can use an index on the same table; then each arm counts by itself. */
function readAlternatives(arms: Node[], scope: Scope, onSubquery: SubqueryVisitor): void {
  const found = arms.map((arm) => {
    const roles = new Map<TableAccess, Roles>();
    const sink: Sink = (access, role, term) => {
      const own = roles.get(access) ?? emptyRoles();
      roles.set(access, own);
      addTerm(own[role], term);
    };
    read(arm, scope, sink, onSubquery);
    return roles;
  });
  for (const access of found[0]?.keys() ?? []) {
    if (found.every((roles) => roles.has(access)))
      access.alternatives.push(...found.map((roles) => roles.get(access)!));
  }
}

function readComparison(expression: A_Expr, scope: Scope, sink: Sink, onSubquery: SubqueryVisitor): void {
  const { kind, lexpr, rexpr } = expression;
  readSubqueries([lexpr, rexpr], onSubquery);
  const operator = stringOf(expression.name?.at(-1)) ?? '';
  const left = termOf(lexpr, scope);
  if (kind === 'AEXPR_OP') {
    readOperator(operator, lexpr, rexpr, scope, sink);
  } else if (left && (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY') && operator === '=') {
    sink(left.access, 'any', left.term);
  } else if (left && (kind === 'AEXPR_BETWEEN' || kind === 'AEXPR_BETWEEN_SYM')) {
    sink(left.access, 'range', left.term);
  } else if (left && kind === 'AEXPR_LIKE' && operator === '~~' && hasFixedPrefix(rexpr)) {
    sink(left.access, 'prefix', left.term);
  }
}

function readOperator(
  operator: string,
  lexpr: Node | undefined,
  rexpr: Node | undefined,
  scope: Scope,
  sink: Sink,
): void {
  if (operator !== '=' && !RANGE_OPERATORS.has(operator)) return;
  const pairs = rowPairs(lexpr, rexpr);
  // of a row comparison such as (a, b) > ($1, $2) only the first column limits the range
  for (const [leftNode, rightNode] of operator === '=' ? pairs : pairs.slice(0, 1)) {
    const [left, right] = [termOf(leftNode, scope), termOf(rightNode, scope)];
    addSide(operator, left, right, rightNode, scope, sink);
    addSide(operator, right, left, leftNode, scope, sink);
  }
}

/** The role of one side of a comparison, if the other side is known before its rows are read. */
function addSide(
  operator: string,
  side: FoundTerm | undefined,
  other: FoundTerm | undefined,
  otherNode: Node | undefined,
  scope: Scope,
  sink: Sink,
): void {
  if (!side || other?.access === side.access) return;
  if (other) {
    if (operator === '=') sink(side.access, 'join', side.term);
  } else if (!mentions(otherNode, side.access, scope)) {
    sink(side.access, operator === '=' ? 'equal' : 'range', side.term);
  }
}

function rowPairs(left: Node | undefined, right: Node | undefined): [Node | undefined, Node | undefined][] {
  if (left && right && 'RowExpr' in left && 'RowExpr' in right) {
    const values = right.RowExpr.args ?? [];
    return (left.RowExpr.args ?? []).map((item, position) => [item, values[position]]);
  }
  return [[left, right]];
}

interface FoundTerm extends Found {
  term: Term;
}

/** The index key that a node is: a column, or lower/upper of one. */
function termOf(node: Node | undefined, scope: Scope): FoundTerm | undefined {
  const reference = columnReference(node);
  if (reference) {
    const found = resolveColumn(reference, scope);
    return found && { ...found, term: columnTerm(found.column) };
  }
  if (!node || !('FuncCall' in node)) return undefined;
  const { funcname = [], args = [] } = node.FuncCall;
  const name = stringOf(funcname.at(-1)) ?? '';
  if (!INDEXED_FUNCTIONS.has(name) || args.length !== 1) return undefined;
  const argument = columnReference(args[0]);
  const found = argument && resolveColumn(argument, scope);
  return found && { ...found, term: { text: `${name}(${columnTerm(found.column).text})`, column: found.column.name } };
}

function mentions(node: Node | undefined, access: TableAccess, scope: Scope): boolean {
  let mentioned = false;
  walk(node, (kind, child) => {
    if (kind === 'ColumnRef') mentioned ||= resolveColumn(child, scope)?.access === access;
  });
  return mentioned;
}

/** Whether a LIKE pattern is a constant that starts with an ordinary character. */
function hasFixedPrefix(pattern: Node | undefined): boolean {
  const constant = pattern && 'A_Const' in pattern ? pattern.A_Const.sval?.sval : undefined;
  return constant !== undefined && constant !== '' && !/^[%_\\]/.test(constant);
}
