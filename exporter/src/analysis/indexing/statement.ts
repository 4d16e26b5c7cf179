import type { Node } from 'libpg-query';
import { readAccess, type Write } from './access.js';
import { candidatesFor, worthIndexing, type Candidate } from './candidates.js';
import type { Catalog } from './catalog.js';
import { readLookup, type Lookup } from '../queries/lookup.js';
import type { TableAccess } from './roles.js';
import { TableIndex } from './scope.js';
import { parameterCount, parseStatement, plannableText, walk, type SkipReason } from './syntax.js';

/** One line of pg_stat_statements. Times in milliseconds, counters since its reset. */
export interface Statement {
  id: string;
  text: string;
  calls: number;
  totalMilliseconds: number;
  rows: number;
}

/** A statement whose tree is known. */
export interface ParsedStatement extends Statement {
  node: Node;
}

/** What the analysis needs of one statement; plain, so that it survives structured cloning. */
export interface StatementShape extends Statement {
  tables: number[];
  /** Schemas to look in for the names of the statement. */
  schemas: string[];
  writes: Write[];
  candidates: Candidate[];
  parameters: number;
  /** Text to plan when PostgreSQL refuses the normalised one. */
  alternativeText?: string;
  /** Set when the statement reads one table by an equality with a parameter. */
  lookup?: Lookup;
}

export interface Skipped {
  id: string;
  reason: SkipReason;
}

/** Parses each statement; those that cannot be are returned with the reason. */
export async function parseStatements(
  statements: readonly Statement[],
): Promise<{ parsed: ParsedStatement[]; skipped: Skipped[] }> {
  const parsed: ParsedStatement[] = [];
  const skipped: Skipped[] = [];
  for (const statement of statements) {
    const result = await parseStatement(statement.text);
    if ('skip' in result) skipped.push({ id: statement.id, reason: result.skip });
    else parsed.push({ ...statement, node: result.node });
  }
  return { parsed, skipped };
}

/** Names of all relations that the statements mention, whatever they turn out to be. */
export function relationNames(parsed: readonly ParsedStatement[]): string[] {
  const names = new Set<string>();
  for (const { node } of parsed) {
    walk(node, (kind, child) => {
      // the target of a writing statement stands in the tree without a node of its own
      const range = kind === 'RangeVar' ? child : (child['relation'] as Record<string, unknown> | undefined);
      if (typeof range?.['relname'] === 'string') names.add(range['relname']);
    });
  }
  return [...names];
}

/** Resolves the parsed statements against the catalog, whose named tables have their columns. */
export function shapeStatements(
  parsed: readonly ParsedStatement[],
  catalog: Catalog,
): { shapes: StatementShape[]; skipped: Skipped[] } {
  const tables = new TableIndex(catalog);
  const shapes: StatementShape[] = [];
  const skipped: Skipped[] = [];
  for (const statement of parsed) {
    const shape = shapeStatement(statement, tables);
    if (typeof shape === 'string') skipped.push({ id: statement.id, reason: shape });
    else shapes.push(shape);
  }
  return { shapes, skipped };
}

function shapeStatement({ node, ...statement }: ParsedStatement, tables: TableIndex): StatementShape | SkipReason {
  try {
    const { accesses, writes, ambiguous } = readAccess(node, tables);
    if (ambiguous) return 'ambiguous_table';
    if (accesses.length === 0 && writes.length === 0) return 'no_known_table';
    const lookup = readLookup(node, accesses);
    const alternativeText = plannableText(node);
    return {
      ...statement,
      tables: [...new Set(accesses.map(({ table }) => table.oid))],
      schemas: [...new Set(accesses.map(({ table }) => table.schema))],
      writes,
      candidates: distinctCandidates(accesses),
      parameters: parameterCount(node),
      ...(alternativeText !== undefined && { alternativeText }),
      ...(lookup && { lookup }),
    };
  } catch (error) {
    if (error instanceof RangeError) return 'too_deep';
    throw error;
  }
}

/** Whether planning the statement can tell anything about indexes: some table that it reads is large enough. */
export function readsLargeTable(shape: StatementShape, catalog: Catalog): boolean {
  const oids = new Set(shape.tables);
  return catalog.tables.some((table) => oids.has(table.oid) && worthIndexing(table));
}

function distinctCandidates(accesses: TableAccess[]): Candidate[] {
  const byText = new Map<string, Candidate>();
  for (const access of accesses) {
    for (const candidate of candidatesFor(access)) byText.set(JSON.stringify(candidate), candidate);
  }
  return [...byText.values()];
}
