export type PlanProblemKind = 'misestimate' | 'scan_in_loop' | 'wide_sort';

/** Something in the plan of a statement that costs more than it must. */
export interface PlanProblem {
  kind: PlanProblemKind;
  /** What was seen, in words. */
  detail: string;
  /** The table that it is about, by name. */
  table?: string;
}

interface PlanNode {
  'Node Type'?: unknown;
  'Parent Relationship'?: unknown;
  'Subplan Name'?: unknown;
  'Relation Name'?: unknown;
  'Plan Rows'?: unknown;
  'Plan Width'?: unknown;
  'Total Cost'?: unknown;
  Plans?: unknown;
}

/** The planner is off by so much, with so many rows at stake. */
const ESTIMATE_FACTOR = 100;
const ESTIMATE_ROWS = 1_000;
/** A scan of a table with so many rows, so often in one call. */
const LOOP_ROWS = 1_000;
const LOOP_ROUNDS = 10;
const SORT_ROWS = 10_000;
const SORT_WIDTH = 500;

/**
 * Reads a plan of EXPLAIN (FORMAT JSON) that was made for unknown parameters.
 *
 * @param plan the value of the column `QUERY PLAN`
 * @param rowsACall rows that a call really returns on average
 */
export function planProblems(plan: unknown, rowsACall: number): PlanProblem[] {
  const parsed: unknown = typeof plan === 'string' ? JSON.parse(plan) : plan;
  const root = Array.isArray(parsed) ? (parsed[0] as { Plan?: PlanNode } | undefined)?.Plan : undefined;
  if (!root) return [];
  const problems: PlanProblem[] = [];
  const estimated = numberOf(root['Plan Rows']);
  const factor = Math.max(estimated, 1) / Math.max(rowsACall, 1);
  // a generic plan guesses what a parameter selects, so only gross errors count, and none where LIMIT is one
  if (
    root['Node Type'] !== 'Limit' &&
    Math.max(estimated, rowsACall) >= ESTIMATE_ROWS &&
    (factor > ESTIMATE_FACTOR || factor < 1 / ESTIMATE_FACTOR)
  ) {
    problems.push({
      kind: 'misestimate',
      detail: `the planner expects ${Math.round(estimated)} rows, a call returns ${rowsACall.toFixed(rowsACall < 10 ? 1 : 0)}`,
    });
  }
  visit(root, 1, problems);
  return problems;
}

/** `rounds`: how often the node is run for one call, as far as the plan says. */
function visit(node: PlanNode, rounds: number, problems: PlanProblem[]): void {
  const type = node['Node Type'];
  const rows = numberOf(node['Plan Rows']);
  const table = typeof node['Relation Name'] === 'string' ? node['Relation Name'] : undefined;
  if (type === 'Seq Scan' && rounds >= LOOP_ROUNDS && rows >= LOOP_ROWS && table !== undefined) {
    const detail = `${table} is read from end to end for each of about ${Math.round(rounds)} rows`;
    problems.push({ kind: 'scan_in_loop', table, detail });
  }
  const width = numberOf(node['Plan Width']);
  if (type === 'Sort' && rows >= SORT_ROWS && width >= SORT_WIDTH) {
    problems.push({ kind: 'wide_sort', detail: `${Math.round(rows)} rows of ${width} bytes are sorted` });
  }
  const children = Array.isArray(node.Plans) ? (node.Plans as PlanNode[]) : [];
  for (const child of children) visit(child, rounds * roundsOf(child, node, children), problems);
}

/** What keeps its rows is filled once, however often it is read. */
const KEEPS = new Set<unknown>(['Materialize', 'Memoize', 'Hash']);

function roundsOf(child: PlanNode, parent: PlanNode, siblings: readonly PlanNode[]): number {
  if (KEEPS.has(child['Node Type'])) return 0;
  const relationship = child['Parent Relationship'];
  if (relationship === 'SubPlan') {
    const isHashed = JSON.stringify({ ...parent, Plans: [] }).includes(`hashed ${String(child['Subplan Name'])}`);
    return isHashed ? 0 : Math.max(1, numberOf(parent['Plan Rows']));
  }
  const isInner = parent['Node Type'] === 'Nested Loop' && relationship === 'Inner';
  return isInner ? Math.max(1, numberOf(siblings.find((other) => other !== child)?.['Plan Rows'])) : 1;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
