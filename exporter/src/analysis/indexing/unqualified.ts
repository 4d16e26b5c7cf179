import type { Node } from 'libpg-query';
import { parseStatement, printNode, stringOf, walk, type PlannableText } from './syntax.js';

/** Schemas whose names stay: they are the same everywhere. */
const SYSTEM_SCHEMAS = new Set(['pg_catalog', 'information_schema']);
const WRITING = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/**
 * The statement with its tables named without schema, to plan it where copies of `tables` stand in one schema of their own. Undefined
 * where names would then mean something else: two tables of one name, or a CTE of the name of a table.
 */
export async function unqualifiedText(
  { text, parameters }: PlannableText,
  tables: readonly string[],
): Promise<PlannableText | undefined> {
  const names = new Set(tables);
  const parsed = await parseStatement(text);
  if (!('node' in parsed) || names.size < tables.length) return undefined;
  const tree = structuredClone(parsed.node);
  let isClear = true;
  walk([tree], (kind, node) => {
    if (kind === 'CommonTableExpr' && names.has(String(node['ctename']))) isClear = false;
    if (kind === 'RangeVar') dropSchema(node);
    // the target of a writing statement stands in the tree without a node of its own
    if (WRITING.has(kind) && typeof node['relation'] === 'object')
      dropSchema(node['relation'] as Record<string, unknown>);
    if (kind === 'ColumnRef') dropSchemaOfColumn(node);
  });
  const printed = isClear ? printNode(tree) : undefined;
  return printed === undefined ? undefined : { text: printed, parameters };
}

function dropSchema(relation: Record<string, unknown>): void {
  if (typeof relation['schemaname'] === 'string' && !SYSTEM_SCHEMAS.has(relation['schemaname'])) {
    delete relation['schemaname'];
  }
}

/** `schema.table.column` becomes `table.column`. */
function dropSchemaOfColumn(reference: Record<string, unknown>): void {
  const fields = reference['fields'] as Node[] | undefined;
  if (fields?.length === 3 && !SYSTEM_SCHEMAS.has(stringOf(fields[0]) ?? '')) reference['fields'] = fields.slice(1);
}
