import { parse, type Node } from 'libpg-query';
import type { Catalog } from '../../analysis/indexing/catalog.js';
import { relationNames } from '../../analysis/indexing/statement.js';
import type { PostgresSession } from '../../sources/source.js';
import { addColumns, addViews } from './catalog.js';

/** Views of views beyond this depth are left out. */
const VIEW_DEPTH = 8;

/**
 * Reads the views and the columns of the tables that have one of `mentioned`, also through views.
 *
 * @returns the queries behind the views of the catalog, in their order; undefined for one that does not parse
 */
export async function readNamed(
  session: PostgresSession,
  catalog: Catalog,
  mentioned: readonly string[],
): Promise<(Node | undefined)[]> {
  const names = new Set(mentioned);
  const views: (Node | undefined)[] = [];
  for (let depth = 0; depth < VIEW_DEPTH; depth++) {
    if (!(await addViews(session, catalog, [...names]))) break;
    for (const { definition } of catalog.views!.slice(views.length)) {
      const node = await parseView(definition);
      views.push(node);
      for (const name of node ? relationNames([node]) : []) names.add(name);
    }
  }
  await addColumns(session, catalog, [...names]);
  return views;
}

async function parseView(definition: string): Promise<Node | undefined> {
  try {
    return (await parse(definition)).stmts?.[0]?.stmt;
  } catch {
    return undefined;
  }
}
