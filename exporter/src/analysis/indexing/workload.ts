import { covers, type Candidate } from './candidate.js';
import type { Catalog, Index, Table } from './catalog.js';
import { selectIndexes, type Selection, type SelectionOptions, type SelectionProblem } from './selection.js';
import { frequencyOf, type StatementShape } from './statement.js';
import { isProtected, supportsForeignKey } from './unneeded.js';

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

/** Part of the workload's cost that an index must save which is as large as all tables that the workload reads. */
const STORAGE_PRICE = 0.02;
/** Part that carried columns must save: the planner takes for granted that pages come from disk and stay all-visible. */
const CARRYING_PRICE = 0.02;

/** Statements that may share the cost evenly before an index is measured by less than all of it. */
const FEW_STATEMENTS = 50;

export interface ChosenIndexes {
  problem: SelectionProblem;
  indexTexts: string[];
  selection: Selection;
  /** What each index had to save, as a share of the cost of the whole workload. */
  minimumGainRatio: number;
}

/**
 * Chooses among the candidates that the planner used; `preferred` holds texts that identify candidates. What an index must save is meant
 * for workloads of few statements: where the cost is spread over more, it is less.
 */
export function chooseIndexes(
  costs: PlannedCosts,
  shapes: readonly StatementShape[],
  catalog: Catalog,
  candidates: ReadonlyMap<string, Candidate>,
  { preferred, ...options }: Omit<SelectionOptions, 'preferred'> & { preferred?: ReadonlySet<string> },
): ChosenIndexes {
  const { problem, indexTexts } = selectionProblem(costs, shapes, catalog, candidates);
  const known = new Set(indexTexts.flatMap((text, position) => (preferred?.has(text) ? [position] : [])));
  const minimumGainRatio = (options.minimumGainRatio ?? 0) * measuredShare(problem.queries);
  const selection = selectIndexes(problem, { ...options, minimumGainRatio, preferred: known });
  return { problem, indexTexts, selection, minimumGainRatio };
}

/**
 * The part of the cost by which a single index is measured: all of it up to 50 statements of even cost, else as much as 50 of them have.
 * Statements of uneven cost count as 1 / Σ share² even ones (the inverse of Simpson's index).
 */
export function measuredShare(queries: SelectionProblem['queries']): number {
  const costs = queries.map(({ frequency, cost }) => frequency * cost);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (total <= 0) return 1;
  return Math.min(1, FEW_STATEMENTS * costs.reduce((sum, cost) => sum + (cost / total) ** 2, 0));
}

/** States index selection as numbers: frequency is calls, cost is the planner's, maintenance is what the counted writes would cost more. */
export function selectionProblem(
  costs: PlannedCosts,
  shapes: readonly StatementShape[],
  catalog: Catalog,
  candidates: ReadonlyMap<string, Candidate>,
): { problem: SelectionProblem; indexTexts: string[] } {
  const calls = new Map(shapes.map((shape) => [shape.id, frequencyOf(shape)]));
  const positions = new Map(costs.planned.map(({ id }, position) => [id, position]));
  const indexTexts = [...new Set(costs.plans.flatMap((plan) => plan.candidates))].sort();
  const indexPositions = new Map(indexTexts.map((text, position) => [text, position]));
  const total = costs.planned.reduce((sum, { id, cost }) => sum + (calls.get(id) ?? 0) * cost, 0);
  const upkeep = new Upkeep(shapes, catalog);
  const bytes = upkeep.bytesRead();
  const queries = costs.planned.map(({ id, cost }) => ({ frequency: calls.get(id) ?? 0, cost }));
  const carryingPrice = CARRYING_PRICE * total * measuredShare(queries);
  return {
    indexTexts,
    problem: {
      queries,
      indexes: indexTexts.map((text) => {
        const candidate = candidates.get(text);
        const size = costs.sizes[text] ?? 0;
        const storage = bytes > 0 ? (STORAGE_PRICE * total * size) / bytes : 0;
        return {
          size,
          maintenance: storage + (candidate?.included ? carryingPrice : 0) + (candidate ? upkeep.added(candidate) : 0),
        };
      }),
      plans: costs.plans.map((plan) => ({
        query: positions.get(plan.id)!,
        indexes: plan.candidates.map((text) => indexPositions.get(text)!),
        cost: plan.cost,
      })),
    },
  };
}

/** Existing indexes that serve nothing any more once the candidate is there: their keys are its first ones. */
export function replacedIndexes(candidate: Candidate, table: Table): Index[] {
  if (candidate.method !== 'btree' || candidate.predicate || candidate.partitions) return [];
  return table.indexes.filter((index) => {
    const { keys, included, method, predicate } = index;
    if (method !== 'btree' || predicate !== undefined || isProtected(index) || keys.length > candidate.keys.length)
      return false;
    const first = { ...candidate, keys: candidate.keys.slice(0, keys.length), included: undefined };
    const carried = new Set([...candidate.keys.map(({ column }) => column), ...(candidate.included ?? [])]);
    return covers(index, first) && included.every((column) => carried.has(column));
  });
}

/** What writes cost with an index, of one workload. */
export class Upkeep {
  private readonly tables: ReadonlyMap<number, Table>;
  private readonly writes = new Map<number, { kind: string; columns: string[]; rows: number }[]>();

  constructor(
    private readonly shapes: readonly StatementShape[],
    catalog: Catalog,
  ) {
    this.tables = new Map(catalog.tables.map((table) => [table.oid, table]));
    for (const shape of shapes) {
      for (const { table, kind, columns } of shape.writes) {
        const list = this.writes.get(table) ?? [];
        list.push({ kind, columns, rows: shape.rows * (shape.weight ?? 1) });
        this.writes.set(table, list);
      }
    }
  }

  bytesRead(): number {
    const read = new Set(this.shapes.flatMap(({ tables }) => tables));
    return [...read].reduce((sum, oid) => sum + (this.tables.get(oid)?.sizeBytes ?? 0), 0);
  }

  /** What the writes cost more with the candidate, less what they save when it replaces existing indexes. */
  added(candidate: Candidate): number {
    const table = this.tables.get(candidate.table);
    if (!table) return 0;
    const replaced = replacedIndexes(candidate, table).filter((index) => !supportsForeignKey(table, index));
    return Math.max(0, this.of(candidate) - replaced.reduce((sum, { keys }) => sum + this.ofColumns(table, keys), 0));
  }

  /**
   * Planner units that the writes of the workload would cost more with the index: one descent and a part of a page write for each new
   * entry. An update that assigns one of its columns writes an entry and is no longer HOT, so every other index gets one too.
   */
  of(candidate: Candidate): number {
    const table = this.tables.get(candidate.table);
    if (!table) return 0;
    const { keys, included = [], predicate } = candidate;
    const columns = [...keys, ...included.map((column) => ({ column })), ...(predicate ? [predicate] : [])];
    return this.ofColumns(table, columns) * (METHOD_FACTORS[candidate.method] ?? 1);
  }

  private ofColumns(table: Table, keys: readonly { column?: string }[]): number {
    const columns = new Set(keys.map((key) => key.column));
    const { updated, hotUpdated } = table.writes;
    const notHot = updated > 0 ? 1 - hotUpdated / updated : 1;
    let entries = 0;
    for (const write of this.writes.get(table.oid) ?? []) {
      if (write.kind === 'insert') entries += write.rows;
      const assignsKey = write.columns.some((column) => columns.has(column));
      if (write.kind === 'update') entries += write.rows * (assignsKey ? 1 + table.indexes.length : notHot);
    }
    return entries * entryCost(table);
  }
}

/** How much more a write costs than in a B-tree: a GIN index has an entry for each element, a BRIN index one for many rows. */
const METHOD_FACTORS: Partial<Record<Candidate['method'], number>> = {
  gin: 5,
  gist: 2,
  brin: 0.05,
  hnsw: 50,
  ivfflat: 5,
};

function entryCost(table: Table): number {
  const rows = Math.max(table.rows, 2);
  const height = Math.max(0, Math.ceil(Math.log(rows / ENTRIES_A_PAGE) / Math.log(ENTRIES_A_PAGE)));
  const descent = (Math.log2(rows) + (height + 1) * OPERATORS_A_PAGE) * CPU_OPERATOR_COST;
  return descent + CPU_INDEX_TUPLE_COST + PAGE_WRITE_COST;
}
