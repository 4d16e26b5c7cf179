import type { Node } from 'libpg-query';
import type { Term } from './roles.js';
import { columnTerm } from './roles.js';
import { columnReference, resolveColumn, type Found, type Scope } from './scope.js';
import { printNode, stringOf, walk } from './syntax.js';

export interface FoundTerm extends Found {
  term: Term;
}

/** Functions of one text that are known to be immutable. */
const IMMUTABLE_FUNCTIONS = new Set(['lower', 'upper']);
const EXPRESSION_NODES = ['FuncCall', 'A_Expr', 'TypeCast', 'CoalesceExpr'];
/** What an index key cannot hold. */
const FORBIDDEN = new Set(['ParamRef', 'SubLink', 'SQLValueFunction', 'WindowDef', 'SetToDefault']);
const LONGEST_EXPRESSION = 500;

/** The index key that a node is: a column, or an expression over columns of one table without parameters. */
export function termOf(node: Node | undefined, scope: Scope): FoundTerm | undefined {
  const reference = columnReference(node);
  if (reference) {
    const found = resolveColumn(reference, scope);
    return found && { ...found, term: columnTerm(found.column) };
  }
  return node && EXPRESSION_NODES.some((kind) => kind in node) ? expressionTerm(node, scope) : undefined;
}

function expressionTerm(node: Node, scope: Scope): FoundTerm | undefined {
  let owner: Found | undefined;
  let possible = true;
  const copy = structuredClone(node);
  walk(copy, (kind, child) => {
    if (FORBIDDEN.has(kind) || child['agg_star'] === true || child['over'] !== undefined) possible = false;
    if (kind !== 'ColumnRef') return;
    const found = resolveColumn(child, scope);
    if (!found || (owner && owner.access !== found.access)) {
      possible = false;
      return;
    }
    owner ??= found;
    // an index knows the columns by their own names only
    child['fields'] = [{ String: { sval: found.column.name } }];
  });
  const printed = possible && owner ? printNode(copy) : undefined;
  if (!owner || printed === undefined || printed.length > LONGEST_EXPRESSION) return undefined;
  if (isKnownFunction(node)) {
    const name = stringOf('FuncCall' in node ? node.FuncCall.funcname?.at(-1) : undefined);
    return { ...owner, term: { text: `${name}(${columnTerm(owner.column).text})`, column: owner.column.name } };
  }
  return { ...owner, term: { text: `(${printed})`, column: owner.column.name, unproven: true } };
}

function isKnownFunction(node: Node): boolean {
  if (!('FuncCall' in node)) return false;
  const { funcname = [], args = [] } = node.FuncCall;
  return (
    IMMUTABLE_FUNCTIONS.has(stringOf(funcname.at(-1)) ?? '') &&
    args.length === 1 &&
    columnReference(args[0]) !== undefined
  );
}
