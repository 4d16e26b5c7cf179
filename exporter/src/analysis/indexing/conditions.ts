import type { A_Expr, BoolExpr, Node } from 'libpg-query';
import { readConstant } from './constants.js';
import { termOf, type FoundTerm } from './expressions.js';
import {
  addTerm,
  emptyRoles,
  type ParameterUse,
  type RoleName,
  type Roles,
  type TableAccess,
  type Term,
} from './roles.js';
import { resolveColumn, type Found, type Scope } from './scope.js';
import { parameterOf, stringOf, walk } from './syntax.js';

/** Where found roles go: the access itself, or one arm of an OR. */
type Sink = (access: TableAccess, role: RoleName, term: Term) => void;
/** Told of each subquery that a condition holds, with the column compared with its result. */
type SubqueryVisitor = (subquery: Node, comparedWith: Found | undefined) => void;

/** What reading a condition reports to, besides the accesses. */
interface Reading {
  scope: Scope;
  sink: Sink;
  onSubquery: SubqueryVisitor;
  parameters: ParameterUse[];
  /** Inside an OR nothing holds for all rows. */
  always: boolean;
}

const RANGE_OPERATORS = new Set(['<', '<=', '>', '>=']);
/** Operators that GIN, GiST, trigram or vector indexes serve. */
const SPECIAL_OPERATORS = new Set([
  '@>',
  '<@',
  '&&',
  '?',
  '?|',
  '?&',
  '@?',
  '@@',
  '~~',
  '~~*',
  '~',
  '~*',
  '%',
  '<<',
  '>>',
  '-|-',
  '~=',
]);
/** Functions of PostGIS that use an index on either geometry. */
const SPATIAL_FUNCTIONS = new Set([
  'st_dwithin',
  'st_intersects',
  'st_contains',
  'st_within',
  'st_covers',
  'st_coveredby',
  'st_overlaps',
  'st_touches',
  'st_crosses',
  'st_equals',
]);

/**
 * Reads a WHERE or ON condition and adds to each table access what an index could use of it; parameters that are compared with
 * columns go to `parameters`.
 */
export function readCondition(
  node: Node | undefined,
  scope: Scope,
  onSubquery: SubqueryVisitor,
  parameters: ParameterUse[],
): void {
  const sink: Sink = (access, role, term) => addTerm(access.roles[role], term);
  read(node, { scope, sink, onSubquery, parameters, always: true });
}

function read(node: Node | undefined, reading: Reading): void {
  if (!node) return;
  const { scope, sink, onSubquery } = reading;
  if (reading.always) readConstant(node, scope);
  if ('BoolExpr' in node) readBoolean(node.BoolExpr, reading);
  else if ('A_Expr' in node) readComparison(node.A_Expr, reading);
  else if ('NullTest' in node) {
    const found = node.NullTest.nulltesttype === 'IS_NULL' ? termOf(node.NullTest.arg, scope) : undefined;
    if (found) sink(found.access, 'equal', found.term);
  } else if ('BooleanTest' in node) {
    const found = termOf(node.BooleanTest.arg, scope);
    if (found && /IS_(TRUE|FALSE)/.test(node.BooleanTest.booltesttype ?? '')) sink(found.access, 'equal', found.term);
  } else if ('ColumnRef' in node) {
    const found = termOf(node, scope);
    if (found) sink(found.access, 'equal', found.term);
  } else if ('SubLink' in node) {
    const { subselect, testexpr, subLinkType, operName } = node.SubLink;
    const isIn = subLinkType === 'ANY_SUBLINK' && (operName === undefined || stringOf(operName[0]) === '=');
    const found = isIn ? termOf(testexpr, scope) : undefined;
    if (found) sink(found.access, 'join', found.term);
    if (subselect) onSubquery(subselect, found);
  } else {
    if ('FuncCall' in node) readFunction(node.FuncCall, scope);
    readSubqueries(node, onSubquery);
  }
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

function readBoolean(expression: BoolExpr, reading: Reading): void {
  const parts = expression.args ?? [];
  if (expression.boolop === 'AND_EXPR') {
    for (const part of parts) read(part, reading);
  } else if (expression.boolop === 'OR_EXPR') {
    readAlternatives(parts, reading);
  } else {
    const found = parts[0] && 'ColumnRef' in parts[0] ? termOf(parts[0], reading.scope) : undefined;
    if (found) reading.sink(found.access, 'equal', found.term);
    else readSubqueries(parts, reading.onSubquery);
  }
}

/** An OR helps only where every arm can use an index on the same table; then each arm counts by itself. */
function readAlternatives(arms: Node[], reading: Reading): void {
  const found = arms.map((arm) => {
    const roles = new Map<TableAccess, Roles>();
    const sink: Sink = (access, role, term) => {
      const own = roles.get(access) ?? emptyRoles();
      roles.set(access, own);
      addTerm(own[role], term);
    };
    read(arm, { ...reading, sink, always: false });
    return roles;
  });
  for (const access of found[0]?.keys() ?? []) {
    if (found.every((roles) => roles.has(access)))
      access.alternatives.push(...found.map((roles) => roles.get(access)!));
  }
}

function readComparison(expression: A_Expr, reading: Reading): void {
  const { kind, lexpr, rexpr } = expression;
  const { scope, sink } = reading;
  readSubqueries([lexpr, rexpr], reading.onSubquery);
  const operator = stringOf(expression.name?.at(-1)) ?? '';
  const left = termOf(lexpr, scope);
  if (reading.always) readSpecial(operator, left, lexpr, rexpr, scope);
  if (kind === 'AEXPR_OP') {
    readOperator(operator, lexpr, rexpr, reading);
  } else if (left && (kind === 'AEXPR_IN' || kind === 'AEXPR_OP_ANY') && operator === '=') {
    sink(left.access, 'any', left.term);
    const values = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : [];
    for (const value of values) noteParameter(reading, left, value, 'equal');
  } else if (left && (kind === 'AEXPR_BETWEEN' || kind === 'AEXPR_BETWEEN_SYM')) {
    sink(left.access, 'range', left.term);
    const [lower, upper] = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : [];
    noteParameter(reading, left, lower, 'lower');
    noteParameter(reading, left, upper, 'upper');
  } else if (left && kind === 'AEXPR_LIKE' && operator === '~~') {
    if (hasFixedPrefix(rexpr) || parameterOf(rexpr) !== undefined) sink(left.access, 'prefix', left.term);
    noteParameter(reading, left, rexpr, 'prefix');
  }
}

/** Conditions that hold for all rows and that no B-tree serves. */
function readSpecial(
  operator: string,
  left: FoundTerm | undefined,
  lexpr: Node | undefined,
  rexpr: Node | undefined,
  scope: Scope,
): void {
  if (!SPECIAL_OPERATORS.has(operator)) return;
  const side = left ?? termOf(rexpr, scope);
  const other = left ? rexpr : lexpr;
  if (!side || mentions(other, side.access, scope)) return;
  // a pattern with a fixed beginning is served by a B-tree already, and one that nobody knows is taken to have one
  if (operator === '~~' && (hasFixedPrefix(rexpr) || parameterOf(rexpr) !== undefined)) return;
  side.access.operators.push({ term: side.term, operator });
}

function readFunction(call: { funcname?: Node[]; args?: Node[] }, scope: Scope): void {
  const name = stringOf(call.funcname?.at(-1))?.toLowerCase() ?? '';
  if (!SPATIAL_FUNCTIONS.has(name)) return;
  for (const argument of call.args?.slice(0, 2) ?? []) {
    const found = 'ColumnRef' in argument ? termOf(argument, scope) : undefined;
    found?.access.operators.push({ term: found.term, operator: '&&' });
  }
}

function readOperator(operator: string, lexpr: Node | undefined, rexpr: Node | undefined, reading: Reading): void {
  if (operator !== '=' && !RANGE_OPERATORS.has(operator)) return;
  const pairs = rowPairs(lexpr, rexpr);
  // of a row comparison such as (a, b) > ($1, $2) only the first column limits the range
  for (const [leftNode, rightNode] of operator === '=' ? pairs : pairs.slice(0, 1)) {
    const [left, right] = [termOf(leftNode, reading.scope), termOf(rightNode, reading.scope)];
    addSide(operator, left, right, rightNode, reading);
    addSide(operator, right, left, leftNode, reading);
    noteParameter(reading, left, rightNode, bound(operator, false));
    noteParameter(reading, right, leftNode, bound(operator, true));
  }
}

/** Which end of a range the value of `column operator value` is. */
function bound(operator: string, flipped: boolean): ParameterUse['kind'] {
  if (operator === '=') return 'equal';
  return operator.startsWith('>') === flipped ? 'upper' : 'lower';
}

function noteParameter(
  { parameters }: Reading,
  side: FoundTerm | undefined,
  value: Node | undefined,
  kind: ParameterUse['kind'],
): void {
  const number = parameterOf(value);
  if (side && number !== undefined && side.term.text.startsWith('"')) {
    parameters.push({ number, table: side.access.table.oid, column: side.term.column, kind });
  }
}

/** The role of one side of a comparison, if the other side is known before its rows are read. */
function addSide(
  operator: string,
  side: FoundTerm | undefined,
  other: FoundTerm | undefined,
  otherNode: Node | undefined,
  { scope, sink }: Reading,
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

function mentions(node: Node | undefined, access: TableAccess, scope: Scope): boolean {
  let mentioned = false;
  walk(node === undefined ? undefined : [node], (kind, child) => {
    if (kind === 'ColumnRef') mentioned ||= resolveColumn(child, scope)?.access === access;
  });
  return mentioned;
}

/** Whether a LIKE pattern is a constant that starts with an ordinary character. */
function hasFixedPrefix(pattern: Node | undefined): boolean {
  const constant = pattern && 'A_Const' in pattern ? pattern.A_Const.sval?.sval : undefined;
  return constant !== undefined && constant !== '' && !/^[%_\\]/.test(constant);
}
