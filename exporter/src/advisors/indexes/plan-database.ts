import type { Candidate } from '../../analysis/indexing/candidate.js';
import { isPlannable } from '../../analysis/indexing/candidate.js';
import type { Catalog } from '../../analysis/indexing/catalog.js';
import { candidateBody } from '../../analysis/indexing/ddl.js';
import { DEFAULT_WIDTH } from '../../analysis/indexing/candidates.js';
import { mergedCandidates } from '../../analysis/indexing/merge.js';
import type { SelectionOptions } from '../../analysis/indexing/selection.js';
import { readingLargeTables, type StatementShape } from '../../analysis/indexing/statement.js';
import { likelyValues, type ObservedValue } from '../../analysis/indexing/values.js';
import { chooseIndexes } from '../../analysis/indexing/workload.js';
import type { PostgresSession } from '../../sources/source.js';
import type { Inquiry, StatementAnswers } from './answers.js';
import type { ObservedConstants } from './constants.js';
import { Planner } from './planner.js';
import { validateInScratch, type Scratch } from './scratch/validate.js';
import { alternativesOf, groupByFirstKey, usableBy, WhatIfRun, type PlannerBudget, type WhatIf } from './what-if.js';

export type ChoiceOptions = Omit<SelectionOptions, 'preferred'> & {
  preferred?: ReadonlySet<string>;
  maximumWidth?: number;
};

export interface PlanOptions extends ChoiceOptions {
  budget: PlannerBudget;
  /** What an earlier run learned. */
  before?: { answers: Record<string, StatementAnswers>; sizes: Record<string, number> };
  /** Values that statements were seen to be run with. */
  constants?: ObservedConstants;
  /** Where indexes that HypoPG cannot make are made for a moment. */
  scratch?: Scratch;
  onProgress?: (planned: number, of: number) => void;
}

export interface PlannedDatabase {
  whatIf: WhatIf;
  merged: Candidate[];
  calls: number;
  hypothetical: boolean;
}

/** Rounds in which the chosen indexes are planned together, which may change the choice. */
const ROUNDS = 3;
/** Elementary steps of a selection that only guides the next questions. */
const GUIDING_WORK = 4_000_000;

/**
 * Asks the planner what the candidates bring; then plans the statements with the indexes that the selection takes, all at once, until
 * the selection rests on plans that were seen; and last for likely values of the parameters.
 */
export async function planDatabase(
  session: PostgresSession,
  catalog: Catalog,
  shapes: readonly StatementShape[],
  options: PlanOptions,
): Promise<PlannedDatabase> {
  const { budget, before = { answers: {}, sizes: {} }, onProgress } = options;
  const planner = await Planner.open(session, catalog.searchPath);
  const large = readingLargeTables(shapes, catalog);
  const merged = mergeByTable(shapes, options.maximumWidth ?? DEFAULT_WIDTH);
  const candidates = new Map(
    [...merged, ...shapes.flatMap((shape) => shape.candidates)].map((item) => [candidateBody(item), item]),
  );
  const run = new WhatIfRun(planner, catalog, [...candidates.values()], budget, before);
  await run.planAll(large, onProgress);
  if (options.scratch) await validateInScratch(run, session, options.scratch, catalog, candidates);
  if (planner.hypothetical) {
    const chosen = await settle(run, shapes, catalog, candidates, options);
    await askForValues(run, chosen, catalog, options.constants);
  }
  await run.end();
  const planned = new Set(large);
  const small = shapes.filter((shape) => shape.tables.length > 0 && !planned.has(shape));
  run.result.skipped.push(...small.map(({ id }) => ({ id, reason: 'small_tables' as const })));
  return { whatIf: run.result, merged, calls: planner.calls, hypothetical: planner.hypothetical };
}

function mergeByTable(shapes: readonly StatementShape[], maximumWidth: number): Candidate[] {
  const byTable = new Map<number, Map<string, Candidate>>();
  for (const candidate of shapes.flatMap((shape) => shape.candidates)) {
    const own = byTable.get(candidate.table) ?? new Map<string, Candidate>();
    byTable.set(candidate.table, own.set(candidateBody(candidate), candidate));
  }
  const equalities = new Map<number, Set<string>[]>();
  for (const { table, texts } of shapes.flatMap((shape) => shape.equalities)) {
    equalities.set(table, [...(equalities.get(table) ?? []), new Set(texts)]);
  }
  return [...byTable].flatMap(([table, own]) =>
    mergedCandidates([...own.values()], equalities.get(table) ?? [], maximumWidth),
  );
}

/** Plans the statements with the chosen indexes until no plan says anything new; the chosen ones. */
async function settle(
  run: WhatIfRun,
  shapes: readonly StatementShape[],
  catalog: Catalog,
  candidates: ReadonlyMap<string, Candidate>,
  { minimumGainRatio, preferred, budgetBytes, maximumIndexes }: ChoiceOptions,
): Promise<Candidate[]> {
  const options = {
    ...(minimumGainRatio !== undefined && { minimumGainRatio }),
    ...(preferred && { preferred }),
    ...(budgetBytes !== undefined && { budgetBytes }),
    ...(maximumIndexes !== undefined && { maximumIndexes }),
  };
  let chosen: Candidate[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const plans = [...run.inquiries.values()].flatMap((inquiry) => alternativesOf(inquiry));
    const { selection, indexTexts } = chooseIndexes({ ...run.result, plans }, shapes, catalog, candidates, {
      workLimit: GUIDING_WORK,
      ...options,
    });
    chosen = selection.chosen.flatMap((position) => candidates.get(indexTexts[position]!) ?? []);
    const asked = groupByFirstKey(chosen.filter(isPlannable));
    let known = 0;
    for (const inquiry of run.inquiries.values()) known -= inquiry.answers.plans.length;
    for (const inquiry of run.inquiries.values()) {
      const relevant = usableBy(inquiry.shape, asked);
      if (relevant.length > 0) await run.guarded(async () => void (await inquiry.ask(relevant)));
    }
    for (const inquiry of run.inquiries.values()) known += inquiry.answers.plans.length;
    if (known === 0) break;
  }
  return chosen;
}

/** The second opinion: costs for likely values, of the statements that the chosen indexes serve. */
async function askForValues(
  run: WhatIfRun,
  chosen: readonly Candidate[],
  catalog: Catalog,
  constants?: ObservedConstants,
): Promise<void> {
  const planned = groupByFirstKey(chosen.filter(isPlannable));
  for (const inquiry of run.inquiries.values()) {
    const relevant = usableBy(inquiry.shape, planned);
    if (relevant.length === 0 || inquiry.shape.parameters.length === 0) continue;
    await run.guarded(async () => {
      const opinion = await opinionOn(inquiry, relevant, catalog, constants?.get(inquiry.shape.id));
      if (opinion) run.result.opinions.push({ id: inquiry.shape.id, before: opinion.before, after: opinion.after });
    });
  }
}

async function opinionOn(
  inquiry: Inquiry,
  chosen: readonly Candidate[],
  catalog: Catalog,
  observed?: readonly ObservedValue[],
): Promise<StatementAnswers['opinion']> {
  const assumed = chosen.map(candidateBody).sort().join('\n');
  if (inquiry.answers.opinion?.assumed === assumed) return inquiry.answers.opinion;
  const text = await inquiry.prepare();
  if (!text) return undefined;
  const values = likelyValues(text.parameters, inquiry.shape.parameters, catalog, observed);
  if (!values || values.length === 0) return undefined;
  const before = await inquiry.costWith([], values);
  const after = before === undefined ? undefined : await inquiry.costWith(chosen, values);
  if (before === undefined || after === undefined) return undefined;
  return (inquiry.answers.opinion = { assumed, before, after });
}
