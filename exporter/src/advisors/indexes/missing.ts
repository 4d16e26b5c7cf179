import type { Evidence } from '@presage/contract/recommendation';
import { covers, type Candidate } from '../../analysis/indexing/candidates.js';
import { distinctValues, tableLabel, type Catalog } from '../../analysis/indexing/catalog.js';
import { candidateBody, createStatement, dropStatement, indexName } from '../../analysis/indexing/ddl.js';
import { selectIndexes } from '../../analysis/indexing/selection.js';
import { maintenanceCost, selectionProblem } from '../../analysis/indexing/workload.js';
import type { StatementShape } from '../../analysis/indexing/statement.js';
import { recommendationId, type Open, type Verdict } from '../recommendation.js';
import { cutText } from '../recommendation-metrics.js';
import type { IndexesRecommendation } from './findings.js';
import type { DatabaseObservation } from './observe.js';

const VALIDATED_CONFIDENCE = 0.8;
const WITHOUT_STATISTICS_CONFIDENCE = 0.55;
const RULE_CONFIDENCE = 0.3;
const STATEMENTS_SHOWN = 5;
const STATEMENT_LENGTH = 160;

/** One statement that an index serves, with its cost in planner units. */
interface Served {
  shape: StatementShape;
  before: number;
  after?: number;
}

/** Indexes that the workload lacks: chosen by what-if costs, or by rules where HypoPG is missing. */
export function missingIndexes(
  database: DatabaseObservation,
  target: string,
  minimumGainRatio: number,
  preferred: ReadonlySet<string>,
): IndexesRecommendation[] {
  return database.hypothetical
    ? chosenIndexes(database, target, minimumGainRatio, preferred)
    : indexesByRule(database, target, minimumGainRatio);
}

function chosenIndexes(
  database: DatabaseObservation,
  target: string,
  minimumGainRatio: number,
  preferred: ReadonlySet<string>,
): IndexesRecommendation[] {
  const { catalog, shapes, whatIf } = database;
  const candidates = candidatesOf(shapes);
  const { problem, indexTexts } = selectionProblem(whatIf, shapes, catalog, candidates);
  const known = new Set(indexTexts.flatMap((text, position) => (preferred.has(text) ? [position] : [])));
  const selection = selectIndexes(problem, { minimumGainRatio, preferred: known });
  return selection.chosen.flatMap((position) => {
    const candidate = candidates.get(indexTexts[position]!);
    if (!candidate) return [];
    const gainRatio = selection.gains.get(position)! / selection.costBefore;
    return [
      recommend(database, target, candidate, servedBy(database, indexTexts[position]!), {
        gainRatio,
        sizeBytes: problem.indexes[position]!.size,
        confidence: hasStatistics(catalog, candidate) ? VALIDATED_CONFIDENCE : WITHOUT_STATISTICS_CONFIDENCE,
      }),
    ];
  });
}

/** For a statement with a good share of the cost that reads a large table from end to end: the best-fitting form of its conditions. */
function indexesByRule(
  database: DatabaseObservation,
  target: string,
  minimumGainRatio: number,
): IndexesRecommendation[] {
  const { catalog, shapes, whatIf } = database;
  const planned = new Map(whatIf.planned.map((plan) => [plan.id, plan]));
  const total = shapes.reduce((sum, shape) => sum + shape.calls * (planned.get(shape.id)?.cost ?? 0), 0);
  const found = new Map<string, { candidate: Candidate; served: Served[] }>();
  for (const shape of shapes) {
    const plan = planned.get(shape.id);
    if (!plan || shape.calls * plan.cost < minimumGainRatio * total) continue;
    const candidate = shape.candidates.find(({ name }) => plan.sequentialScans.includes(name));
    if (!candidate || maintenanceCost(candidate, shapes, catalog) > shape.calls * plan.cost) continue;
    const entry = found.get(candidateBody(candidate)) ?? { candidate, served: [] };
    entry.served.push({ shape, before: plan.cost });
    found.set(candidateBody(candidate), entry);
  }
  return [...found.values()].map(({ candidate, served }) =>
    recommend(database, target, candidate, served, { confidence: RULE_CONFIDENCE }),
  );
}

function candidatesOf(shapes: readonly StatementShape[]): Map<string, Candidate> {
  return new Map(shapes.flatMap((shape) => shape.candidates).map((candidate) => [candidateBody(candidate), candidate]));
}

/** Statements that the planner would run with the index, largest saving first. */
function servedBy({ shapes, whatIf }: DatabaseObservation, text: string): Served[] {
  const before = new Map(whatIf.planned.map(({ id, cost }) => [id, cost]));
  return shapes
    .flatMap((shape) => {
      const costs = whatIf.plans.filter((plan) => plan.id === shape.id && plan.candidates.includes(text));
      if (costs.length === 0) return [];
      return [{ shape, before: before.get(shape.id) ?? 0, after: Math.min(...costs.map(({ cost }) => cost)) }];
    })
    .sort((a, b) => b.shape.calls * (b.before - b.after) - a.shape.calls * (a.before - a.after));
}

function recommend(
  { datname, catalog, shapes }: DatabaseObservation,
  target: string,
  candidate: Candidate,
  served: Served[],
  figures: { gainRatio?: number; sizeBytes?: number; confidence: number },
): IndexesRecommendation {
  const name = indexName(candidate, takenNames(catalog, candidate.schema));
  const columns = candidate.keys
    .map((key) => key.text.replaceAll('"', '') + (key.descending ? ' DESC' : ''))
    .join(', ');
  const validated = figures.gainRatio !== undefined;
  const writes = maintenanceCost(candidate, shapes, catalog);
  return {
    id: recommendationId(target, datname, 'create_index', candidateBody(candidate)),
    advisor: 'indexes',
    target,
    action: 'create_index',
    object: `${datname}.${tableLabel(candidate)}`,
    title: `Create an index on ${tableLabel(candidate)} (${columns})`,
    reason:
      `${served.length} ${served.length === 1 ? 'statement reads' : 'statements read'} more of the table than needed. ` +
      (validated
        ? 'The planner was asked with a hypothetical index and would use it.'
        : 'HypoPG is not installed, so the planner could not be asked: this follows from the conditions alone.'),
    ...figures,
    change: createStatement(candidate, name),
    rollback: dropStatement({ schema: candidate.schema, name }),
    evidence: [
      ...served.slice(0, STATEMENTS_SHOWN).map(servedEvidence),
      { label: 'cost of writes', value: writes.toFixed(1) },
    ],
    labels: { datname, schemaname: candidate.schema, relname: candidate.name, indexrelname: name },
    datname,
    statements: served.map(({ shape }) => shape.id),
    candidate,
  };
}

function servedEvidence({ shape, before, after }: Served): Evidence {
  const cost = after === undefined ? `cost ${before.toFixed(1)}` : `cost ${before.toFixed(1)} → ${after.toFixed(1)}`;
  return { label: cutText(shape.text.replace(/\s+/g, ' '), STATEMENT_LENGTH), value: `${shape.calls} calls, ${cost}` };
}

function takenNames(catalog: Catalog, schema: string): Set<string> {
  const tables = catalog.tables.filter((table) => table.schema === schema);
  return new Set(tables.flatMap((table) => [table.name, ...table.indexes.map((index) => index.name)]));
}

function hasStatistics(catalog: Catalog, candidate: Candidate): boolean {
  const table = catalog.tables.find(({ oid }) => oid === candidate.table);
  const column = table?.columns.find(({ name }) => name === candidate.keys[0]?.column);
  return table !== undefined && column !== undefined && distinctValues(table, column) !== undefined;
}

/** Whether an index that was recommended exists now, or is no longer worth it. */
export function judgeMissing(open: Open<IndexesRecommendation>, database: DatabaseObservation): Verdict {
  const table = database.catalog.tables.find(({ oid }) => oid === open.candidate?.table);
  if (!table || table.indexes.some((index) => covers(index, open.candidate!))) return 'resolved';
  const planned = new Set(database.whatIf.planned.map(({ id }) => id));
  return open.statements.some((id) => planned.has(id)) ? 'contradicted' : 'unknown';
}
