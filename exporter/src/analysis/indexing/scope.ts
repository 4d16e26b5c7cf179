import type { ColumnRef, Node, RangeVar } from 'libpg-query';
import type { Catalog, Column, Table } from './catalog.js';
import { stringOf } from './syntax.js';
import type { TableAccess } from './roles.js';

/** A column of a table access that a name stands for. */
export interface Found {
  access: TableAccess;
  column: Column;
}

/** One entry of FROM: a table, a subquery with known outputs, or (neither) something of unknown columns. */
export interface Relation {
  alias: string;
  schema?: string;
  access?: TableAccess;
  outputs?: Map<string, Found | undefined>;
}

/** What names mean at one level of a query. */
export interface Scope {
  relations: Relation[];
  ctes: ReadonlyMap<string, Map<string, Found | undefined> | undefined>;
  parent?: Scope;
}

/** Tables by name, made once a catalog. */
export class TableIndex {
  private readonly byName = new Map<string, Table[]>();

  private readonly views = new Map<string, { schema: string; node: Node }[]>();

  /** `views` are the queries behind the views of the catalog, in their order; undefined for one that does not parse. */
  constructor(
    private readonly catalog: Pick<Catalog, 'datname' | 'searchPath' | 'tables' | 'views'>,
    views: readonly (Node | undefined)[] = [],
  ) {
    for (const [position, view] of (catalog.views ?? []).entries()) {
      const node = views[position];
      if (node) this.views.set(view.name, [...(this.views.get(view.name) ?? []), { schema: view.schema, node }]);
    }
    for (const table of catalog.tables) {
      const same = this.byName.get(table.name);
      if (same) same.push(table);
      else this.byName.set(table.name, [table]);
    }
  }

  /** The table that a name means: by its schema, by the search path, or the only one of that name anywhere. */
  find(range: RangeVar): Table | 'ambiguous' | undefined {
    if (range.catalogname !== undefined && range.catalogname !== this.catalog.datname) return undefined;
    const same = this.byName.get(range.relname ?? '') ?? [];
    if (range.schemaname !== undefined) return same.find((table) => table.schema === range.schemaname);
    for (const schema of this.catalog.searchPath) {
      const table = same.find((candidate) => candidate.schema === schema);
      if (table) return table;
    }
    return same.length > 1 ? 'ambiguous' : same[0];
  }

  /** The query behind the view that a name means; a table of the name that is found earlier hides it. */
  view(range: RangeVar): Node | undefined {
    const same = this.views.get(range.relname ?? '') ?? [];
    if (range.schemaname !== undefined) return same.find(({ schema }) => schema === range.schemaname)?.node;
    for (const schema of this.catalog.searchPath) {
      const view = same.find((candidate) => candidate.schema === schema);
      if (view) return view.node;
      if (this.byName.get(range.relname ?? '')?.some((table) => table.schema === schema)) return undefined;
    }
    return same.length === 1 && !this.byName.has(range.relname ?? '') ? same[0]?.node : undefined;
  }
}

/** The column that a reference means, looked for from the innermost level outwards; undefined when it is not sure. */
export function resolveColumn(reference: ColumnRef, scope: Scope): Found | undefined {
  const names = (reference.fields ?? []).map(stringOf);
  const column = names.at(-1);
  if (column === undefined || names.includes(undefined)) return undefined;
  const [relation, schema] = [names.at(-2), names.at(-3)];
  for (let level: Scope | undefined = scope; level; level = level.parent) {
    const owners = level.relations.filter(
      (candidate) =>
        relation === undefined ||
        (candidate.alias === relation && (schema === undefined || candidate.schema === schema)),
    );
    const holders = owners.filter((owner) => hasColumn(owner, column));
    if (holders.length === 1) return columnOf(holders[0]!, column);
    if (holders.length > 1 || (relation !== undefined && owners.length > 0)) return undefined;
    if (owners.some((owner) => !owner.access && !owner.outputs)) return undefined;
  }
  return undefined;
}

/** The columns that `*` or `alias.*` stands for. */
export function expandStar(reference: ColumnRef, scope: Scope): [string, Found | undefined][] {
  const relation = stringOf(reference.fields?.at(-2));
  return scope.relations
    .filter((candidate) => relation === undefined || candidate.alias === relation)
    .flatMap(({ access, outputs }) =>
      access
        ? access.table.columns.map((column): [string, Found] => [column.name, { access, column }])
        : [...(outputs ?? [])],
    );
}

function hasColumn(relation: Relation, name: string): boolean {
  return relation.outputs?.has(name) ?? relation.access?.table.columns.some((column) => column.name === name) ?? false;
}

/** The column of that name in one relation. */
export function columnOf(relation: Relation, name: string): Found | undefined {
  const found = relation.outputs ? relation.outputs.get(name) : ownColumn(relation, name);
  found?.access.columns.add(found.column.name);
  return found;
}

function ownColumn({ access }: Relation, name: string): Found | undefined {
  const column = access?.table.columns.find((candidate) => candidate.name === name);
  return column && access ? { access, column } : undefined;
}

/** The reference in a node, through parentheses but not through casts: a cast column is not the column. */
export function columnReference(node: Node | undefined): ColumnRef | undefined {
  return node && 'ColumnRef' in node ? node.ColumnRef : undefined;
}
