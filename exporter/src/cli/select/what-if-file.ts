import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import type { SelectionProblem } from '../../analysis/indexing/selection.js';
import { PresageError } from '../../error.js';

/** Recorded planner answers, as a problem and the names that its positions stand for. */
export interface WhatIf {
  workload: string;
  /** Smallest share of the whole cost that an index must save to be taken. */
  minimumGainRatio: number;
  indexes: { id: string; name: string; sizeBytes: number }[];
  queries: string[];
  problem: SelectionProblem;
}

const MAXIMUM_BYTES = 256 * 1024 * 1024;
const SHOWN_PROBLEMS = 5;
const SHOWN_LENGTH = 80;
const unzip = promisify(gunzip);

const id = z.union([z.number(), z.string().min(1).max(1_000)]).transform(String);
const amount = z.number().nonnegative().max(1e18);

const FILE = z.object({
  workload: z.string().max(1_000).default(''),
  minimumGainRatio: z.number().min(0).max(1).default(0),
  indexes: z.array(
    z.object({ id, name: z.string().max(10_000).optional(), sizeBytes: amount, maintenance: amount.default(0) }),
  ),
  configurations: z.array(z.object({ id, indexes: z.array(id).max(1_000) })),
  queries: z.array(z.object({ id, frequency: amount.default(1), costs: z.record(z.string(), amount) })),
});
type File = z.infer<typeof FILE>;

/** Reads recorded planner answers, JSON with or without gzip, of at most `maximumBytes` unpacked. Throws when the file cannot be read or contradicts itself. */
export async function readWhatIf(path: string, maximumBytes = MAXIMUM_BYTES): Promise<WhatIf> {
  const parsed = FILE.safeParse(parseJson(await readText(path, maximumBytes)));
  if (parsed.success) return toProblem(parsed.data);
  const { issues } = parsed.error;
  const shown = issues.slice(0, SHOWN_PROBLEMS).map((issue) => `${quote(issue.path.join('.'))}: ${issue.message}`);
  throw invalid(
    `${shown.join('; ')}${issues.length > shown.length ? `; and ${issues.length - shown.length} more` : ''}`,
  );
}

async function readText(path: string, maximumBytes: number): Promise<string> {
  try {
    const bytes = await readFile(path);
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = zipped ? await unzip(bytes, { maxOutputLength: maximumBytes }) : bytes;
    if (text.length > maximumBytes) throw new Error(`larger than ${maximumBytes} bytes`);
    return text.toString('utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PresageError('PRS_WHATIF_UNREADABLE', `The recorded planner answers cannot be read: ${reason}`, {
      cause: error,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // the parser quotes the text, which may hold anything
    throw new PresageError('PRS_WHATIF_INVALID', 'The recorded planner answers are not JSON.', { cause: error });
  }
}

function toProblem({ workload, minimumGainRatio, indexes, configurations, queries }: File): WhatIf {
  const positions = numbered(indexes, 'index');
  numbered(queries, 'query');
  numbered(configurations, 'configuration');
  const members = new Map(
    configurations.map((configuration) => [
      configuration.id,
      configuration.indexes.map((index) => {
        const position = positions.get(index);
        if (position !== undefined) return position;
        throw invalid(`configuration ${quote(configuration.id)} has the index ${quote(index)}, which is not listed`);
      }),
    ]),
  );
  const costs = queries.map((query) => costsOf(query, members));
  return {
    workload,
    minimumGainRatio,
    indexes: indexes.map((index) => ({
      id: index.id,
      name: index.name ?? index.id,
      sizeBytes: Math.ceil(index.sizeBytes),
    })),
    queries: queries.map((query) => query.id),
    problem: {
      queries: queries.map(({ frequency }, position) => ({ frequency, cost: costs[position]!.without })),
      indexes: indexes.map(({ sizeBytes, maintenance }) => ({ size: Math.ceil(sizeBytes), maintenance })),
      plans: costs.flatMap(({ plans }, query) => plans.map((plan) => ({ query, ...plan }))),
    },
  };
}

function costsOf(query: File['queries'][number], members: ReadonlyMap<string, number[]>) {
  const plans = Object.entries(query.costs).map(([configuration, cost]) => {
    const indexes = members.get(configuration);
    if (indexes) return { indexes, cost };
    throw invalid(
      `query ${quote(query.id)} has a cost for the configuration ${quote(configuration)}, which is not listed`,
    );
  });
  const without = plans.filter(({ indexes }) => indexes.length === 0).map(({ cost }) => cost);
  if (without.length === 0) throw invalid(`query ${quote(query.id)} has no cost without indexes`);
  return { plans: plans.filter(({ indexes }) => indexes.length > 0), without: Math.min(...without) };
}

function numbered(rows: readonly { id: string }[], kind: string): Map<string, number> {
  const positions = new Map<string, number>();
  rows.forEach((row, position) => {
    if (positions.has(row.id)) throw invalid(`the ${kind} ${quote(row.id)} is listed twice`);
    positions.set(row.id, position);
  });
  return positions;
}

function quote(text: string): string {
  return JSON.stringify(text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text);
}

function invalid(problem: string): PresageError {
  return new PresageError('PRS_WHATIF_INVALID', `The recorded planner answers do not fit their format: ${problem}`);
}
