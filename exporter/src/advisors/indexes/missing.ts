import type { Evidence } from '@presage/contract/recommendation';
import { covers, isPlannable, type Candidate } from '../../analysis/indexing/candidate.js';
import { distinctValues, tableLabel, type Table } from '../../analysis/indexing/catalog.js';
import { candidateBody, createStatement, indexName, undoStatement } from '../../analysis/indexing/ddl.js';
import {
  chooseIndexes,
  measuredShare,
  replacedIndexes,
  Upkeep,
  type ChosenIndexes,
} from '../../analysis/indexing/workload.js';
import { frequencyOf, type StatementShape } from '../../analysis/indexing/statement.js';
import { recommendationId, type Open, type Verdict } from '../recommendation.js';
import { cutText } from '../recommendation-metrics.js';
import type { IndexesRecommendation } from './findings.js';
import type { DatabaseObservation } from './observe.js';
import type { ChoiceOptions } from './plan-database.js';
import type { AlternativePlan, Opinion } from './what-if.js';

const VALIDATED_CONFIDENCE = 0.8;
const WITHOUT_STATISTICS_CONFIDENCE = 0.55;
/** A real index said so, but on a sample. */
const SCRATCH_CONFIDENCE = 0.7;
const ESTIMATED_CONFIDENCE = 0.45;
const ASSUMED_CONFIDENCE = 0.35;
const RULE_CONFIDENCE = 0.3;
/** Part of the confidence that goes when common values gain nothing. */
const DOUBT = 0.5;
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
  options: ChoiceOptions,
): IndexesRecommendation[] {
  return database.hypothetical
    ? chosenIndexes(database, target, options).recommendations
    : indexesByRule(database, target, options.minimumGainRatio ?? 0);
}

/** The indexes that the selection takes, as recommendations, with the problem that it solved. */
export function chosenIndexes(
  database: DatabaseObservation,
  target: string,
  { minimumGainRatio, preferred, budgetBytes, maximumIndexes }: ChoiceOptions,
): ChosenIndexes & { recommendations: IndexesRecommendation[] } {
  const { shapes, whatIf, catalog } = database;
  const candidates = candidatesOf(database);
  const chosen = chooseIndexes(whatIf, shapes, catalog, candidates, {
    ...(minimumGainRatio !== undefined && { minimumGainRatio }),
    ...(preferred && { preferred }),
    ...(budgetBytes !== undefined && { budgetBytes }),
    ...(maximumIndexes !== undefined && { maximumIndexes }),
  });
  const { problem, indexTexts, selection } = chosen;
  const advising = new Advising(database, target);
  const served = servedBy(database, new Set(selection.chosen.map((position) => indexTexts[position]!)));
  const recommendations = selection.chosen.flatMap((position) => {
    const candidate = candidates.get(indexTexts[position]!);
    if (!candidate) return [];
    const own = served.get(indexTexts[position]!) ?? [];
    const disagreement = disagreementOn(own, advising.opinions);
    return [
      recommend(advising, candidate, own, {
        gainRatio: selection.gains.get(position)! / selection.costBefore,
        sizeBytes: problem.indexes[position]!.size,
        confidence: confidenceOf(candidate, advising) * (1 - DOUBT * (disagreement ?? 0)),
        ...(disagreement !== undefined && { disagreement }),
      }),
    ];
  });
  return { ...chosen, recommendations };
}

function confidenceOf(candidate: Candidate, { tables, validated }: Advising): number {
  if (!isPlannable(candidate)) {
    return validated.has(candidateBody(candidate)) ? SCRATCH_CONFIDENCE : ESTIMATED_CONFIDENCE;
  }
  if (candidate.assumption !== undefined) return ASSUMED_CONFIDENCE;
  return hasStatistics(tables.get(candidate.table), candidate) ? VALIDATED_CONFIDENCE : WITHOUT_STATISTICS_CONFIDENCE;
}

/** For a statement with a good share of the cost that reads a large table from end to end: the best-fitting form of its conditions. */
function indexesByRule(
  database: DatabaseObservation,
  target: string,
  minimumGainRatio: number,
): IndexesRecommendation[] {
  const { shapes, whatIf } = database;
  const planned = new Map(whatIf.planned.map((plan) => [plan.id, plan]));
  const advising = new Advising(database, target);
  const queries = shapes.map((shape) => ({ frequency: frequencyOf(shape), cost: planned.get(shape.id)?.cost ?? 0 }));
  const total = queries.reduce((sum, { frequency, cost }) => sum + frequency * cost, 0);
  const least = minimumGainRatio * measuredShare(queries) * total;
  const found = new Map<string, { candidate: Candidate; served: Served[] }>();
  for (const shape of shapes) {
    const plan = planned.get(shape.id);
    if (!plan || frequencyOf(shape) * plan.cost < least) continue;
    const after = (entry: Candidate) => costInScratch(advising, shape.id, candidateBody(entry));
    const candidate = shape.candidates.find(
      (entry) => isProven(entry) && isScanned(entry, plan.sequentialScans) && after(entry) !== Infinity,
    );
    if (!candidate || advising.upkeep.of(candidate) > frequencyOf(shape) * plan.cost) continue;
    const entry = found.get(candidateBody(candidate)) ?? { candidate, served: [] };
    const cost = after(candidate);
    entry.served.push({ shape, before: plan.cost, ...(cost !== undefined && { after: cost }) });
    found.set(candidateBody(candidate), entry);
  }
  return [...found.values()].map(({ candidate, served }) => {
    if (!advising.validated.has(candidateBody(candidate))) {
      return recommend(advising, candidate, served, { confidence: RULE_CONFIDENCE });
    }
    const saved = served.reduce(
      (sum, { shape, before, after = before }) => sum + frequencyOf(shape) * (before - after),
      0,
    );
    return recommend(advising, candidate, served, {
      confidence: SCRATCH_CONFIDENCE,
      gainRatio: saved / total,
      ...(whatIf.sizes[candidateBody(candidate)] !== undefined && {
        sizeBytes: whatIf.sizes[candidateBody(candidate)],
      }),
    });
  });
}

/** Cost of a statement with an index that was tried on a sample: Infinity where it is of no use, undefined where it was not tried. */
function costInScratch({ validated, database }: Advising, id: string, body: string): number | undefined {
  if (!validated.has(body)) return undefined;
  const plans = database.whatIf.plans.filter((plan) => plan.id === id && plan.candidates.join() === body);
  return Math.min(...plans.map(({ cost }) => cost));
}

/** Without the planner only plain forms are proposed. */
function isProven({ keys, included, predicate }: Candidate): boolean {
  return !included && !predicate && keys.every(({ unproven }) => !unproven);
}

function isScanned({ name, partitions = [] }: Candidate, scanned: readonly string[]): boolean {
  return scanned.includes(name) || partitions.some((partition) => scanned.includes(partition.name));
}

/** All candidates of a database by their bodies. */
export function candidatesOf({ shapes, merged }: DatabaseObservation): Map<string, Candidate> {
  const all = [...merged, ...shapes.flatMap((shape) => shape.candidates)];
  return new Map(all.map((candidate) => [candidateBody(candidate), candidate]));
}

/** For each chosen index the statements whose cheapest plan uses it, largest saving first. */
function servedBy({ shapes, whatIf }: DatabaseObservation, chosen: ReadonlySet<string>): Map<string, Served[]> {
  const best = new Map<string, AlternativePlan>();
  for (const plan of whatIf.plans) {
    const isBetter = plan.cost < (best.get(plan.id)?.cost ?? Infinity);
    if (isBetter && plan.candidates.every((text) => chosen.has(text))) best.set(plan.id, plan);
  }
  const before = new Map(whatIf.planned.map(({ id, cost }) => [id, cost]));
  const served = new Map<string, Served[]>();
  for (const shape of shapes) {
    const plan = best.get(shape.id);
    for (const text of plan?.candidates ?? []) {
      const list = served.get(text) ?? [];
      list.push({ shape, before: before.get(shape.id) ?? 0, after: plan!.cost });
      served.set(text, list);
    }
  }
  const saving = ({ shape, before: from, after = from }: Served) => frequencyOf(shape) * (from - after);
  for (const list of served.values()) list.sort((a, b) => saving(b) - saving(a));
  return served;
}

/**
 * How far the saving for common values falls behind that for unknown ones, 0 to 1, over the statements of which both are known;
 * undefined where there is none.
 */
function disagreementOn(served: readonly Served[], opinions: ReadonlyMap<string, Opinion>): number | undefined {
  let [generic, likely, known] = [0, 0, 0];
  for (const { shape, before, after = before } of served) {
    const opinion = opinions.get(shape.id);
    if (!opinion || before <= 0 || opinion.before <= 0) continue;
    const weight = frequencyOf(shape) * before;
    generic += weight * (1 - after / before);
    likely += weight * (1 - opinion.after / opinion.before);
    known++;
  }
  if (known === 0 || generic <= 0) return undefined;
  return Math.min(1, Math.max(0, 1 - likely / generic));
}

/** What all recommendations of one run on a database share. */
class Advising {
  readonly upkeep: Upkeep;
  readonly tables: ReadonlyMap<number, Table>;
  readonly opinions: ReadonlyMap<string, Opinion>;
  /** Bodies of the indexes that were made on a sample. */
  readonly validated: ReadonlySet<string>;
  /** Names of relations by schema. */
  private readonly taken = new Map<string, Set<string>>();

  constructor(
    readonly database: DatabaseObservation,
    readonly target: string,
  ) {
    const { shapes, catalog, whatIf } = database;
    this.validated = new Set(whatIf.validated);
    this.opinions = new Map(whatIf.opinions.map((opinion) => [opinion.id, opinion]));
    this.upkeep = new Upkeep(shapes, catalog);
    this.tables = new Map(catalog.tables.map((table) => [table.oid, table]));
    for (const { schema, name, indexes } of catalog.tables) {
      const taken = this.taken.get(schema) ?? new Set();
      this.taken.set(schema, taken.add(name));
      for (const index of indexes) taken.add(index.name);
    }
  }

  /** A name for the new index that neither a relation nor another new index has. */
  name(candidate: Candidate): string {
    const taken = this.taken.get(candidate.schema);
    const name = indexName(candidate, taken ?? new Set());
    taken?.add(name);
    return name;
  }
}

function recommend(
  advising: Advising,
  candidate: Candidate,
  served: Served[],
  figures: { gainRatio?: number; sizeBytes?: number; confidence: number; disagreement?: number },
): IndexesRecommendation {
  const { target, upkeep } = advising;
  const { datname } = advising.database;
  const name = advising.name(candidate);
  const writes = upkeep.of(candidate);
  const validation = validationOf(candidate, advising, figures.gainRatio !== undefined);
  const table = advising.tables.get(candidate.table);
  const replaced = table ? replacedIndexes(candidate, table).map((index) => index.name) : [];
  return {
    id: recommendationId(target, datname, 'create_index', candidateBody(candidate)),
    advisor: 'indexes',
    target,
    action: 'create_index',
    object: `${datname}.${tableLabel(candidate)}`,
    title: `Create ${ARTICLES[candidate.method]} index on ${tableLabel(candidate)} (${describe(candidate)})`,
    reason: [
      `${served.length} ${served.length === 1 ? 'statement reads' : 'statements read'} more of the table than needed.`,
      basis(candidate, validation, figures.gainRatio !== undefined),
      ...(replaced.length > 0 ? [`It serves what ${replaced.join(', ')} served, which can go afterwards.`] : []),
    ].join(' '),
    ...figures,
    change: createStatement(candidate, name),
    rollback: undoStatement(candidate, name),
    evidence: [
      ...served.slice(0, STATEMENTS_SHOWN).map(servedEvidence),
      ...opinionEvidence(served, advising.opinions),
      { label: 'validation', value: validation },
      { label: 'cost of writes', value: writes.toFixed(1) },
    ],
    labels: { datname, schemaname: candidate.schema, relname: candidate.name, indexrelname: name },
    datname,
    statements: served.map(({ shape }) => shape.id),
    costs: served.map(({ shape: { id, calls }, before, after }) => ({
      id,
      calls,
      before,
      ...(after !== undefined && { after }),
    })),
    candidate,
  };
}

const ARTICLES: Record<Candidate['method'], string> = {
  btree: 'an',
  hash: 'a hash',
  brin: 'a BRIN',
  gin: 'a GIN',
  gist: 'a GiST',
  hnsw: 'an HNSW',
  ivfflat: 'an IVFFlat',
};

function describe({ keys, included, predicate }: Candidate): string {
  const columns = keys.map((key) => key.text.replaceAll('"', '') + (key.descending ? ' DESC' : ''));
  return (
    columns.join(', ') +
    (included ? ` with ${included.join(', ')}` : '') +
    (predicate ? ` where ${predicate.text.replaceAll('"', '')}` : '')
  );
}

/** Who said that the index helps: the planner with a hypothetical index, or with a real one on a sample. */
type Validation = 'planner' | 'scratch' | 'unvalidated';

function validationOf(candidate: Candidate, { validated }: Advising, wasAsked: boolean): Validation {
  if (validated.has(candidateBody(candidate))) return 'scratch';
  return isPlannable(candidate) && wasAsked ? 'planner' : 'unvalidated';
}

/** What the prediction rests on. */
function basis(candidate: Candidate, validation: Validation, wasAsked: boolean): string {
  const advice = EF_SEARCH[candidate.method] ?? '';
  if (validation === 'scratch') {
    return `A real index on a sample of the table in the scratch database was used by the planner; gain and size are scaled to the whole table.${advice}`;
  }
  if (!wasAsked)
    return 'HypoPG is not installed, so the planner could not be asked: this follows from the conditions alone.';
  if (!isPlannable(candidate)) {
    return `HypoPG cannot make an index of this kind, so its gain is estimated and unvalidated.${advice}`;
  }
  const asked = 'The planner was asked with a hypothetical index and would use it.';
  return candidate.assumption === undefined ? asked : `${asked} ${candidate.assumption}`;
}

const EF_SEARCH: Partial<Record<Candidate['method'], string>> = {
  hnsw: ' Set hnsw.ef_search to at least the LIMIT of the query, and higher for better recall.',
  ivfflat: ' Set ivfflat.probes to about the square root of lists for good recall.',
};

/** What the planner says for likely values of the parameters, where it was asked. */
function opinionEvidence(served: readonly Served[], opinions: ReadonlyMap<string, Opinion>): Evidence[] {
  const own = served.flatMap(({ shape }) => opinions.get(shape.id) ?? []);
  const calls = new Map(served.map(({ shape }) => [shape.id, shape.calls]));
  if (own.length === 0) return [];
  const [before, after] = (['before', 'after'] as const).map((side) =>
    own.reduce((sum, opinion) => sum + (calls.get(opinion.id) ?? 0) * opinion[side], 0),
  ) as [number, number];
  const saved = before > 0 ? 1 - after / before : 0;
  return [
    {
      label: 'with common values',
      value: `saves ${(100 * saved).toFixed(0)} % of the cost of ${own.length} statements`,
    },
  ];
}

function servedEvidence({ shape, before, after }: Served): Evidence {
  const cost = after === undefined ? `cost ${before.toFixed(1)}` : `cost ${before.toFixed(1)} → ${after.toFixed(1)}`;
  return { label: cutText(shape.text.replace(/\s+/g, ' '), STATEMENT_LENGTH), value: `${shape.calls} calls, ${cost}` };
}

function hasStatistics(table: Table | undefined, candidate: Candidate): boolean {
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
