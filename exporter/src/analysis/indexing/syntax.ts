import { parse, type Node } from 'libpg-query';
import { deparseSync } from 'pgsql-deparser';

/** Longest text that is parsed; generated IN lists beyond it say nothing new about indexes. */
export const TEXT_LIMIT = 100_000;

/** Why a statement is left out of the analysis. */
export type SkipReason =
  | 'no_text'
  | 'too_long'
  | 'unparsable'
  | 'too_deep'
  | 'several_statements'
  | 'utility'
  | 'no_known_table'
  | 'ambiguous_table'
  | 'small_tables'
  | 'unplannable'
  | 'budget';

/**
 * Reads one statement with PostgreSQL's own grammar. The text is not trusted: whatever it holds, the answer is a tree or a reason. Of PREPARE
 * and DECLARE, which pg_stat_statements shows as they were written, it is the statement inside, with its text.
 */
export async function parseStatement(text: string): Promise<{ node: Node; inner?: string } | { skip: SkipReason }> {
  if (text.trim() === '' || text.startsWith('<insufficient privilege>')) return { skip: 'no_text' };
  if (text.length > TEXT_LIMIT) return { skip: 'too_long' };
  // the parser would take what stands before it for the whole
  if (text.includes('\0')) return { skip: 'unparsable' };
  try {
    const statements = (await parse(text)).stmts ?? [];
    const node = statements[0]?.stmt;
    if (statements.length > 1) return { skip: 'several_statements' };
    if (node === undefined) return { skip: 'no_text' };
    if (isPlannable(node)) return { node };
    const inside = statementInside(node);
    const inner = inside && isPlannable(inside) ? printNode(inside) : undefined;
    return inner === undefined ? { skip: 'utility' } : { node: inside!, inner };
  } catch (error) {
    return { skip: error instanceof RangeError ? 'too_deep' : 'unparsable' };
  }
}

/** What PREPARE and EXPLAIN take; `SELECT … INTO` makes a table and is none of them. */
function isPlannable(node: Node): boolean {
  if ('SelectStmt' in node) return node.SelectStmt.intoClause === undefined;
  return 'UpdateStmt' in node || 'DeleteStmt' in node || 'InsertStmt' in node || 'MergeStmt' in node;
}

function statementInside(node: Node): Node | undefined {
  if ('PrepareStmt' in node) return node.PrepareStmt.query;
  return 'DeclareCursorStmt' in node ? node.DeclareCursorStmt.query : undefined;
}

/** SQL text of a tree, undefined where the deparser does not know a node. */
export function printNode(node: Node): string | undefined {
  try {
    return deparseSync(node, { pretty: false });
  } catch {
    return undefined;
  }
}

/** Calls `visit` on every node below and at `value`; `visit` returns false to leave out what lies below a node. */
export function walk(value: unknown, visit: (kind: string, node: Record<string, unknown>) => boolean | void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const kind of Object.keys(value)) {
    const child = (value as Record<string, unknown>)[kind];
    if (typeof child !== 'object' || child === null) continue;
    // the names of nodes begin with a capital letter, those of fields do not
    const isNode = kind < 'a' && !Array.isArray(child);
    if (isNode && visit(kind, child as Record<string, unknown>) === false) continue;
    walk(child, visit);
  }
}

/** Text of a String node. */
export function stringOf(node: Node | undefined): string | undefined {
  return node && 'String' in node ? node.String.sval : undefined;
}

/** The `$n` of a statement, each once, ascending from 1 to the highest. */
export function parameterNumbers(node: Node): number[] {
  let highest = 0;
  walk([node], (kind, child) => {
    if (kind === 'ParamRef' && typeof child['number'] === 'number') highest = Math.max(highest, child['number']);
  });
  return Array.from({ length: highest }, (_, position) => position + 1);
}

/** Number of the `$n` that a node is, through a cast. */
export function parameterOf(node: Node | undefined): number | undefined {
  const inner = node && 'TypeCast' in node ? node.TypeCast.arg : node;
  return inner && 'ParamRef' in inner ? inner.ParamRef.number : undefined;
}

/** A text to plan, with the numbers that its parameters have in the original, in their order. */
export interface PlannableText {
  text: string;
  parameters: number[];
}

/**
 * Text that PREPARE takes where it refuses the normalised one: pg_stat_statements writes `interval $1` and `extract($1 from x)`,
 * which only this parser reads. Printing the tree turns the first into a cast; the field of the second becomes `epoch`.
 * Parameters of `known` become constants, and the others are numbered anew.
 */
export function plannableText(node: Node, known: ReadonlyMap<number, string | number>): PlannableText | undefined {
  const copy = structuredClone(node);
  const parameters: number[] = [];
  walk([copy], (kind, child) => {
    if (kind === 'FuncCall' && isExtract(child)) {
      const fields = child['args'] as Node[];
      if (fields[0] && 'ParamRef' in fields[0]) fields[0] = { A_Const: { sval: { sval: 'epoch' } } };
    }
    replaceParameters(child, known);
    if (kind !== 'ParamRef' || typeof child['number'] !== 'number') return;
    const position = parameters.indexOf(child['number']);
    child['number'] = position < 0 ? parameters.push(child['number']) : position + 1;
  });
  const text = printNode(copy);
  return text === undefined ? undefined : { text, parameters };
}

/** A statement as our parser prints it, which PostgreSQL may take where it refuses the normalised text. */
export async function printedText(text: string): Promise<PlannableText | undefined> {
  const parsed = await parseStatement(text);
  return 'node' in parsed ? plannableText(parsed.node, new Map()) : undefined;
}

/** Replaces parameters that are children of a node by their constants. */
function replaceParameters(parent: Record<string, unknown>, known: ReadonlyMap<number, string | number>): void {
  if (known.size === 0) return;
  for (const [field, child] of Object.entries(parent)) {
    const list = Array.isArray(child) ? (child as unknown[]) : [child];
    for (const [position, item] of list.entries()) {
      const reference = (item as { ParamRef?: { number?: number } } | null)?.ParamRef;
      const value = reference && known.get(reference.number ?? 0);
      if (value === undefined) continue;
      const constant = {
        A_Const: typeof value === 'number' ? { ival: { ival: value } } : { sval: { sval: value } },
      };
      if (Array.isArray(child)) child[position] = constant;
      else parent[field] = constant;
    }
  }
}

function isExtract(call: Record<string, unknown>): boolean {
  const names = Array.isArray(call['funcname']) ? (call['funcname'] as Node[]) : [];
  return stringOf(names.at(-1)) === 'extract' && Array.isArray(call['args']);
}
