import type { Candidate } from './candidates.js';
import type { Catalog, Table } from './catalog.js';
import type { SelectionProblem } from './selection.js';
import type { StatementShape } from './statement.js';

/** Costs that the planner gave, in the terms of statements and candidates. */
export interface PlannedCosts {
  planned: readonly { id: string; cost: number }[];
  /** `candidates` holds texts that identify candidates. */
  plans: readonly { id: string; candidates: readonly string[]; cost: number }[];
  sizes: Readonly<Record<string, number>>;
}

const CPU_OPERATOR_COST = 0.0025;
const CPU_INDEX_TUPLE_COST = 0.005;
/** Comparisons that btcostestimate charges for one page of the descent. */
const OPERATORS_A_PAGE = 50;
const ENTRIES_A_PAGE = 300;
/** Part of a page write that one new entry causes, since neighbours share the page until the checkpoint. */
const PAGE_WRITE_COST = 0.1;

/** States index selection as numbers: frequency is calls, cost is the planner's, maintenance is what the counted writes would cost more. */
export function selectionProblem(
  costs: PlannedCosts,
  shapes: readonly StatementShape[],
  catalog: Catalog,
  candidates: ReadonlyMap<string, Candidate>,
): { problem: SelectionProblem; indexTexts: string[] } {
  const calls = new Map(shapes.map((shape) => [shape.id, shape.calls]));
  const positions = new Map(costs.planned.map(({ id }, position) => [id, position]));
  const indexTexts = [...new Set(costs.plans.flatMap((plan) => plan.candidates))].sort();
  const indexPositions = new Map(indexTexts.map((text, position) => [text, position]));
  return {
    indexTexts,
    problem: {
      queries: costs.planned.map(({ id, cost }) => ({ frequency: calls.get(id) ?? 0, cost })),
      indexes: indexTexts.map((text) => ({
        size: costs.sizes[text] ?? 0,
        maintenance: maintenanceCost(candidates.get(text), shapes, catalog),
      })),
      plans: costs.plans.map((plan) => ({
        query: positions.get(plan.id)!,
        indexes: plan.candidates.map((text) => indexPositions.get(text)!),
        cost: plan.cost,
      })),
    },
  };
}

/**
 * Planner units that the writes of the workload would cost more with the index: one descent and a part of a page write for each new entry.
 * An update that assigns a key column writes an entry and is no longer HOT, so every other index gets one too.
 */
export function maintenanceCost(
  candidate: Candidate | undefined,
  shapes: readonly StatementShape[],
  catalog: Catalog,
): number {
  const table = catalog.tables.find(({ oid }) => oid === candidate?.table);
  if (!candidate || !table) return 0;
  const columns = new Set(candidate.keys.map((key) => key.column));
  const { updated, hotUpdated } = table.writes;
  const notHot = updated > 0 ? 1 - hotUpdated / updated : 1;
  let entries = 0;
  for (const shape of shapes) {
    for (const write of shape.writes) {
      if (write.table !== table.oid) continue;
      if (write.kind === 'insert') entries += shape.rows;
      const assignsKey = write.columns.some((column) => columns.has(column));
      if (write.kind === 'update') entries += shape.rows * (assignsKey ? 1 + table.indexes.length : notHot);
    }
  }
  return entries * entryCost(table);
}

function entryCost(table: Table): number {
  const rows = Math.max(table.rows, 2);
  const height = Math.max(0, Math.ceil(Math.log(rows / ENTRIES_A_PAGE) / Math.log(ENTRIES_A_PAGE)));
  const descent = (Math.log2(rows) + (height + 1) * OPERATORS_A_PAGE) * CPU_OPERATOR_COST;
  return descent + CPU_INDEX_TUPLE_COST + PAGE_WRITE_COST;
}
