import type { Index } from './catalog.js';
import { quoteIdentifier } from './quote.js';
import type { Term } from './roles.js';

export const ACCESS_METHODS = ['btree', 'hash', 'brin', 'gin', 'gist', 'hnsw', 'ivfflat'] as const;
export type AccessMethod = (typeof ACCESS_METHODS)[number];

/** An index that could be made. */
export interface Candidate {
  table: number;
  schema: string;
  name: string;
  method: AccessMethod;
  keys: CandidateKey[];
  /** Columns that are only carried along. */
  included?: string[];
  /** Rows that the index holds, where it does not hold all. */
  predicate?: { text: string; column: string };
  /** Storage parameters, e.g. `lists` of an IVFFlat index. */
  parameters?: Record<string, number>;
  /** Extension that must be created first. */
  extension?: string;
  /** Rests on a guess of what the statement's parameters look like. */
  assumption?: string;
  /** Partitions that need an index each, of a partitioned table. */
  partitions?: { schema: string; name: string }[];
}

export interface CandidateKey extends Term {
  descending: boolean;
  nullsFirst: boolean;
  operatorClass?: string;
}

/** Whether HypoPG can ask the planner about it. */
export function isPlannable({ method }: Candidate): boolean {
  return method === 'btree' || method === 'hash' || method === 'brin';
}

export function ascending(term: Term): CandidateKey {
  return { ...term, descending: false, nullsFirst: false };
}

/** Whether the first keys of a usable index are those of the candidate, read forwards or backwards. */
export function covers(index: Index, candidate: Candidate): boolean {
  if (!index.valid || index.method !== candidate.method || index.keys.length < candidate.keys.length) return false;
  if (index.predicate !== undefined && bare(index.predicate) !== bare(candidate.predicate?.text ?? '')) return false;
  const carried = new Set([...index.keys.map(({ column }) => column), ...index.included]);
  if (!(candidate.included ?? []).every((column) => carried.has(column))) return false;
  const same = (flipped: boolean) =>
    candidate.keys.every((key, position) => {
      const existing = index.keys[position]!;
      return (
        sameKey(existing.column, existing.text, key) &&
        (candidate.method !== 'btree' ||
          ((existing.descending !== key.descending) === flipped &&
            (existing.nullsFirst !== key.nullsFirst) === flipped)) &&
        (key.operatorClass === undefined || existing.operatorClass.endsWith(key.operatorClass))
      );
    });
  return same(false) || same(true);
}

function sameKey(column: string | undefined, text: string, key: CandidateKey): boolean {
  if (key.text === quoteIdentifier(key.column)) return column === key.column;
  return column === undefined && bare(text) === bare(key.text);
}

/** An expression without the casts and parentheses that PostgreSQL adds when it prints it, and that we write as CAST. */
function bare(expression: string): string {
  return expression
    .replace(/CAST\((.*?) AS [a-z ]+\)/gi, '$1')
    .replace(/::[a-z ]+(\[\])?|[()"\s]/g, '')
    .toLowerCase();
}
