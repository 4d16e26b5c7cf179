import { createHash } from 'node:crypto';
import type { Candidate } from './candidate.js';
import { quoteIdentifier, quoteQualified } from './quote.js';

const NAME_BYTES = 63;

/** Bodies are asked for all the time, and candidates do not change. */
const bodies = new WeakMap<Candidate, string>();

/** Everything of `CREATE INDEX` after `ON`; the same candidate always gives the same text. */
export function candidateBody(candidate: Candidate): string {
  const known = bodies.get(candidate);
  if (known !== undefined) return known;
  const body = `${quoteQualified(candidate)} ${indexText(candidate)}`;
  bodies.set(candidate, body);
  return body;
}

function indexText({ method, keys, included = [], predicate, parameters }: Candidate): string {
  const parts = keys.map(
    (key) =>
      key.text + (key.operatorClass ? ` ${key.operatorClass}` : '') + directionText(key.descending, key.nullsFirst),
  );
  const storage = Object.entries(parameters ?? {}).map(([name, value]) => `${name} = ${value}`);
  return (
    `USING ${method} (${parts.join(', ')})` +
    (included.length > 0 ? ` INCLUDE (${included.map(quoteIdentifier).join(', ')})` : '') +
    (storage.length > 0 ? ` WITH (${storage.join(', ')})` : '') +
    (predicate ? ` WHERE ${predicate.text}` : '')
  );
}

/**
 * Statements that create the index for good, without blocking writers. A partitioned table cannot have an index built concurrently:
 * each partition gets its own, which is then attached to that of the parent.
 */
export function createStatement(candidate: Candidate, name: string): string {
  const extension = candidate.extension
    ? `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(candidate.extension)};\n`
    : '';
  if (!candidate.partitions) {
    return `${extension}CREATE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${candidateBody(candidate)};`;
  }
  const parent = `CREATE INDEX ${quoteIdentifier(name)} ON ONLY ${candidateBody(candidate)};`;
  const qualified = quoteQualified({ schema: candidate.schema, name });
  const parts = candidate.partitions.flatMap((partition) => {
    const own = { ...candidate, ...partition };
    const part = indexName(own, new Set());
    return [
      `CREATE INDEX CONCURRENTLY ${quoteIdentifier(part)} ON ${candidateBody(own)};`,
      `ALTER INDEX ${qualified} ATTACH PARTITION ${quoteQualified({ schema: partition.schema, name: part })};`,
    ];
  });
  return extension + [parent, ...parts].join('\n');
}

/** The way back of `createStatement`; the index of a partitioned table goes with those of its partitions. */
export function undoStatement(candidate: Candidate, name: string): string {
  if (!candidate.partitions) return dropStatement({ schema: candidate.schema, name });
  return `DROP INDEX ${quoteQualified({ schema: candidate.schema, name })};`;
}

/** Statement that drops an index without blocking readers or writers. */
export function dropStatement(index: { schema: string; name: string }): string {
  return `DROP INDEX CONCURRENTLY ${quoteQualified(index)};`;
}

/** A name of at most 63 bytes that no relation of `taken` has: `<table>_<columns>_idx`, else with a part of its hash. */
export function indexName(candidate: Candidate, taken: ReadonlySet<string>): string {
  const columns = candidate.keys.map((key) => key.column).join('_');
  const isPlain =
    candidate.keys.every((key) => key.text.startsWith('"')) && !candidate.predicate && !candidate.included;
  const plain = `${candidate.name}_${columns}_idx`;
  if (Buffer.byteLength(plain) <= NAME_BYTES && isPlain && !taken.has(plain)) return plain;
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
