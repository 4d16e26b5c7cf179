/** What EXPLAIN (FORMAT JSON) says of a statement, as far as indexes are concerned. */
export interface PlanSummary {
  totalCost: number;
  /** Names of all indexes that the plan reads. */
  indexes: string[];
  /** Tables (schema and name are not in the plan, so names only) that are read from end to end. */
  sequentialScans: string[];
  /** Cost and rows of each of these, and what sorting them costs where a sort stands directly above. */
  scans: { table: string; cost: number; rows: number; sortCost: number }[];
  /** Walks along a whole index that end as soon as enough rows passed a filter, with the share of the index that is expected. */
  walks: { table: string; share: number }[];
  /** Scans of tables by an index: their cost, with that of a limit on rows that come in order; `isRepeated` inside of a loop. */
  reads: { index: string; cost: number; isRepeated: boolean }[];
}

interface PlanNode {
  'Node Type'?: unknown;
  'Total Cost'?: unknown;
  'Plan Rows'?: unknown;
  'Index Name'?: unknown;
  'Relation Name'?: unknown;
  'Index Cond'?: unknown;
  'Order By'?: unknown;
  'Parent Relationship'?: unknown;
  Filter?: unknown;
  Plans?: unknown;
}

/** A node that is still to be read, with what is known from above. */
interface Pending {
  node: PlanNode;
  sortTotal: number;
  limit?: number;
  limitCost?: number;
  /** Cost of the bitmap heap scan that it serves. */
  heap?: number;
  isRepeated: boolean;
}

/** Reads the value of the column `QUERY PLAN`, parsed or as text; undefined when it is no plan. */
export function readPlan(value: unknown): PlanSummary | undefined {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  const root = Array.isArray(parsed) ? (parsed[0] as { Plan?: PlanNode } | undefined)?.Plan : undefined;
  if (!root || typeof root['Total Cost'] !== 'number') return undefined;
  const indexes = new Set<string>();
  const scans: PlanSummary['scans'] = [];
  const walks: PlanSummary['walks'] = [];
  const reads: PlanSummary['reads'] = [];
  const pending: Pending[] = [{ node: root, sortTotal: 0, isRepeated: false }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, sortTotal, limit, isRepeated } = next;
    const cost = numberOf(node['Total Cost']);
    const heap = node['Node Type'] === 'Bitmap Heap Scan' ? cost : next.heap;
    if (typeof node['Index Name'] === 'string') {
      indexes.add(node['Index Name']);
      const limited = node['Order By'] === undefined ? undefined : next.limitCost;
      reads.push({ index: node['Index Name'], cost: limited ?? heap ?? cost, isRepeated });
    }
    const table = node['Relation Name'];
    if (node['Node Type'] === 'Seq Scan' && typeof table === 'string') {
      scans.push({ table, cost, rows: numberOf(node['Plan Rows']), sortCost: Math.max(0, sortTotal - cost) });
    }
    const isWalk = node['Node Type'] === 'Index Scan' && node['Index Cond'] === undefined && node.Filter !== undefined;
    if (limit !== undefined && isWalk && typeof table === 'string') {
      walks.push({ table, share: Math.min(1, limit / Math.max(1, numberOf(node['Plan Rows']))) });
    }
    const isLoop = node['Node Type'] === 'Nested Loop';
    if (!Array.isArray(node.Plans)) continue;
    for (const child of node.Plans as PlanNode[]) {
      pending.push({
        node: child,
        sortTotal: node['Node Type'] === 'Sort' ? cost : 0,
        isRepeated: isRepeated || (isLoop && child['Parent Relationship'] === 'Inner'),
        ...(heap !== undefined && { heap }),
        ...(node['Node Type'] === 'Limit' && { limit: numberOf(node['Plan Rows']), limitCost: cost }),
      });
    }
  }
  const sequentialScans = [...new Set(scans.map((scan) => scan.table))];
  return { totalCost: root['Total Cost'], indexes: [...indexes], sequentialScans, scans, walks, reads };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
