import { quoteIdentifier } from '../indexing/quote.js';
import { bytesText, countText, type Advice } from './advice.js';
import { labelOf, sqlName, tableLabels, type TableState } from './table-state.js';

/** More updates than this share of the inserts, and old rows are no archive. */
const UPDATES_SHARE = 0.1;
/** From this share on rows are deleted as they age. */
const DELETES_SHARE = 0.3;

/** Partitions by time for a large table that grows at its end; old ones can be detached, archived or dropped at once. */
export function advisePartitioning(table: TableState, aboveBytes: number): Advice | undefined {
  const { inserted, updated, deleted } = table.writes;
  const column = table.columns?.timeColumn;
  if (table.sizeBytes < aboveBytes || column === undefined) return undefined;
  if (inserted === 0 || updated > UPDATES_SHARE * inserted) return undefined;
  const expires = deleted > DELETES_SHARE * inserted;
  return {
    key: `partition ${labelOf(table)}`,
    action: 'change_schema',
    object: labelOf(table),
    title: `Partition ${labelOf(table)} by ${column}`,
    reason: expires
      ? `Rows are added at one end and deleted at the other. With a partition a month the old ones are dropped in an instant, without dead rows and without VACUUM.`
      : `It is ${bytesText(table.sizeBytes)} large and rows lie in the order of ${column}. With partitions old months can be archived by DETACH, and VACUUM and indexes work on the newest only.`,
    change:
      `-- the table must be built anew; unique keys must include ${quoteIdentifier(column).replace(/[\r\n]/g, ' ')}\n` +
      `CREATE TABLE ${sqlName({ schema: table.schema, name: `${table.name.slice(0, 48)}_partitioned` })} (LIKE ${sqlName(table)} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE)\n` +
      `  PARTITION BY RANGE (${quoteIdentifier(column)});`,
    rollback: `DROP TABLE ${sqlName({ schema: table.schema, name: `${table.name.slice(0, 48)}_partitioned` })};`,
    confidence: expires ? 0.6 : 0.4,
    evidence: [
      { label: 'size', value: bytesText(table.sizeBytes) },
      { label: 'rows inserted', value: countText(inserted) },
      { label: 'rows deleted', value: countText(deleted) },
      { label: 'rows updated', value: countText(updated) },
    ],
    labels: tableLabels(table),
  };
}
