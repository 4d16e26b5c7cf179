import { createHash } from 'node:crypto';
import type { Candidate } from './candidates.js';
import { quoteIdentifier, quoteQualified } from './quote.js';

const NAME_BYTES = 63;

/** Everything of `CREATE INDEX` after `ON`; the same candidate always gives the same text. */
export function candidateBody(candidate: Candidate): string {
  const keys = candidate.keys.map(
    (key) =>
      key.text + (key.operatorClass ? ` ${key.operatorClass}` : '') + directionText(key.descending, key.nullsFirst),
  );
  return `${quoteQualified(candidate)} USING btree (${keys.join(', ')})`;
}

/** Statement that creates the index for good, without blocking writers. */
export function createStatement(candidate: Candidate, name: string): string {
  return `CREATE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${candidateBody(candidate)};`;
}

/** Statement that drops an index without blocking readers or writers. */
export function dropStatement(index: { schema: string; name: string }): string {
  return `DROP INDEX CONCURRENTLY ${quoteQualified(index)};`;
}

/** A name of at most 63 bytes that no relation of `taken` has: `<table>_<columns>_idx`, else with a part of its hash. */
export function indexName(candidate: Candidate, taken: ReadonlySet<string>): string {
  const columns = candidate.keys.map((key) => key.column).join('_');
  const plain = `${candidate.name}_${columns}_idx`;
  if (Buffer.byteLength(plain) <= NAME_BYTES && !taken.has(plain)) return plain;
  const hash = createHash('sha256').update(candidateBody(candidate)).digest('hex').slice(0, 8);
  const suffix = `_${hash}_idx`;
  return cutBytes(`${candidate.name}_${columns}`, NAME_BYTES - suffix.length) + suffix;
}

/** PostgreSQL's default puts nulls last going up and first going down; only what differs is said. */
function directionText(descending: boolean, nullsFirst: boolean): string {
  const nulls = nullsFirst === descending ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return (descending ? ' DESC' : '') + nulls;
}

function cutBytes(text: string, bytes: number): string {
  let cut = '';
  for (const character of text) {
    if (Buffer.byteLength(cut + character) > bytes) break;
    cut += character;
  }
  return cut;
}
