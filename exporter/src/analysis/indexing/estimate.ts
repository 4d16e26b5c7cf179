import type { Candidate } from './candidate.js';
import type { Table } from './catalog.js';
import type { PlanSummary } from './plan.js';

const BLOCK_BYTES = 8_192;
const SEQUENTIAL_PAGE_COST = 1;
const RANDOM_PAGE_COST = 4;
const ROW_COST = 0.0125;
/** Pages that a search in a tree, a posting list or a graph reads before it has its rows. */
const DESCENT_PAGES = 10;
/** Candidates of a vector search, the default of `hnsw.ef_search`, each of them a page of the graph. */
const VECTOR_PAGES = 40;
const TUPLE_BYTES = 16;
const PAGE_FILL = 0.9;

/**
 * Cost of a statement with an index that the planner cannot be asked about, from its plan without: the scan of the whole table gives
 * way to a bitmap scan of the rows that it returns, priced as in PostgreSQL's cost_bitmap_heap_scan.
 */
export function estimatedCost(plan: PlanSummary, candidate: Candidate, table: Table): Estimate | undefined {
  const scan = plan.scans.find((entry) => entry.table === table.name || isPartition(entry.table, table));
  if (!scan) return undefined;
  const isVector = candidate.method === 'hnsw' || candidate.method === 'ivfflat';
  const replaced = isVector ? scan.cost + scan.sortCost : scan.cost;
  const price = isVector ? VECTOR_PAGES * RANDOM_PAGE_COST : bitmapCost(scan.rows, table);
  return { cost: costWithScan(plan.totalCost, replaced, price), replaced };
}

/** Cost of a statement with an index, and that of the scan of the table that the index saves. */
export interface Estimate {
  cost: number;
  replaced: number;
}

/** Cost of a plan of `total` in which a scan of `replaced` gives way to one of `price`. */
export function costWithScan(total: number, replaced: number, price: number): number {
  return Math.max(0, total - replaced) + Math.min(replaced, price);
}

/** Something measured on samples of a table, the smaller one first, where it could be measured there. */
export interface Measured {
  half?: { rows: number; value: number };
  full: { rows: number; value: number };
}

/**
 * The same for the whole table of `rows`: what does not grow between the samples stays, the rest grows with the rows. In proportion to
 * the rows where only the larger sample is known.
 */
export function extrapolate({ half, full }: Measured, rows: number): number {
  if (rows <= full.rows) return full.value;
  if (!half || half.rows >= full.rows) return (full.value * rows) / Math.max(1, full.rows);
  const slope = Math.max(0, full.value - half.value) / (full.rows - half.rows);
  return full.value + slope * (rows - full.rows);
}

/**
 * Bytes of an index on the whole table of `rows`, by the power of the rows with which it grew between the samples: the entries of an
 * inverted index repeat, so it grows slower than the table.
 */
export function extrapolateSize({ half, full }: Measured, rows: number): number {
  const isKnown = half && half.value > 0 && half.rows > 0 && half.rows < full.rows;
  const power = isKnown ? Math.log(full.value / half.value) / Math.log(full.rows / half.rows) : 1;
  return full.value * Math.max(1, rows / Math.max(1, full.rows)) ** Math.min(1, Math.max(0, power));
}

/**
 * Cost of a plan as we count it: the planner takes each page for read once however often a walk along an index comes back to it, and the
 * filter for even in the order of the index. Each row that such a walk visits is charged a page.
 */
export function cautiousCost(plan: PlanSummary, tables: readonly Table[]): number {
  const visited = plan.walks.reduce((sum, { table: name, share }) => {
    const table = tables.find((entry) => entry.name === name || isPartition(name, entry));
    return sum + share * Math.max(table?.rows ?? 0, 0) * SEQUENTIAL_PAGE_COST;
  }, 0);
  return Math.max(plan.totalCost, visited);
}

function isPartition(name: string, { partitions = [] }: Table): boolean {
  return partitions.some((partition) => partition.name === name);
}

function bitmapCost(rows: number, { sizeBytes }: Table): number {
  const pages = Math.max(1, sizeBytes / BLOCK_BYTES);
  const fetched = Math.min(pages, (2 * pages * rows) / (2 * pages + rows));
  const pageCost = RANDOM_PAGE_COST - (RANDOM_PAGE_COST - SEQUENTIAL_PAGE_COST) * Math.sqrt(fetched / pages);
  return DESCENT_PAGES * RANDOM_PAGE_COST + fetched * pageCost + rows * ROW_COST;
}

/** Bytes that an index would take, from the widths of its columns. */
export function estimatedSize(candidate: Candidate, table: Table): number {
  const width = (name: string) => table.columns.find((column) => column.name === name)?.width ?? 8;
  const keys = candidate.keys.reduce((sum, { column }) => sum + width(column), 0);
  const rows = Math.max(table.rows, 1);
  switch (candidate.method) {
    case 'gin':
      return Math.ceil(rows * keys * (candidate.keys[0]?.operatorClass === 'gin_trgm_ops' ? 1.5 : 0.6));
    case 'gist':
      return Math.ceil(rows * (keys + 2 * TUPLE_BYTES) * 1.3);
    case 'hnsw':
      return Math.ceil(rows * (keys + 2 * (candidate.parameters?.['m'] ?? 16) * 12) * 1.2);
    case 'ivfflat':
      return Math.ceil(rows * (keys + TUPLE_BYTES) * 1.05);
    case 'brin':
      return Math.ceil(table.sizeBytes / 128 / BLOCK_BYTES) * 40 + 3 * BLOCK_BYTES;
    default: {
      const carried = (candidate.included ?? []).reduce((sum, name) => sum + width(name), 0);
      return Math.ceil((rows * (keys + carried + TUPLE_BYTES)) / PAGE_FILL);
    }
  }
}
