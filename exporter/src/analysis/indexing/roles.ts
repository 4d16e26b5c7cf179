import type { Column, Table } from './catalog.js';
import { quoteIdentifier } from './quote.js';

/** A column, or an expression over one, as an index key would hold it. `text` is SQL, quoted. */
export interface Term {
  text: string;
  column: string;
}

export interface SortTerm extends Term {
  descending: boolean;
  nullsFirst: boolean;
}

/** What a statement does with the columns of one table, by how a B-tree could serve it. */
export interface Roles {
  /** `=` a value, or `IS NULL`. */
  equal: Term[];
  /** `IN (…)` or `= ANY (…)`: finds rows like `=`, but does not keep the order of later keys. */
  any: Term[];
  /** `=` a column of another table. */
  join: Term[];
  range: Term[];
  /** `LIKE 'x%'`. */
  prefix: Term[];
}

/** One mention of a table in a statement. */
export interface TableAccess {
  table: Table;
  roles: Roles;
  /** Arms of an OR, each with the roles that hold only there. */
  alternatives: Roles[];
  /** ORDER BY as far as it starts with columns of this table. */
  sort: SortTerm[];
  group: Term[];
}

export type RoleName = keyof Roles;

export function emptyRoles(): Roles {
  return { equal: [], any: [], join: [], range: [], prefix: [] };
}

export function columnTerm(column: Column): Term {
  return { text: quoteIdentifier(column.name), column: column.name };
}

/** Adds a term once. */
export function addTerm<T extends Term>(terms: T[], term: T): void {
  if (!terms.some((known) => known.text === term.text)) terms.push(term);
}
