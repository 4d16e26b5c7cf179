import type { Node } from 'libpg-query';
import { readAccess, type Write } from './access.js';
import type { Candidate } from './candidate.js';
import { candidatesFor, DEFAULT_WIDTH, worthIndexing } from './candidates.js';
import type { Catalog } from './catalog.js';
import { knownValues } from './values.js';
import type { ParameterUse, TableAccess } from './roles.js';
import { TableIndex } from './scope.js';
import {
  parameterNumbers,
  parseStatement,
  plannableText,
  walk,
  type PlannableText,
  type SkipReason,
} from './syntax.js';

/** One line of pg_stat_statements. Times in milliseconds, counters since its reset. */
export interface Statement {
  id: string;
  text: string;
  calls: number;
  totalMilliseconds: number;
  rows: number;
  /** Share of the counters that counts now, 1 without: older calls say less. */
  weight?: number;
}

/** How often a statement runs, with the weight of its age. */
export function frequencyOf({ calls, weight = 1 }: Pick<Statement, 'calls' | 'weight'>): number {
  return calls * weight;
}

/** What the analysis needs of one statement; plain, so that it survives structured cloning. */
export interface StatementShape extends Statement {
  tables: number[];
  /** Schemas to look in for the names of the statement. */
  schemas: string[];
  writes: Write[];
  candidates: Candidate[];
  /** Texts to plan: the first that PostgreSQL takes. */
  texts: PlannableText[];
  /** Parameters that are compared with columns. */
  parameters: ParameterUse[];
  /** Texts of keys that the statement compares for equality, an entry for each mention of a table. */
  equalities: { table: number; texts: string[] }[];
  /** The statement was planned with a pattern that begins with fixed characters, since nobody knows the real one. */
  assumesPrefix: boolean;
}

export interface Skipped {
  id: string;
  reason: SkipReason;
}

/** Names of all relations that the readable statements mention, and those that cannot be read, with the reason. */
export async function readNames(
  statements: readonly Statement[],
): Promise<{ readable: Statement[]; names: string[]; skipped: Skipped[] }> {
  const readable: Statement[] = [];
  const names = new Set<string>();
  const skipped: Skipped[] = [];
  for (const statement of statements) {
    const result = await parseStatement(statement.text);
    if ('skip' in result) {
      skipped.push({ id: statement.id, reason: result.skip });
      continue;
    }
    readable.push(statement);
    for (const name of relationNames([result.node])) names.add(name);
  }
  return { readable, names: [...names], skipped };
}

/** Names of all relations that the statements mention, whatever they turn out to be. */
export function relationNames(nodes: readonly Node[]): string[] {
  const names = new Set<string>();
  for (const node of nodes) {
    walk(node, (kind, child) => {
      // the target of a writing statement stands in the tree without a node of its own
      const range = kind === 'RangeVar' ? child : (child['relation'] as Record<string, unknown> | undefined);
      if (typeof range?.['relname'] === 'string') names.add(range['relname']);
    });
  }
  return [...names];
}

export interface ShapeOptions {
  /** Queries behind the views of the catalog, in their order. */
  views?: readonly (Node | undefined)[];
  /** Most keys of a candidate. */
  maximumWidth?: number;
}

/**
 * Resolves the statements against the catalog, whose named tables have their columns. Each is parsed anew: the trees of thousands of
 * statements would take more memory than all else.
 */
export async function shapeStatements(
  statements: readonly Statement[],
  catalog: Catalog,
  options: ShapeOptions = {},
): Promise<{ shapes: StatementShape[]; skipped: Skipped[] }> {
  const tables = new TableIndex(catalog, options.views);
  const shapes: StatementShape[] = [];
  const skipped: Skipped[] = [];
  for (const statement of statements) {
    const parsed = await parseStatement(statement.text);
    const shape =
      'skip' in parsed ? parsed.skip : shapeStatement(statement, parsed, tables, catalog, options.maximumWidth);
    if (typeof shape === 'string') skipped.push({ id: statement.id, reason: shape });
    else shapes.push(shape);
  }
  return { shapes, skipped };
}

function shapeStatement(
  statement: Statement,
  { node, inner = statement.text }: { node: Node; inner?: string },
  tables: TableIndex,
  catalog: Catalog,
  maximumWidth = DEFAULT_WIDTH,
): StatementShape | SkipReason {
  try {
    const { accesses, writes, parameters, ambiguous } = readAccess(node, tables);
    if (ambiguous) return 'ambiguous_table';
    if (accesses.length === 0 && writes.length === 0) return 'no_known_table';
    const known = knownValues(node, statement, parameters, catalog);
    const assumesPrefix = parameters.some(({ number, kind }) => kind === 'prefix' && known.has(number));
    return {
      ...statement,
      tables: [...new Set(accesses.map(({ table }) => table.oid))],
      schemas: [...new Set(accesses.map(({ table }) => table.schema))],
      writes,
      candidates: distinctCandidates(accesses, catalog, maximumWidth, assumesPrefix),
      texts: textsToPlan(inner, node, known),
      parameters,
      equalities: accesses
        .map(({ table, roles }) => ({ table: table.oid, texts: roles.equal.map(({ text }) => text) }))
        .filter(({ texts }) => texts.length > 1),
      assumesPrefix,
    };
  } catch (error) {
    if (error instanceof RangeError) return 'too_deep';
    throw error;
  }
}

function textsToPlan(text: string, node: Node, known: ReadonlyMap<number, string | number>): PlannableText[] {
  const original = { text, parameters: parameterNumbers(node) };
  const completed = known.size > 0 ? plannableText(node, known) : undefined;
  return [completed, original].filter((candidate) => candidate !== undefined);
}

/** The statements whose plans can tell anything about indexes: some table that they read is large enough. */
export function readingLargeTables(shapes: readonly StatementShape[], catalog: Catalog): StatementShape[] {
  const large = new Set(catalog.tables.flatMap((table) => (worthIndexing(table) ? [table.oid] : [])));
  return shapes.filter(({ tables }) => tables.some((oid) => large.has(oid)));
}

const ASSUMED_PREFIX = 'The patterns of LIKE are parameters: it helps those that begin with fixed characters.';

function distinctCandidates(
  accesses: TableAccess[],
  { extensions }: Catalog,
  maximumWidth: number,
  assumesPrefix: boolean,
): Candidate[] {
  const byText = new Map<string, Candidate>();
  for (const access of accesses) {
    const prefixes = new Set(assumesPrefix ? access.roles.prefix.map(({ text }) => text) : []);
    for (const candidate of candidatesFor(access, extensions, maximumWidth)) {
      const assumes = candidate.keys.some(({ text }) => prefixes.has(text));
      byText.set(JSON.stringify(candidate), assumes ? { ...candidate, assumption: ASSUMED_PREFIX } : candidate);
    }
  }
  return [...byText.values()];
}
