import type { Candidate } from '../../../analysis/indexing/candidate.js';
import { tableLabel, type Catalog, type Table } from '../../../analysis/indexing/catalog.js';
import { costWithScan, extrapolate, extrapolateSize, type Measured } from '../../../analysis/indexing/estimate.js';
import { frequencyOf, type StatementShape } from '../../../analysis/indexing/statement.js';
import { unqualifiedText } from '../../../analysis/indexing/unqualified.js';
import { toPresageError } from '../../../error.js';
import type { PostgresSession, ScratchDatabase } from '../../../sources/source.js';
import type { Inquiry, RecordedEstimate } from '../answers.js';
import type { WhatIfRun } from '../what-if.js';
import { readSample } from './sample.js';
import { Trial, type Attempt } from './trial.js';

/** A scratch database for the time of a run. */
export interface Scratch {
  database: ScratchDatabase;
  signal: AbortSignal;
}

const MAXIMUM_INDEXES = 30;
const STATEMENTS_AN_INDEX = 10;
const MAXIMUM_NOTICES = 10;

/** An index that the planner of the target cannot be asked about, with the statements that it may serve, largest saving first. */
interface Question {
  candidate: Candidate;
  body: string;
  cases: { inquiry: Inquiry; estimate: RecordedEstimate; saving: number }[];
}

/**
 * Replaces estimates by what a real index on a sampled copy says, for the indexes that would save most. What cannot be validated keeps its
 * estimate and is named in the notices, as is a scratch database that refuses; only an abort is an error.
 */
export async function validateInScratch(
  run: WhatIfRun,
  session: PostgresSession,
  { database, signal }: Scratch,
  catalog: Catalog,
  candidates: ReadonlyMap<string, Candidate>,
): Promise<void> {
  const questions = questionsOf(run, candidates);
  if (questions.length === 0) return;
  const { notices } = run.result;
  const now = performance.now();
  // the other half is for the planner of the target
  const deadline = now + Math.min(database.seconds * 1_000, run.millisecondsLeft() / 2);
  try {
    await database.use(session, signal, async (scratch) => {
      const validation = new Validation(run, session, await Trial.open(scratch), database, catalog);
      for (const question of questions) {
        if (performance.now() > deadline) {
          notices.push('The time of the scratch database ran out before all indexes were validated.');
          return;
        }
        const refusal = await validation.answer(question);
        if (refusal !== undefined) notices.push(`${label(question.candidate)} stays unvalidated: ${refusal}`);
      }
    });
  } catch (error) {
    if (signal.aborted) throw error;
    const { code, message } = toPresageError(error);
    notices.push(`Nothing was validated further in the scratch database: ${message} (${code})`);
  }
  const more = notices.length - MAXIMUM_NOTICES;
  if (more > 0) notices.splice(MAXIMUM_NOTICES, more, `${more} more indexes stay unvalidated.`);
}

function questionsOf(run: WhatIfRun, candidates: ReadonlyMap<string, Candidate>): Question[] {
  const questions = new Map<string, Question>();
  for (const inquiry of run.inquiries.values()) {
    for (const estimate of inquiry.answers.estimates) {
      const candidate = candidates.get(estimate.candidate);
      if (!candidate || estimate.isValidated) continue;
      const question = questions.get(estimate.candidate) ?? { candidate, body: estimate.candidate, cases: [] };
      questions.set(estimate.candidate, question);
      question.cases.push({
        inquiry,
        estimate,
        saving: frequencyOf(inquiry.shape) * (inquiry.answers.cost - estimate.cost),
      });
    }
  }
  const saving = ({ cases }: Question) => cases.reduce((sum, item) => sum + item.saving, 0);
  for (const { cases } of questions.values()) cases.sort((a, b) => b.saving - a.saving).splice(STATEMENTS_AN_INDEX);
  return [...questions.values()].sort((a, b) => saving(b) - saving(a)).slice(0, MAXIMUM_INDEXES);
}

/** The questions of one run to one scratch database. */
class Validation {
  private readonly tables: ReadonlyMap<number, Table>;
  /** What became of the copy of each table, with the rows of the whole one. */
  private readonly copies = new Map<number, { refusal: string } | { rows: number; unknown: string[] }>();
  private bytesLeft: number;

  constructor(
    private readonly run: WhatIfRun,
    private readonly target: PostgresSession,
    private readonly trial: Trial,
    private readonly limits: ScratchDatabase,
    catalog: Catalog,
  ) {
    this.tables = new Map(catalog.tables.map((table) => [table.oid, table]));
    this.bytesLeft = limits.maximumBytes;
  }

  /** Validates one index for its statements; the reason where some could not be. */
  async answer({ candidate, body, cases }: Question): Promise<string | undefined> {
    const own = await this.copy(candidate.table);
    if ('refusal' in own) return own.refusal;
    const refusals: string[] = [];
    // the index must be the last that is made: it goes with what is made after it
    for (const { inquiry } of cases) await this.copyAll(inquiry.shape);
    const built = await this.trial.withIndex(candidate, async (size) => {
      for (const item of cases) {
        const refusal = await this.priceCase(item, candidate, own.rows);
        if (refusal !== undefined) refusals.push(refusal);
        else this.run.result.sizes[body] = Math.ceil(extrapolateSize(size, own.rows));
      }
    });
    return 'refusal' in built ? withTypes(built.refusal, own.unknown) : refusals[0];
  }

  private async priceCase(
    { inquiry: { shape, answers }, estimate }: Question['cases'][number],
    candidate: Candidate,
    rows: number,
  ): Promise<string | undefined> {
    const price = await this.priceOf(shape, candidate);
    if ('refusal' in price) return price.refusal;
    estimate.isValidated = true;
    // an index that the planner does not use saves nothing
    estimate.cost = price.value
      ? costWithScan(answers.cost, estimate.replaced, extrapolate(price.value, rows))
      : answers.cost;
    return undefined;
  }

  private async priceOf(shape: StatementShape, candidate: Candidate): Promise<Attempt<Measured | undefined>> {
    const copies = await this.copyAll(shape);
    if ('refusal' in copies) return copies;
    const names = shape.tables.map((oid) => this.tables.get(oid)?.name ?? '');
    let refusal = 'its statement cannot be named without schemas';
    for (const text of shape.texts) {
      const plain = await unqualifiedText(text, names);
      const price = plain && (await this.trial.price(candidate.name, plain));
      if (price && 'value' in price) return price;
      if (price) refusal = withTypes(price.refusal, copies.unknown);
    }
    return { refusal };
  }

  /** Copies all tables of a statement; the types among their columns that are not known there. */
  private async copyAll({ tables }: StatementShape): Promise<{ refusal: string } | { unknown: string[] }> {
    const unknown: string[] = [];
    for (const oid of new Set(tables)) {
      const copy = await this.copy(oid);
      if ('refusal' in copy) return copy;
      unknown.push(...copy.unknown);
    }
    return { unknown };
  }

  private async copy(oid: number): Promise<{ refusal: string } | { rows: number; unknown: string[] }> {
    const known = this.copies.get(oid);
    if (known) return known;
    const made = await this.copyAnew(this.tables.get(oid));
    this.copies.set(oid, made);
    return made;
  }

  private async copyAnew(table: Table | undefined): Promise<{ refusal: string } | { rows: number; unknown: string[] }> {
    if (!table || table.kind === 'other') return { refusal: 'the statement reads something else than tables' };
    const place = tableLabel(table);
    if (this.bytesLeft <= 0)
      return { refusal: `${place} was not copied: max_bytes of the scratch database is used up` };
    const sample = await readSample(this.target, table, { rows: this.limits.rows, bytes: this.bytesLeft });
    this.bytesLeft -= sample.bytes;
    if (sample.rows === 0) return { refusal: `no rows of ${place} could be sampled` };
    const copied = await this.trial.copy(table.name, sample);
    if ('value' in copied) return { rows: sample.of, unknown: copied.value };
    // what the server says of a value may hold the value
    const state = /\(([0-9A-Z]{5})\)$/.exec(copied.refusal)?.[1] ?? 'unknown error';
    return { refusal: `${place} could not be copied to the scratch database (${state})` };
  }
}

function withTypes(refusal: string, unknown: readonly string[]): string {
  const types = [...new Set(unknown)].join(', ');
  return types === '' ? refusal : `${refusal}; the scratch database does not know the types ${types}`;
}

function label(candidate: Candidate): string {
  return `${candidate.method} on ${tableLabel(candidate)} (${candidate.keys.map(({ column }) => column).join(', ')})`;
}
