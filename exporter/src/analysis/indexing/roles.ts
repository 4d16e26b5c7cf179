import type { Column, Table } from './catalog.js';
import { quoteIdentifier } from './quote.js';

/** A column, or an expression over columns of one table, as an index key would hold it. `text` is SQL, quoted. */
export interface Term {
  text: string;
  /** The column, or the first one of the expression. */
  column: string;
  /** An expression that only PostgreSQL can judge: it must be immutable to be a key. */
  unproven?: boolean;
}

export interface SortTerm extends Term {
  descending: boolean;
  nullsFirst: boolean;
}

/** A condition that another access method than B-tree serves, e.g. `j @> $1` by GIN. */
export interface OperatorUse {
  term: Term;
  operator: string;
}

/** A condition with nothing but constants, which could be the predicate of a partial index. */
export interface ConstantCondition {
  /** SQL of the predicate, columns quoted and bare. */
  text: string;
  term: Term;
  kind: 'null' | 'not_null' | 'true' | 'false' | 'equal';
  /** The constant of `equal`, as text. */
  value?: string;
}

/** A `$n` that is compared with a column, so that statistics know likely values of it. */
export interface ParameterUse {
  number: number;
  table: number;
  column: string;
  kind: 'equal' | 'lower' | 'upper' | 'prefix';
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
  operators: OperatorUse[];
  constants: ConstantCondition[];
  /** Columns that the statement reads of this table; `everything` where it returns whole rows. */
  columns: Set<string>;
  everything: boolean;
}

export type RoleName = keyof Roles;

export function newAccess(table: Table): TableAccess {
  return {
    table,
    roles: emptyRoles(),
    alternatives: [],
    sort: [],
    group: [],
    operators: [],
    constants: [],
    columns: new Set(),
    everything: false,
  };
}

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
