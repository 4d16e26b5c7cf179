import { bytesText, countText, type Advice } from './advice.js';
import { labelOf, numberOption, sqlName, tableLabels, type TableState } from './table-state.js';

const PAGE_BYTES = 8_192;
const PAGE_HEADER = 24;
const ITEM_POINTER = 4;
const TUPLE_HEADER = 23;
const ALIGNMENT = 8;
/** The estimate is rough: below this share, or these bytes, it says nothing. */
const WORTH_SHARE = 0.4;
const WORTH_BYTES = 64 * 1024 * 1024;

/**
 * Bytes of the table that no live row needs, estimated from row count and column widths as in the bloat queries of
 * github.com/ioguix/pgsql-bloat-estimation: pages there less pages that the rows would fill at the table's fillfactor.
 * Undefined without statistics of every column.
 */
export function bloatBytes(table: TableState): number | undefined {
  const { columns } = table;
  if (!columns?.known || table.rows < 0) return undefined;
  const bitmap = columns.nullable ? Math.ceil(columns.count / 8) : 0;
  const row = ITEM_POINTER + align(TUPLE_HEADER + bitmap) + align(columns.width);
  const fill = numberOption(table, 'fillfactor', 100) / 100;
  const rowsAPage = Math.max(1, Math.floor(((PAGE_BYTES - PAGE_HEADER) * fill) / row));
  return Math.max(0, table.sizeBytes - Math.ceil(table.rows / rowsAPage) * PAGE_BYTES);
}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Rewriting a table that is mostly empty; autovacuum gives its room to new rows, never back to the system. */
export function adviseBloat(table: TableState): Advice | undefined {
  const bloat = bloatBytes(table);
  if (bloat === undefined || bloat < WORTH_BYTES || bloat < WORTH_SHARE * table.sizeBytes) return undefined;
  return {
    key: `bloat ${labelOf(table)}`,
    action: 'run_maintenance',
    object: labelOf(table),
    title: `Rewrite ${labelOf(table)}, about ${Math.round((bloat / table.sizeBytes) * 100)} % of which is empty`,
    reason:
      'Far more pages than the rows need: every sequential scan reads them, and the buffer cache holds them. This is an estimate from statistics; ' +
      'pgstattuple_approx measures it. VACUUM FULL locks out readers and writers for as long as it runs; the extension pg_repack does the same with short locks.',
    change: `VACUUM (FULL, ANALYZE) ${sqlName(table)};`,
    rollback: '-- nothing to undo',
    confidence: 0.5,
    sizeBytes: -bloat,
    evidence: [
      { label: 'size', value: bytesText(table.sizeBytes) },
      { label: 'estimated empty', value: bytesText(bloat) },
      { label: 'live rows', value: countText(table.rows) },
      { label: 'average row', value: `${Math.round(table.columns?.width ?? 0)} bytes` },
    ],
    labels: tableLabels(table),
  };
}
