/** What EXPLAIN (FORMAT JSON) says of a statement, as far as indexes are concerned. */
export interface PlanSummary {
  totalCost: number;
  /** Names of all indexes that the plan reads. */
  indexes: string[];
  /** Tables (schema and name are not in the plan, so names only) that are read from end to end. */
  sequentialScans: string[];
}

interface PlanNode {
  'Node Type'?: unknown;
  'Total Cost'?: unknown;
  'Index Name'?: unknown;
  'Relation Name'?: unknown;
  Plans?: unknown;
}

/** Reads the value of the column `QUERY PLAN`, parsed or as text; undefined when it is no plan. */
export function readPlan(value: unknown): PlanSummary | undefined {
  const parsed: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  const root = Array.isArray(parsed) ? (parsed[0] as { Plan?: PlanNode } | undefined)?.Plan : undefined;
  if (!root || typeof root['Total Cost'] !== 'number') return undefined;
  const indexes = new Set<string>();
  const sequentialScans = new Set<string>();
  const pending: PlanNode[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (typeof node['Index Name'] === 'string') indexes.add(node['Index Name']);
    if (node['Node Type'] === 'Seq Scan' && typeof node['Relation Name'] === 'string') {
      sequentialScans.add(node['Relation Name']);
    }
    if (Array.isArray(node.Plans)) pending.push(...(node.Plans as PlanNode[]));
  }
  return { totalCost: root['Total Cost'], indexes: [...indexes], sequentialScans: [...sequentialScans] };
}
