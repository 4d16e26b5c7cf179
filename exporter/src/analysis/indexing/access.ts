import type { ColumnRef, CommonTableExpr, JoinExpr, Node, RangeVar, SelectStmt } from 'libpg-query';
import { readCondition, readSubqueries } from './conditions.js';
import { termOf, type FoundTerm } from './expressions.js';
import { addTerm, columnTerm, newAccess, type ParameterUse, type SortTerm, type TableAccess } from './roles.js';
import {
  columnOf,
  columnReference,
  expandStar,
  resolveColumn,
  type Found,
  type Relation,
  type Scope,
  type TableIndex,
} from './scope.js';
import { stringOf, walk } from './syntax.js';

/** What a statement writes. `columns` are the assigned ones; empty for a delete. */
export interface Write {
  table: number;
  kind: 'insert' | 'update' | 'delete';
  columns: string[];
}

/** All that a statement reads and writes, as far as indexes are concerned. */
export interface StatementAccess {
  accesses: TableAccess[];
  writes: Write[];
  parameters: ParameterUse[];
  /** A name fits several tables, none of them on the search path. */
  ambiguous: boolean;
}

type Outputs = Map<string, Found | undefined>;

/** Reads a whole statement: SELECT, INSERT, UPDATE, DELETE or MERGE with all their subqueries. */
export function readAccess(node: Node, tables: TableIndex): StatementAccess {
  const reader = new Reader(tables);
  reader.statement(node, undefined, new Map());
  return reader.result;
}

class Reader {
  readonly result: StatementAccess = { accesses: [], writes: [], parameters: [], ambiguous: false };

  constructor(private readonly tables: TableIndex) {}

  /** Reads one statement and tells what its output columns are. */
  statement(node: Node | undefined, parent: Scope | undefined, ctes: Scope['ctes']): Outputs | undefined {
    if (!node) return undefined;
    if ('SelectStmt' in node) return this.select(node.SelectStmt, parent, ctes);
    if ('InsertStmt' in node) {
      const { relation, cols, selectStmt, withClause } = node.InsertStmt;
      this.statement(selectStmt, parent, this.withCtes(withClause?.ctes, parent, ctes));
      this.write(relation, 'insert', cols);
    } else if ('UpdateStmt' in node) {
      const { relation, targetList, fromClause, whereClause, withClause } = node.UpdateStmt;
      const known = this.withCtes(withClause?.ctes, parent, ctes);
      this.write(relation, 'update', targetList);
      this.filtered(relation, fromClause, whereClause, parent, known, targetList);
    } else if ('DeleteStmt' in node) {
      const { relation, usingClause, whereClause, withClause } = node.DeleteStmt;
      const known = this.withCtes(withClause?.ctes, parent, ctes);
      this.write(relation, 'delete', undefined);
      this.filtered(relation, usingClause, whereClause, parent, known, undefined);
    } else if ('MergeStmt' in node) {
      const { relation, sourceRelation, joinCondition, withClause } = node.MergeStmt;
      const known = this.withCtes(withClause?.ctes, parent, ctes);
      this.filtered(relation, sourceRelation && [sourceRelation], joinCondition, parent, known, undefined);
    }
    return undefined;
  }

  private filtered(
    relation: RangeVar | undefined,
    from: Node[] | undefined,
    where: Node | undefined,
    parent: Scope | undefined,
    ctes: Scope['ctes'],
    expressions: Node[] | undefined,
  ): void {
    const scope = newScope(parent, ctes);
    if (relation) scope.relations.push(this.range(relation, scope));
    for (const item of from ?? []) this.from(item, scope);
    this.condition(where, scope);
    this.subqueries(expressions, scope);
    // rows that are written are read whole
    const [target] = scope.relations;
    if (target?.access) target.access.everything = true;
  }

  private write(relation: RangeVar | undefined, kind: Write['kind'], columns: Node[] | undefined): void {
    const table = relation && this.tables.find(relation);
    if (!table || table === 'ambiguous') return;
    const names = (columns ?? []).flatMap((item) => ('ResTarget' in item ? (item.ResTarget.name ?? []) : []));
    this.result.writes.push({ table: table.oid, kind, columns: names });
  }

  private select(select: SelectStmt, parent: Scope | undefined, outer: Scope['ctes']): Outputs | undefined {
    const ctes = this.withCtes(select.withClause?.ctes, parent, outer);
    if (select.larg || select.rarg) {
      const outputs = select.larg && this.select(select.larg, parent, ctes);
      if (select.rarg) this.select(select.rarg, parent, ctes);
      return outputs && unknown(outputs);
    }
    const scope = newScope(parent, ctes);
    for (const item of select.fromClause ?? []) this.from(item, scope);
    this.condition(select.whereClause, scope);
    this.subqueries([select.targetList, select.havingClause, select.valuesLists, select.limitCount], scope);
    readGroup(select, scope);
    readSort(select, scope);
    readReturned(select, scope);
    return isFilterable(select) ? outputsOf(select, scope) : unknown(outputsOf(select, scope));
  }

  private withCtes(nodes: Node[] | undefined, parent: Scope | undefined, outer: Scope['ctes']): Scope['ctes'] {
    if (!nodes) return outer;
    const ctes = new Map(outer);
    for (const node of nodes) {
      if (!('CommonTableExpr' in node)) continue;
      const cte: CommonTableExpr = node.CommonTableExpr;
      // a recursive query sees itself as something of unknown columns
      ctes.set(cte.ctename ?? '', undefined);
      const outputs = this.statement(cte.ctequery, parent, ctes);
      ctes.set(cte.ctename ?? '', renamed(outputs, cte.aliascolnames));
    }
    return ctes;
  }

  private from(node: Node, scope: Scope): void {
    if ('RangeVar' in node) scope.relations.push(this.range(node.RangeVar, scope));
    else if ('JoinExpr' in node) this.join(node.JoinExpr, scope);
    else if ('RangeSubselect' in node) {
      const { subquery, alias, lateral } = node.RangeSubselect;
      const outputs = this.statement(subquery, lateral ? scope : scope.parent, scope.ctes);
      scope.relations.push({ alias: alias?.aliasname ?? '', outputs: renamed(outputs, alias?.colnames) });
    } else if ('RangeTableSample' in node && node.RangeTableSample.relation)
      this.from(node.RangeTableSample.relation, scope);
    else scope.relations.push({ alias: aliasOf(node) });
  }

  private join(join: JoinExpr, scope: Scope): void {
    const start = scope.relations.length;
    if (join.larg) this.from(join.larg, scope);
    const middle = scope.relations.length;
    if (join.rarg) this.from(join.rarg, scope);
    const left = scope.relations.slice(start, middle);
    const right = scope.relations.slice(middle);
    this.condition(join.quals, scope);
    const shared = join.isNatural ? sharedColumns(left, right) : (join.usingClause ?? []).map(stringOf);
    for (const name of shared) {
      for (const relation of [...left, ...right]) {
        const found = name === undefined ? undefined : columnOf(relation, name);
        if (found) addTerm(found.access.roles.join, columnTerm(found.column));
      }
    }
  }

  private range(range: RangeVar, scope: Scope): Relation {
    const alias = range.alias?.aliasname ?? range.relname ?? '';
    if (range.schemaname === undefined && scope.ctes.has(range.relname ?? '')) {
      return { alias, outputs: scope.ctes.get(range.relname ?? '') };
    }
    const view = this.tables.view(range);
    if (view) return { alias, outputs: renamed(this.statement(view, undefined, new Map()), range.alias?.colnames) };
    const table = this.tables.find(range);
    if (table === 'ambiguous') this.result.ambiguous = true;
    if (!table || table === 'ambiguous') return { alias };
    const access = newAccess(table);
    this.result.accesses.push(access);
    return { alias, schema: range.alias ? undefined : table.schema, access };
  }

  private condition(node: Node | undefined, scope: Scope): void {
    readCondition(
      node,
      scope,
      (subquery, compared) => {
        const outputs = this.statement(subquery, scope, scope.ctes);
        const first = outputs && [...outputs.values()][0];
        if (compared && first) addTerm(first.access.roles.join, columnTerm(first.column));
      },
      this.result.parameters,
    );
  }

  private subqueries(nodes: unknown, scope: Scope): void {
    readSubqueries(nodes, (subquery) => void this.statement(subquery, scope, scope.ctes));
  }
}

function newScope(parent: Scope | undefined, ctes: Scope['ctes']): Scope {
  return { relations: [], ctes, parent };
}

function aliasOf(node: Node): string {
  const [item] = Object.values(node) as { alias?: { aliasname?: string } }[];
  return item?.alias?.aliasname ?? '';
}

function sharedColumns(left: Relation[], right: Relation[]): string[] {
  const names = (relations: Relation[]) =>
    relations.flatMap(
      ({ access, outputs }) => access?.table.columns.map((column) => column.name) ?? [...(outputs?.keys() ?? [])],
    );
  const known = new Set(names(left));
  return names(right).filter((name) => known.has(name));
}

function renamed(outputs: Outputs | undefined, names: Node[] | undefined): Outputs | undefined {
  if (!outputs || !names) return outputs;
  return new Map([...outputs].map(([name, found], position) => [stringOf(names[position]) ?? name, found]));
}

/** Whether a filter on the outputs of a query is one on its rows; after grouping or a limit it is not. */
function isFilterable(select: SelectStmt): boolean {
  return !select.groupClause && !select.limitCount && !select.limitOffset && !select.distinctClause;
}

/** The same names, of which nothing is known. */
function unknown(outputs: Outputs): Outputs {
  return new Map([...outputs.keys()].map((name) => [name, undefined]));
}

/** Output columns that are plain columns of a table; aggregates and expressions are unknown. */
function outputsOf(select: SelectStmt, scope: Scope): Outputs {
  const outputs: Outputs = new Map();
  for (const [position, item] of (select.targetList ?? []).entries()) {
    if (!('ResTarget' in item)) continue;
    const reference = columnReference(item.ResTarget.val);
    if (reference?.fields?.at(-1) && 'A_Star' in reference.fields.at(-1)!) {
      for (const [name, found] of expandStar(reference, scope)) outputs.set(name, found);
      continue;
    }
    const name = item.ResTarget.name ?? stringOf(reference?.fields?.at(-1)) ?? `?${position}`;
    outputs.set(name, reference && resolveColumn(reference, scope));
  }
  return outputs;
}

function readGroup(select: SelectStmt, scope: Scope): void {
  const columns = (select.groupClause ?? []).map((node) => outputTerm(node, select, scope));
  const access = columns[0]?.access;
  if (access && columns.every((found) => found?.access === access)) {
    for (const found of columns) addTerm(access.group, found!.term);
  }
}

/** Operators by which the nearest rows come first: B-trees do not know them. */
const DISTANCES = new Set(['<->', '<#>', '<=>', '<+>', '<->>', '<<->']);

/** ORDER BY up to the first term that is no key of the same table; min() and max() sort by their column. */
function readSort(select: SelectStmt, scope: Scope): void {
  if (select.groupClause || select.distinctClause) return;
  const sorts: { found: FoundTerm; descending: boolean; nullsFirst: boolean }[] = [];
  for (const node of select.sortClause ?? []) {
    if (!('SortBy' in node) || node.SortBy.useOp?.length) break;
    if (sorts.length === 0 && select.limitCount) readDistance(node.SortBy.node, scope);
    const found = outputTerm(node.SortBy.node, select, scope);
    if (!found || (sorts[0] && sorts[0].found.access !== found.access)) break;
    const descending = node.SortBy.sortby_dir === 'SORTBY_DESC';
    const nulls = node.SortBy.sortby_nulls;
    const nullsFirst = nulls === 'SORTBY_NULLS_DEFAULT' || !nulls ? descending : nulls === 'SORTBY_NULLS_FIRST';
    sorts.push({ found, descending, nullsFirst });
  }
  const extreme = select.sortClause ? undefined : extremeColumn(select, scope);
  if (extreme)
    sorts.push({ found: { ...extreme, term: columnTerm(extreme.column) }, descending: false, nullsFirst: false });
  for (const { found, descending, nullsFirst } of sorts) {
    addTerm<SortTerm>(found.access.sort, { ...found.term, descending, nullsFirst });
  }
}

function readDistance(node: Node | undefined, scope: Scope): void {
  if (!node || !('A_Expr' in node)) return;
  const operator = stringOf(node.A_Expr.name?.at(-1)) ?? '';
  const found = DISTANCES.has(operator)
    ? (termOf(node.A_Expr.lexpr, scope) ?? termOf(node.A_Expr.rexpr, scope))
    : undefined;
  found?.access.operators.push({ term: found.term, operator });
}

/** Resolves every column of the select list, so that each access knows which of its columns are read. */
function readReturned(select: SelectStmt, scope: Scope): void {
  walk([select.targetList, select.havingClause, select.groupClause, select.sortClause], (kind, child) => {
    if (kind === 'SubLink') return false;
    if (kind !== 'ColumnRef') return true;
    const reference = child as ColumnRef;
    const last = reference.fields?.at(-1);
    if (last && 'A_Star' in last) {
      readStar(stringOf(reference.fields?.at(-2)), scope);
    } else resolveColumn(reference, scope);
    return true;
  });
}

/** Column of `SELECT min(column)` or `max(column)` where it is the whole target list. */
function extremeColumn(select: SelectStmt, scope: Scope): Found | undefined {
  const [item, ...more] = select.targetList ?? [];
  const call = item && 'ResTarget' in item ? item.ResTarget.val : undefined;
  if (more.length > 0 || !call || !('FuncCall' in call)) return undefined;
  const name = stringOf(call.FuncCall.funcname?.at(-1));
  const reference = columnReference(call.FuncCall.args?.[0]);
  return (name === 'min' || name === 'max') && reference ? resolveColumn(reference, scope) : undefined;
}

function readStar(alias: string | undefined, scope: Scope): void {
  for (const relation of scope.relations) {
    if (alias !== undefined && relation.alias !== alias) continue;
    if (relation.access) relation.access.everything = true;
    for (const found of relation.outputs?.values() ?? []) found?.access.columns.add(found.column.name);
  }
}

/** What a term of ORDER BY or GROUP BY means: an output name or its number first, then a column or an expression. */
function outputTerm(node: Node | undefined, select: SelectStmt, scope: Scope): FoundTerm | undefined {
  const targets = (select.targetList ?? []).map((item) => ('ResTarget' in item ? item.ResTarget : {}));
  if (node && 'A_Const' in node) {
    const position = (node.A_Const.ival?.ival ?? 0) - 1;
    const before = targets.slice(0, position + 1).some((target) => isStar(target.val));
    const found = before ? [...outputsOf(select, scope).values()][position] : undefined;
    return found ? { ...found, term: columnTerm(found.column) } : termOf(targets[position]?.val, scope);
  }
  const reference = columnReference(node);
  if (!reference) return termOf(node, scope);
  const name = reference.fields?.length === 1 ? stringOf(reference.fields[0]) : undefined;
  const named = targets.find((target) => target.name !== undefined && target.name === name);
  return termOf(named ? named.val : node, scope);
}

function isStar(node: Node | undefined): boolean {
  const last = columnReference(node)?.fields?.at(-1);
  return last !== undefined && 'A_Star' in last;
}
