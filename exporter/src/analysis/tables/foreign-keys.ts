import { quoteIdentifier } from '../indexing/quote.js';
import { countText, type Advice } from './advice.js';
import { labelOf, sqlName, tableLabels } from './table-state.js';

/** A foreign key whose columns no index of its table begins with. */
export interface UnindexedForeignKey {
  name: string;
  schema: string;
  table: string;
  columns: string[];
  referenced: { schema: string; name: string };
  /** Rows of the referencing table. */
  rows: number;
  /** Rows deleted from, and updated in, the referenced table since counting began. */
  referencedDeletes: number;
  referencedUpdates: number;
}

/** A scan of fewer rows is no harm. */
const FEW_ROWS = 10_000;

/** An index for a foreign key that makes deletes from the referenced table scan the whole referencing one. */
export function adviseForeignKey(key: UnindexedForeignKey): Advice | undefined {
  if (key.rows < FEW_ROWS || key.referencedDeletes === 0) return undefined;
  const table = { schema: key.schema, name: key.table };
  const columns = key.columns.map(quoteIdentifier).join(', ');
  const name = indexName(key);
  return {
    key: `foreign key ${labelOf(table)} ${key.name}`,
    action: 'create_index',
    object: labelOf(table),
    title: `Create an index on ${labelOf(table)} (${key.columns.join(', ')}) for the foreign key ${key.name}`,
    reason: `Each row deleted from ${labelOf(key.referenced)} makes PostgreSQL look for rows that refer to it, and without an index it reads all ${countText(key.rows)} of them, holding its lock meanwhile.`,
    change: `CREATE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${sqlName(table)} (${columns});`,
    rollback: `DROP INDEX CONCURRENTLY ${sqlName({ schema: key.schema, name })};`,
    confidence: 0.7,
    evidence: [
      { label: `rows of ${labelOf(table)}`, value: countText(key.rows) },
      { label: `rows deleted from ${labelOf(key.referenced)}`, value: countText(key.referencedDeletes) },
      { label: `rows updated in ${labelOf(key.referenced)}`, value: countText(key.referencedUpdates) },
    ],
    labels: tableLabels(table),
  };
}

/** At most 63 bytes, as PostgreSQL would cut it silently and the way back would miss it. */
function indexName({ table, columns }: UnindexedForeignKey): string {
  const suffix = '_fkey_idx';
  let name = '';
  for (const character of `${table}_${columns.join('_')}`) {
    if (Buffer.byteLength(name + character) > 63 - suffix.length) break;
    name += character;
  }
  return name + suffix;
}
